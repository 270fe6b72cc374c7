"""Any leaflet into Verified, or all that is wrong with it."""

from __future__ import annotations

from leaflets.content.record import Record
from leaflets.errors import LeafletsError, problem
from leaflets.library.braille_table import BrailleTable
from leaflets.library.libraries import built_in_folder
from leaflets.verify.verified import Verified


def verify(content: bytes, record: Record, braille: BrailleTable | None = None) -> Verified:
    """The leaflet, found to say all that its record says and nothing else.

    ``braille`` is how its language is written in Braille, where it is Braille.

    Raises LeafletsError (kind "verification") with everything that is wrong.
    """
    # Each reader is loaded where it is needed: pdfium alone takes as long as a page of text.
    match record.edition.format:
        case "pdf":
            from leaflets.verify.verify_pdf import verified

            return verified(content, record)
        case "html":
            from leaflets.verify.verify_web import verified_web

            return verified_web(content.decode(), record, built_in_folder() / "templates")
        case "brf":
            from leaflets.verify.verify_braille import verified_braille

            if braille is None:
                message = f"there is no Braille in {record.leaflet.language} to compare it with"
                raise LeafletsError(problem("verification-no-table", message))
            return verified_braille(content.decode("ascii"), record, braille)
        case "text":
            from leaflets.verify.verify_text import verified_text

            return verified_text(content.decode(), record)
        case "epi":
            message = "a document is verified with its export"
            raise LeafletsError(problem("verification-no-export", message))
