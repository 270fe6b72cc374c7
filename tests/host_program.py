"""A program that makes leaflets: with threads and things of its own, and without a main guard.

Run as a script: ``host_program.py threads|alone LIBRARY``; alone, it leaves the processes to the
library. It says in JSON what came of each wish,
and what of the process is not as it was.
"""

from __future__ import annotations

import datetime
import decimal
import hashlib
import json
import locale
import logging
import os
import signal
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

logging.basicConfig(level=logging.DEBUG, filename=os.devnull)
for name in ("weasyprint", "fontTools", "PIL"):
    logging.getLogger(name).setLevel(logging.ERROR)
warnings.simplefilter("error")
signal.signal(signal.SIGALRM, lambda *_: sys.exit("the host's alarm"))
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 1000)
os.umask(0o027)
decimal.DefaultContext.prec = decimal.getcontext().prec = 2
stays = threading.Event()
threading.Thread(target=stays.wait, name="the host's own", daemon=True).start()


def state() -> dict[str, object]:
    """What of the process a library could change."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    context = decimal.getcontext()
    children = [
        child
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text(encoding="utf-8").split()
    ]
    loggers = [logging.getLogger(), *(logging.getLogger(n) for n in ("weasyprint", "PIL"))]
    return {
        "handlers": [str(signal.getsignal(n)) for n in range(1, signal.NSIG)],
        "mask": str(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "timer": signal.getitimer(signal.ITIMER_REAL)[0] > 0,
        "loggers": [(one.level, str(one.handlers), one.propagate, one.disabled) for one in loggers],
        "environment": dict(os.environ),
        "locale": locale.setlocale(locale.LC_ALL),
        "umask": [line for line in status.splitlines() if line.startswith("Umask")],
        # NumPy adds some for its own messages wherever it is imported (numpy/__init__.py).
        "filters": [str(one) for one in warnings.filters if "numpy" not in str(one)],
        "hooks": [str(h) for h in (warnings.showwarning, sys.excepthook, threading.excepthook)],
        "threads": sorted(one.name for one in threading.enumerate()),
        "children": children,
        "files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
        "folder": str(Path.cwd()),
        "path": list(sys.path),
        "limits": (sys.getrecursionlimit(), sys.getswitchinterval()),
        "numbers": (context.prec, context.rounding, decimal.DefaultContext.prec),
        "weasyprint": "weasyprint" in sys.modules,
    }


WISHES = [
    ("tiny", "en", {}),
    ("tiny", "es", {"format": "html"}),
    ("rich", "en", {"format": "text"}),
    ("rich", "en", {"size": "large"}),
    ("warm", "en", {"format": "text"}),
    ("tiny", "en", {"format": "brf"}),
    ("broken", "en", {}),
    ("cold", "en", {"format": "html"}),
    ("tiny", "xx", {}),
    ("missing", "en", {"format": "text"}),
    ("glyphless", "en", {}),
]

before = state()

import leaflets  # noqa: E402

how, folder = sys.argv[1], Path(sys.argv[2])
DAY = datetime.date(2026, 11, 29)


def made(
    library: leaflets.OpenLibrary, pool: leaflets.Pool | None, first: int, count: int
) -> dict[int, str]:
    """What comes of so many wishes, by their place in the list, beginning at one of them."""
    told = {}
    for index in range(count):
        place = (first + index) % len(WISHES)
        name, tag, options = WISHES[place]
        try:
            one = library.make(name, tag, pool=pool, day=DAY, **options)
            told[place] = hashlib.sha256(one.content).hexdigest()
        except leaflets.LeafletsError as error:
            told[place] = str(error)
    return told


warmed = state()
with leaflets.open_library(folder) as library, leaflets.pool(2) as pool:
    lazily = state()["children"] == before["children"]
    if how == "threads":
        libraries = [library, library, library.again(), leaflets.open_library(folder)]
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(made, libraries, [pool] * 4, (0, 3, 6, 9), [6] * 4))
    else:
        answers = [made(library, None, 0, len(WISHES))]
after = state()
changed = [name for name in before if after[name] != before[name] and name != "files"]
if after["files"] > warmed["files"]:
    changed.append("files")
sys.stdout.write(json.dumps({"answers": answers, "changed": changed, "lazily": lazily}))
