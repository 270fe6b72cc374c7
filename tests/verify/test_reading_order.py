"""Text from right to left is compared as it is seen: no two digits can change places."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from by_hand import make_leaflet

from leaflets.content.phrase import Phrase
from leaflets.content.record import Record
from leaflets.content.sides import Side
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError, Problem
from leaflets.language.bidi import isolated, levels, reordered
from leaflets.language.tags import language
from leaflets.library.fonts import typeface_for, with_letters_for
from leaflets.library.libraries import library
from leaflets.render.page import FIRST, font_files
from leaflets.render.pdf import typeset
from leaflets.render.task import Page, Task
from leaflets.verify.extraction import Extract, extract
from leaflets.verify.verified import Verified
from leaflets.verify.verify_order import drawn_phrases, text_problems
from leaflets.verify.verify_pdf import checks_of, read_pdf

TEXTS = {
    "ar": (
        "الجرعة 2.5–5 ملغ/كغ كل 6 ساعات، أو 38.5 °C (101.3 °F)",
        "اتصل على الرقم +1 (212) 555-0007 قبل 10:30، ثم 03-1234-5678",
        "ضغط الدم 120/80، بين 10-12 صباحًا، 1-0-½-0، حتى 2026-12-31",
        "دواء Imuran 50 mg من Aspen (أقراص) **لا** تأخذ أكثر من **3** أقراص",
        "الجرعة 50 mg/m^2^ أو 10^6^ خلية، -5 °C و<38 °C و50%-60%",
        "نصٌّ مُشَكَّل: أَزَاثِيُوبْرِين؛ «لا» [1]، (2)؟ ١٢٣ أو ٤٫٥",
    ),
    "fa": ("با شمارهٔ 021-1234-5678 تماس بگیرید؛ 2.5-5 mL، می‌خورید", "۱۲ تا ۳۴ میلی‌گرم، ۱–۳"),
    "he": ("ב-10-12 מ״ג, ב-5 מ״ג (עד 38 °C), Imuran 50 mg", "טלפון 03-1234567 (שלוחה 5-7)."),
    "ur": ("فون 021-1234567 پر 10-12 بجے، 38 °C سے زیادہ", "دن میں 1–3 گولیاں (50 ملی گرام)"),
    "en": ("Call عيادة 03-1234-5678 عربي by 10:30 (ward 3B)", "Dr. محمد مثال, 2.5–5 mL"),
}


def phrases_of(tag: str) -> tuple[Phrase, ...]:
    isolate = language(tag).direction == "rtl"
    return tuple(Phrase(f"text.{n}", text, isolate) for n, text in enumerate(TEXTS[tag]))


def pdf_of(tag: str, style: str = "", turn: Callable[[str], str] = str) -> bytes:
    """The texts of a language in a narrow page, each over several lines."""
    named, built_in = language(tag), library()
    faces = typeface_for(named, built_in.all("fonts"))
    faces = with_letters_for(faces, "".join(TEXTS[tag]), built_in.all("fonts"))
    files: dict[str, Path | bytes] = dict(font_files(faces, FIRST))
    fonts = "".join(
        f"@font-face {{ font-family: F{number}; font-weight: {weight}; src: url({FIRST}{name}) }}"
        for number in range(1, len(faces.faces) + 1)
        for weight, name in ((400, f"{number}/regular"), (700, f"{number}/bold"))
    )
    families = ", ".join(f"F{number}" for number in range(1, len(faces.faces) + 1))
    body = "".join(f"<p>{phrase.__html__()}</p>" for phrase in phrases_of(tag))
    html = f"""<html lang="{tag}" dir="{named.direction}"><head><title>T</title><style>{fonts}
        @page {{ size: 300pt 800pt; margin: 20pt }} html {{ font: 12pt/1.8 {families} }}
        .value {{ direction: ltr; white-space: nowrap }} sup {{ font-size: 0.84em; line-height: 0 }}
        {style}</style></head><body>{turn(body)}</body></html>"""
    return typeset(Task(Page((html,), files), "{}", datetime(2026, 1, 1)))


@cache
def extract_of(tag: str) -> Extract:
    return extract(pdf_of(tag))


def problems(found: Extract, tag: str, phrases: tuple[Phrase, ...] = ()) -> list[Problem]:
    sides = (Side("", tag, language(tag).direction, phrases or phrases_of(tag)),)
    return list(text_problems(found, sides, drawn_phrases(found, sides)))


def exchanged(text: str) -> Iterator[str]:
    """The text with two digits that differ exchanged, each neighbours among the digits."""
    places = [found.start() for found in re.finditer(r"[0-9۰-۹٠-٩]", text)]
    for one, other in pairwise(places):
        if text[one] != text[other]:
            yield f"{text[:one]}{text[other]}{text[one + 1 : other]}{text[one]}{text[other + 1 :]}"


@pytest.mark.parametrize("tag", TEXTS)
def test_what_is_drawn_right_passes(tag: str) -> None:
    assert problems(extract_of(tag), tag) == []


@pytest.mark.parametrize("tag", TEXTS)
def test_two_digits_exchanged_are_refused(tag: str) -> None:
    found = extract_of(tag)
    tried = 0
    for phrase in phrases_of(tag):
        for text in exchanged(phrase.text):
            changed = Phrase(phrase.identity, text, phrase.isolate)
            refused = {one.field for one in problems(found, tag, (changed,))}
            assert refused == {phrase.identity}, text
            tried += 1
    assert tried > 10


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        ("ar", "2.5–5", "5–2.5"),
        ("ar", "1-0-½-0", "0-½-0-1"),
        ("ar", "<38", ">38"),
        ("ar", "(أقراص)", ")أقراص("),
        ("ar", "لا", "ال"),
        ("fa", "۱–۳", "۳–۱"),
        ("he", "ב-5 מ״ג", "ב-מ״ג 5"),
        ("ur", "1–3", "3–1"),
        ("en", "محمد مثال", "مثال محمد"),
    ],
)
def test_other_order_is_refused(tag: str, one: str, other: str) -> None:
    changed = tuple(
        Phrase(p.identity, p.text.replace(one, other), p.isolate) for p in phrases_of(tag)
    )
    assert changed != phrases_of(tag)
    assert problems(extract_of(tag), tag, changed)


@pytest.mark.parametrize("tag", ["ar", "he", "en"])
@pytest.mark.parametrize(
    "style",
    [".value { direction: rtl }", "span { display: inline-block; transform: scaleX(-1) }"],
)
def test_what_a_template_turns_round_is_refused(tag: str, style: str) -> None:
    assert problems(extract(pdf_of(tag, style)), tag)


def test_numbers_of_a_text_that_nobody_isolates_are_refused() -> None:
    content = pdf_of("ar", "", lambda body: re.sub(r' class="value" dir="ltr"', "", body))
    assert problems(extract(content), "ar")


def codes_of(font: pikepdf.Object, text: str) -> bytes:
    """The code of the glyph of a character, as it stands in a content stream."""
    (found,) = re.findall(rb"<(\w{4})> <%04x>" % ord(text), font.ToUnicode.read_bytes())
    return bytes(found)


@pytest.mark.parametrize(
    ("found", "changed"),
    [
        (rb"<(%s)>[-\d.]*<(%s)>", rb"<\2>0<\1>"),  # drawn in the other order
        (rb"<(%s)>[-\d.]*<(%s)>", rb"<\1>1100<\2>"),  # drawn one behind the other
    ],
)
def test_glyphs_that_change_places_in_the_file_are_refused(found: bytes, changed: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf_of("ar"))) as pdf:
        (page,) = pdf.pages
        fonts = page.Resources.Font.values()
        font = next(one for one in fonts if "Bold" not in str(one.BaseFont))
        pattern = found % (codes_of(font, "3"), codes_of(font, "8"))
        content, count = re.subn(pattern, changed, page.Contents.read_bytes())
        assert count
        page.Contents.write(content)
        pdf.save(target := io.BytesIO())
    assert problems(extract(target.getvalue()), "ar")


def test_what_is_said_aloud_is_compared_as_well() -> None:
    """Urdu carries its text beside the glyphs (ActualText)."""
    with pikepdf.open(io.BytesIO(pdf_of("ur"))) as pdf:
        texts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        told = next(one for one in texts if "38" in str(one.get("/ActualText", "")))
        told.ActualText = str(told.ActualText).replace("38", "83")
        pdf.save(target := io.BytesIO())
    assert [one.field for one in problems(extract(target.getvalue()), "ur")] == ["text.0"]


SHEET = """
id: numbers
language: ar
version: "1"
date: 2026-01-31
name: مثال 25 mg
medicine_class: مثال
about:
  what:
    - {id: what, text: "خذ 1–3 أقراص إذا كانت الحرارة 38 °C، واتصل على 03-1234-5678."}
uses:
  groups:
    - {id: use, name: "مثال", text: "كل 6-8 ساعات، 50 mg/m^2^، من Azidol 10 mg tablets."}
sources:
  - {id: none, title: Made up, publisher: The tests, supports: [name, medicine_class, about, uses]}
"""
TURNED = """{% extends "builtin/leaflet.html.j2" %}
{% block style %}{{ super() }} .value { direction: rtl }{% endblock %}
"""


def test_leaflet_is_made_and_its_turned_template_refused(own_library: Path) -> None:
    (own_library / "sheets/numbers.yaml").write_text(SHEET)
    own = library([own_library])
    file = own.find_sheet("numbers")
    assert make_leaflet(own, file, language("ar"), Edition()).content
    (own_library / "templates").mkdir()
    (own_library / "templates/leaflet.html.j2").write_text(TURNED)
    with pytest.raises(LeafletsError) as refused:
        make_leaflet(library([own_library]), file, language("ar"), Edition())
    fields = {one.field for one in refused.value.problems}
    assert {"about.what.what.text", "uses.groups.use.text"} <= fields


@pytest.mark.parametrize("tag", ["ar", pytest.param("fa", marks=pytest.mark.slow)])
def test_record_with_exchanged_digits_is_refused(tag: str, make: Callable[..., Verified]) -> None:
    made = make(tag)
    found = read_pdf(made.content)
    told = made.record.model_dump_json()
    changed = Record.model_validate_json(re.sub(r"(?<!\d)38(?!\d)", "83", told))
    assert changed != made.record
    by_name = dict(checks_of(found, changed))
    assert by_name["every phrase in full"]
    assert dict(checks_of(found, made.record))["every phrase in full"] == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("اتصل +1 (212) 555-0007 الآن", "اتصل [+1 (212) 555-0007] الآن"),
        ("اتصل 555-0007 (212) +1 الآن", "اتصل [555-0007 (212) +1] الآن"),
        ("في 2026-12-31 10:30، ثم", "في [2026-12-31 10:30]، ثم"),
        ("من 5:30-6:30 إلى", "من [5:30-6:30] إلى"),
        ("من 12.05.2026 – 31.05.2026، ثم", "من [12.05.2026 – 31.05.2026]، ثم"),
        ("جرعة 1-0-½-0 ثم", "جرعة [1-0-½-0] ثم"),
        ("عند -5 °C أو 65+ أو $5", "عند [-5 °C] أو [65+] أو [$5]"),
        ("مرتين 5 x 2 أو 2×5", "مرتين [5 x 2] أو [2×5]"),
        ("بين 10%-20% أو 5 mg - 10 mg", "بين [10%-20%] أو [5 mg - 10 mg]"),
        ("أي 10 mg/24 h، 5 mg/day", "أي [10 mg/24 h]، [5 mg/day]"),
        ("على 03-1234-5678. 2 أقراص", "على [03-1234-5678]. 2 أقراص"),
        ("ב-10-12 מ״ג, ב-5 מ״ג", "ב-[10-12] מ״ג, ב-5 מ״ג"),
        ("5 mg و2.5–5 mg و<38 °C", "[5 mg] و[2.5–5 mg] و[<38 °C]"),
        ("كل 6 ساعات، 3 مرات", "كل 6 ساعات، 3 مرات"),
    ],
)
def test_numbers_run_from_left_to_right(text: str, marked: str) -> None:
    assert isolated(text).translate({0x2066: "[", 0x2069: "]"}) == marked


def test_order_is_that_of_the_unicode_bidirectional_algorithm() -> None:
    def seen(text: str, base: str) -> str:
        order = reordered(levels(text, "rtl" if base == "rtl" else "ltr"))
        return "".join(text[place] for place in order)

    assert seen("אב 12-34 cd", "rtl") == "cd 12-34 בא"
    assert seen("اب 12-34 cd", "rtl") == "cd 34-12 با"
    assert seen("ab אב 12 גד cd", "ltr") == "ab דג 12 בא cd"
    assert seen("", "rtl") == ""
