"""What is not to be written in English, and what to write in its place.

After the "List of Error-Prone Abbreviations, Symbols, and Dose Designations" of the Institute for
Safe Medication Practices (ISMP, 2021) and the "Do Not Use" list of the Joint Commission. Single
letters that are words or names as well are looked for beside a dose only. ISMP allows "mcg".
"""

from __future__ import annotations

import re
from typing import Final

_NOUN: Final = (
    r"(?:tablets?|capsules?|pills?|drops?|doses?|puffs?|sprays?|patch(?:es)?|units?|mg|mL|ml|mcg|g"
    r"|micrograms?|teaspoons?|injections?|suppository|suppositories)"
)
ERROR_PRONE: Final = tuple(
    (re.compile(pattern), better)
    for pattern, better in (
        (r"\d[ \u00a0]?(?:U|u)(?!\w|\.S)", "units"),
        (r"\d[ \u00a0]?(?:IU|iu|i\.u\.|I\.U\.)(?!\w)", "international units"),
        (r"[µμ]g(?!\w)|\d[ \u00a0]?ug(?!\w)", "micrograms or mcg"),
        (r"\d[ \u00a0]?(?:cc|c\.c\.)(?!\w)", "mL"),
        (r"\d[ \u00a0]?l(?![\w’'])", "L"),
        (r"\d[ \u00a0]?gr(?!\w)", "grains, or the amount in mg"),
        (r"(?<!\w)(?:QD|q\.d\.?|qd|Q\.D\.?|o\.d\.|q1d)(?!\w)", "once a day"),
        (r"(?<!\w)(?:QOD|q\.o\.d\.|qod|Q\.O\.D\.|eod|EOD)(?!\w)", "every other day"),
        (r"(?<!\w)(?:BID|b\.i\.d\.?|B\.I\.D\.?|bd|b\.d\.)(?!\w)", "2 times a day"),
        (r"(?<!\w)(?:TID|tid|t\.i\.d\.?|T\.I\.D\.?|tds|TDS|t\.d\.s\.)(?!\w)", "3 times a day"),
        (r"(?<!\w)(?:QID|qid|q\.i\.d\.?|Q\.I\.D\.?|qds|QDS|q\.d\.s\.)(?!\w)", "4 times a day"),
        (r"(?<!\w)(?:PRN|prn|p\.r\.n\.?|P\.R\.N\.?)(?!\w)", "if needed"),
        (r"(?<!\w)(?:QHS|qhs|q\.h\.s\.|h\.s\.)(?!\w)", "at bedtime"),
        (r"(?<!\w)(?:QAM|qam|q\.a\.m\.)(?!\w)", "every morning"),
        (r"(?<!\w)(?:QPM|qpm|q\.p\.m\.)(?!\w)", "every evening"),
        (
            r"(?<!\w)[qQ]\.?[ ]?\d+(?:[–-]\d+)?\.?[ ]?(?:h|hr|hrs|d|days?)(?!\w)",
            "every … hours, every … days",
        ),
        (r"(?<!\w)(?:BIW|biw)(?!\w)", "2 times a week"),
        (r"(?<!\w)(?:TIW|tiw)(?!\w)", "3 times a week"),
        (r"(?<!\w)[x×][ ]?\d+[ ]?d(?!\w)", "for … days"),
        (r"(?<!\w)(?:SubQ|subQ|SQ|s\.c\.|S\.C\.)(?!\w)", "under the skin"),
        (r"(?<!\w)(?:p\.o\.|P\.O\.|per os)(?!\w)", "by mouth"),
        (r"(?<!\w)(?:MSO4|MgSO4)(?!\w)", "the medicine's name"),
        (r"(?<!\w)[Dd]/[Cc](?!\w)", "stop"),
        (r"(?<!\w)ss(?= tablet| capsule| dose)", "half"),
        (r"(?<!\w)(?:a\.c\.|p\.c\.)(?!\w)", "before or after meals"),
        (r"(?<!\w)(?:nocte|i/d)(?!\w)", "at night, once a day"),
        (r"(?<!\w)gtts?(?!\w)", "drops"),
        (r"[ʒ℥]|℈", "the amount in mL"),
        (r"(?<!\S)@(?!\S)", "at"),
        (r"[<>≤≥][ \u00a0]?(?=\d)", "less than, more than, at least or at most"),
        (r"[↑↓]", "more or less, higher or lower"),
        (r"\d[ \u00a0]?[KM](?= (?:units|tablets))", "thousand or million"),
        (rf"(?<=\b)(?:{_NOUN}) (?:HS|hs|SC|PO|OD|BD|bid|QDS|IN|IJ|SL|IM)(?!\w)", "it in words"),
        (rf"(?:{_NOUN}) &(?!\w)|&(?= \d)", "and"),
        (
            (
                r"(?<!\w)(?:drops?|spray)\b[^.]*\b(?:in|into|to)(?: the| each)?"
                r" (?:AD|AS|AU|OD|OS|OU)(?!\w)"
            ),
            "which ear or eye",
        ),
    )
)
"""What finds each, and what to write."""
