"""The content model, its messages, and the sheet that ships."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from conftest import SAMPLE_LIBRARY, Run

from leaflets.errors import EXIT_CODES, LeafletsError, problem
from leaflets.library.libraries import Library, library
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import messages, with_texts
from leaflets.sheet.model import Sheet


def test_every_kind_of_content() -> None:
    sheet = library([SAMPLE_LIBRARY]).find_sheet("rich").sheet
    contexts = [message.context for message in messages(sheet)]
    assert "about.what.table.rows.red.cells.meaning.text" in contexts
    assert "about.what.nested.list.one.items.inner.items.core.text" in contexts
    assert "sections.outer.sections.inner.blocks.text.text" in contexts
    assert len(set(contexts)) == len(contexts)


def test_moving_an_item_changes_no_context(built_in: Library) -> None:
    sheet = built_in.find_sheet("azathioprine").sheet
    mild = sheet.side_effects.mild
    turned = sheet.model_copy(
        update={"side_effects": sheet.side_effects.model_copy(update={"mild": mild[::-1]})}
    )
    before, after = ({m.context: m.text for m in messages(s)} for s in (sheet, turned))
    assert before == after


def test_texts_are_replaced_one_by_one(built_in: Library) -> None:
    sheet = built_in.find_sheet("azathioprine").sheet
    marked = with_texts(sheet, lambda message: f"[{message.text}]")
    assert [m.text for m in messages(marked)] == [f"[{m.text}]" for m in messages(sheet)]
    assert marked.codes == sheet.codes


def test_schema_describes_the_model(run: Callable[..., Run]) -> None:
    schema = json.loads(run("schema").out)
    assert set(schema["properties"]) == set(Sheet.model_fields)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    "fact",
    [
        "immunosuppressants",
        "T lymphocytes",
        "rejection",
        "kidneys",
        "hearts",
        "livers",
        "last longer",
        "together with other medicines that calm the immune system",
        "inflammation",
        "eases symptoms and slows the disease",
        "rheumatoid arthritis",
        "systemic lupus erythematosus",
        "Crohn’s disease and ulcerative colitis",
        "autoimmune hepatitis",
        "do well on this medicine",
        "Nausea",
        "Vomiting",
        "Diarrhea",
        "Belly discomfort",
        "may get better as you go on",
        "with food",
    ],
)
def test_azathioprine_says(fact: str, built_in: Library) -> None:
    sheet = built_in.find_sheet("azathioprine").sheet
    assert any(fact in to_plain(message.text) for message in messages(sheet))


NAMES = re.compile(
    r"(?i)azathioprine|mercaptopurine|allopurinol|febuxostat|\w*salazine|sulfasalazine|enalapril"
    r"|ramipril|trimethoprim|co-trimoxazole|ribavirin|warfarin|ciclosporin|tacrolimus|methotrexate"
    r"|infliximab"
)


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e: good enough for an average."""
    plain = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower()) or word
    return max(1, len(re.findall(r"[aeiouy]{1,2}", plain)))


def test_azathioprine_reads_at_grade_6_or_below(built_in: Library) -> None:
    """Flesch-Kincaid grade (Kincaid 1975) of all sentences, medicine names left out."""
    sheet = built_in.find_sheet("azathioprine").sheet
    text = " ".join(re.sub(r"([^.!?:])$", r"\1.", to_plain(m.text)) for m in messages(sheet))
    sentences = [s for s in re.split(r"[.!?:]\s", NAMES.sub("", text)) if len(s.split()) > 3]
    words = [word for s in sentences for word in re.findall(r"[A-Za-z']+", s)]
    grade = (
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    )
    assert 1 < grade <= 6


def test_every_text_has_a_source(built_in: Library) -> None:
    """The check is in validation; here, that it would see a gap."""
    data = built_in.find_sheet("azathioprine").source.data
    assert len(data["sources"]) >= 4


def test_exit_codes() -> None:
    """The published table: numbers never change."""
    kinds = {problem(f"{kind}-x", "").exit_code for kind in EXIT_CODES if kind != "bug"}
    assert kinds == {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 130}
    error = LeafletsError(
        problem("usage-x", ""), problem("rendering-x", ""), problem("sheet-x", "")
    )
    assert error.exit_code == 3
    assert LeafletsError(problem("usage-x", "")).exit_code == 2
