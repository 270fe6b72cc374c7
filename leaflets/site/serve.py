"""A site at a local address, for looking at it: with types and headers as a server has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, problem

ADDRESS: Final = "127.0.0.1"

_TYPES: Final = {
    ".brf": "text/plain; charset=us-ascii",
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_FOREVER: Final = ("/assets/",)
"""What is named by its digest."""


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = {**_TYPES, "": "application/octet-stream"}  # noqa: RUF012  as the base has it

    def end_headers(self) -> None:
        forever = self.path.startswith(_FOREVER)
        self.send_header(
            "Cache-Control", "public, max-age=31536000, immutable" if forever else "no-cache"
        )
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where something is not there."""
        missing = Path(self.directory) / "404.html"
        if code != 404 or not missing.is_file():
            super().send_error(code, message, explain)
            return
        content = missing.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, _path: object) -> None:
        """No folder is listed."""
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is told of who looked at what."""


def serve(site: Path, port: int, ready: Callable[[str], None]) -> None:
    """Show a site until the process is interrupted; ``ready`` hears its address.

    Raises LeafletsError (kind "usage") where the port is taken.
    """
    try:
        server = ThreadingHTTPServer((ADDRESS, port), partial(_Handler, directory=str(site)))
    except OSError as error:
        message = f"port {port} can't be used ({error.strerror}); name another with --port"
        raise LeafletsError(problem("usage-port", message)) from error
    with server:
        ready(f"http://{ADDRESS}:{server.server_address[1]}/")
        server.serve_forever()
