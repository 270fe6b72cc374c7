"""What is known of English and German in a prescriber's words: patterns of rhythms and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from leaflets.dose.fhir_amount import DOSE_WORDS, PIECE_WORDS, UNIT_TEXTS
from leaflets.sheet.dosing_units import Unit


@dataclass(frozen=True)
class Lexicon:
    """The patterns of one language; texts are in small letters, their numbers in digits."""

    numbers: tuple[tuple[str, str], ...]
    """Number words, and their digits, in the order in which they are replaced."""
    times_a_day: str
    """With the groups ``count`` and ``high``."""
    daily: str
    every: str
    """With the groups ``low``, ``high`` and ``unit``."""
    units_of_time: dict[str, str]
    times_a_week: str
    times_a_month: str
    moments: dict[str, re.Pattern[str]]
    weekdays: tuple[str, ...]
    """From Monday on."""
    lasts: str
    """For how long, with the groups ``low`` and ``unit``."""
    bare: str
    """What stands before and behind a number that is an amount without its unit."""
    stopped: str
    """That it is not taken, or no longer."""
    needed: str
    most: str
    spoon: str
    words: frozenset[str]
    """Words that stand in instructions of this language."""

    @cached_property
    def unit_pattern(self) -> str:
        """A unit, in a group of that name."""
        texts = sorted({*UNIT_TEXTS, *PIECE_WORDS, *DOSE_WORDS}, key=len, reverse=True)
        return rf"(?P<unit>{'|'.join(map(re.escape, texts))})(?![^\W_])"

    @cached_property
    def form_pattern(self) -> str:
        """A form that a strength stands before."""
        forms = [text for text, unit in UNIT_TEXTS.items() if unit in ("tablet", "capsule")]
        return rf"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})"

    def unit_of(self, text: str) -> Unit | None:
        """The unit of a word; None for a piece or a dose of whatever it is."""
        return UNIT_TEXTS.get(text)


def _moments(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?<!\w)(?:{found})(?!\w)") for name, found in words.items()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbered(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(number)) for number, name in enumerate(names, 1))


_SPAN: Final = r"(?P<low>\d{1,2})(?: ?(?:-|–|to|bis) ?(?P<high>\d{1,2}))?"
_COUNT: Final = r"(?P<count>\d{1,2})(?: ?(?:-|–|to|bis|or|oder) ?(?P<high>\d{1,2}))?"

ENGLISH: Final = Lexicon(
    numbers=(
        ("one and a half", "1.5"),
        ("half an?|an? half|half of an?|half", "1/2"),
        ("once", "1 time"),
        ("twice", "2 times"),
        ("thrice", "3 times"),
        ("every other", "every 2"),
        ("(?:on )?alternate days?", "every 2 days"),
        *_numbered(
            (
                *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
                *("eleven", "twelve"),
            )
        ),
    ),
    times_a_day=(
        rf"{_COUNT} (?:times?|x) ?(?:(?:a|per|each|every|in a|/) ?)?(?:day|daily|24 hours)\b"
    ),
    daily=(
        r"\b(?:daily|every day|each day|a day|per day|nightly"
        r"|(?:every|each) (?:morning|night|evening))\b"
    ),
    every=(
        rf"\b(?:every|each) (?:{_SPAN} ?-?)?(?P<unit>hours?|hourly|hrs?|h|days?|weeks?|months?)\b"
    ),
    units_of_time={
        "hour": "hours?|hourly|hrs?|h",
        "day": "days?",
        "week": "weeks?",
        "month": "months?",
    },
    times_a_week=r"(?:(?P<count>\d) (?:times?|x) (?:a |per |each )?(?:week|weekly)|\bweekly)\b",
    times_a_month=r"(?:(?P<count>\d) (?:times?|x) (?:a |per |each )?(?:month|monthly)|\bmonthly)\b",
    moments=_moments(
        {
            "morning": "mornings?|breakfast|mane",
            "noon": "noon|midday|lunch(?:time)?",
            "afternoon": "afternoons?",
            "evening": "evenings?|dinner|supper|tea-?time",
            "night": "nights?|nightly|bed-?time|before bed|going to bed",
        }
    ),
    weekdays=(
        *("mon(?:day)?s?", "tues?(?:day)?s?", "wed(?:nesday)?s?", "thu(?:r|rs|rsday)?s?"),
        *("fri(?:day)?s?", "sat(?:urday)?s?", "sun(?:day)?s?"),
    ),
    lasts=r"\bfor (?P<low>\d{1,3}) (?P<unit>days?|weeks?|months?)\b",
    bare=(
        r"(?:^|\btake |\binhale |\bapply |\buse |\bgive |[-:;] ?){number}"
        r"(?= (?:\d+ times?\b|daily\b|every\b|each\b|a day|per day|at\b|in the\b|now\b|weekly\b))"
    ),
    stopped=(
        r"\bstop(?:ped)?\b(?! (?:smoking|drinking))|\bdiscontinue\w*|\bwithhold\b|\bomit\b"
        r"|\b(?:do not|don't) (?:take|use)\b"
        r"(?! (?:more|with|it with|any other|alcohol|if|together))"
    ),
    needed=r"\b(?:as|when|if) (?:needed|required|necessary)\b|\bprn\b",
    most=(
        r"\bmax(?:imum)?\b|\b(?:do )?not (?:to )?(?:exceed|take more)|\bno more than"
        r"|\bup to\b(?! \d+ (?:times|x))|\bat most\b"
    ),
    spoon=r"spoon(?:s|ful|fuls)?",
    words=_words(
        "stop stopped stopping discontinue taking a an and any after at apply as be bed bedtime "
        "before breakfast by capsule capsules "
        "daily day days directed directions do dose doses drop drops during each evening "
        "every exceed follow food for from half hour hours if in inhale inhaled inject into "
        "left maximum meals month monthly morning mouth needed night no not of on once one "
        "oral orally pain patch per puff puffs right route skin spoonful swallow tablet "
        "tablets take taken than the then these three time times to twice two units until up "
        "water week weekly weeks when with"
    ),
)

GERMAN: Final = Lexicon(
    numbers=(
        ("eineinhalb|anderthalb", "1.5"),
        ("eine halbe|halbe|ein halbes", "1/2"),
        ("einmal", "1 mal"),
        ("zweimal", "2 mal"),
        ("dreimal", "3 mal"),
        ("viermal", "4 mal"),
        ("jeden zweiten tag|jeden 2\\. tag", "alle 2 tage"),
        ("eine?n?s?", "1"),
        *_numbered(
            ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
        ),
    ),
    times_a_day=rf"{_COUNT} ?-?(?:mal|x|×) ?(?:täglich|tgl\.?|am tag|pro tag|je tag|/ ?tag|/ ?d)",
    daily=r"\b(?:täglich|tgl|pro tag|am tag|jeden tag|jeden (?:morgen|abend))\b",
    every=(
        rf"\b(?:alle|jede[nrs]?) (?:{_SPAN} ?)?"
        r"(?P<unit>stunden?|std\.?|h|tage?|wochen?|monate?)(?!\w)"
    ),
    units_of_time={
        "hour": r"stunden?|std\.?|h",
        "day": "tage?",
        "week": "wochen?",
        "month": "monate?",
    },
    times_a_week=(
        r"(?:(?P<count>\d) ?-?(?:mal|x|×) ?(?:wöchentlich|pro woche|in der woche|die woche)"
        r"|\bwöchentlich\b)"
    ),
    times_a_month=(
        r"(?:(?P<count>\d) ?-?(?:mal|x|×) ?(?:monatlich|pro monat|im monat)|\bmonatlich\b)"
    ),
    moments=_moments(
        {
            "morning": "morgens|früh|frühstück|am morgen",
            "noon": "mittags?|mittagessen|am mittag",
            "afternoon": "nachmittags?",
            "evening": "abends?|abendessen|am abend",
            "night": "nachts|zur nacht|nacht|schlafengehen|schlafen",
        }
    ),
    weekdays=(
        *("montags?", "dienstags?", "mittwochs?", "donnerstags?", "freitags?"),
        *("(?:samstags?|sonnabends?)", "sonntags?"),
    ),
    lasts=r"\b(?:für|über) (?P<low>\d{1,3}) (?P<unit>tage?|wochen?|monate?)\b",
    bare=(
        r"(?:^|\bnehmen sie |\bje |[-:;] ?){number}"
        r"(?= (?:\d+ ?-?mal\b|täglich\b|alle\b|jede[nrs]?\b|am tag|pro tag|morgens\b|abends\b))"
    ),
    stopped=r"\babsetzen\b|\babgesetzt\b|\bnicht (?:mehr )?(?:ein)?nehmen\b|\bpausieren\b",
    needed=r"\b(?:bei bedarf|b\. ?bed|bedarfsweise|falls nötig|wenn nötig)",
    most=r"\bmax(?:imal)?\b\.?|\bhöchstens\b|\bnicht mehr als\b|\bbis zu\b(?! \d+ ?-?(?:mal|x|×))",
    spoon=r"(?:mess|tee|ess)?löffel\w*",
    words=_words(
        "absetzen abgesetzt pausieren abend abends alle auf bedarf bei beutel bis das dem den der "
        "die dosis ein eine einen "
        "einem einer einnehmen essen für fünf halbe hub höchstens in je jede jeden kapsel "
        "kapseln mahlzeit mal mit mittags montags morgens nach nachts nacht nehmen nicht oder "
        "pflaster pro sprühstoß stunden stück tablette tabletten tag tage tropfen täglich und "
        "vor wasser woche wochen wöchentlich zu zum zur"
    ),
)
