"""One door: what may exist is asked in one place, and nothing gets to a reader around it."""

from __future__ import annotations

import ast
import dataclasses
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from by_hand import admitted
from conftest import ROOT, Run

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.wishes import Wanted
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.publish import publish
from leaflets.making.recipe import make
from leaflets.making.store import StoredLeaflet
from leaflets.verify.verified import Verified

DAY = datetime.date(2026, 11, 30)


def refused(found: Library, wanted: Wanted, day: datetime.date = DAY) -> dict[str, str]:
    """The codes and messages of what stands in the way."""
    with pytest.raises(LeafletsError) as caught:
        make(found, wanted, day)
    return {problem.code: problem.message for problem in caught.value.problems}


def test_once_a_week_is_never_daily(built_in: Library) -> None:
    """The maker made it, and ``verify`` passed it 14 of 14."""
    plan = parse_dose("morning=2 tablets of 2.5 mg")
    assert "usage-dose-weekly" in refused(built_in, Wanted("methotrexate", plan=plan))


def test_an_edition_that_does_not_exist_is_not_made(built_in: Library) -> None:
    wanted = Wanted("azathioprine", edition=Edition(size="extra-large"), paper="a5")
    assert "A5" in refused(built_in, wanted)["usage-edition"]


EXTRA_LARGE = Edition(size="extra-large", summary=True)
GATES: dict[str, tuple[Wanted, tuple[str, ...]]] = {
    "an unknown sheet": (Wanted("azathioprime"), ("usage-sheet",)),
    "an unknown language": (Wanted("azathioprine", "xx"), ("usage-language",)),
    "a language without catalogs": (Wanted("azathioprine", "nl"), ("translation-no-catalog",)),
    "no such edition": (Wanted("azathioprine", edition=EXTRA_LARGE), ("usage-edition",)),
    "an unknown profile": (
        Wanted("azathioprine", edition=Edition(profile="mine")),
        ("usage-profile",),
    ),
    "a profile of another language": (
        Wanted("azathioprine", "ar", edition=Edition(profile="eu-qrd")),
        ("usage-edition",),
    ),
    "beside itself": (
        Wanted("azathioprine", "es", edition=Edition(beside="es-MX")),
        ("usage-edition",),
    ),
    "beside an unknown language": (
        Wanted("azathioprine", "es", edition=Edition().model_copy(update={"beside": "xx"})),
        ("usage-language",),
    ),
    "beside a language without catalogs": (
        Wanted("azathioprine", "es", edition=Edition(beside="nl")),
        ("translation-no-catalog",),
    ),
    "too much at once": (
        Wanted("azathioprine", plan=parse_dose("morning=20 tablets of 50 mg")),
        ("usage-dose-once", "usage-dose-day"),
    ),
    "a plan that has ended": (
        Wanted("azathioprine", plan=parse_dose("morning=1 tablet of 50 mg, until=2026-11-01")),
        ("usage-dose-ended",),
    ),
    "a dose in a document about a medicine": (
        Wanted(
            "azathioprine",
            edition=Edition(attach="epi"),
            plan=parse_dose("morning=1 tablet of 50 mg"),
        ),
        ("usage-edition",),
    ),
    "everything at once": (
        Wanted(
            "methotrexate",
            "nl",
            edition=EXTRA_LARGE,
            plan=parse_dose("morning=2 tablets of 2.5 mg"),
        ),
        ("usage-edition", "translation-no-catalog", "usage-dose-weekly"),
    ),
}


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_refuses_and_all_are_told_at_once(gate: str, built_in: Library) -> None:
    wanted, codes = GATES[gate]
    assert set(codes) <= refused(built_in, wanted).keys()


def test_a_sheet_past_its_review_is_refused(own_library: Path) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text() + "review_by: 2026-11-29\n")
    assert set(refused(library([own_library]), Wanted("tiny"))) == {"approval-expired"}
    assert make(library([own_library]), Wanted("tiny"), datetime.date(2026, 11, 29))


def test_a_draft_is_refused_before_a_page_is_laid_out(
    built_in: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leaflets.making import recipe

    def laid_out(_said: object) -> None:
        pytest.fail("a page was laid out")

    monkeypatch.setattr(recipe, "lay_out", laid_out)
    assert "approval-draft" in refused(built_in, Wanted("azathioprine", approved_only=True))


@pytest.mark.parametrize("kind", [Admitted, Verified, StoredLeaflet])
def test_nobody_else_builds_what_may_be_made_or_published(kind: type) -> None:
    fields = {field.name: None for field in dataclasses.fields(kind)}
    with pytest.raises(TypeError):
        kind(**fields)
    with pytest.raises(TypeError):
        kind(*fields.values())


def test_what_was_admitted_is_not_changed_into_something_else(built_in: Library) -> None:
    file = built_in.find_sheet("methotrexate")
    one = admitted(built_in, file, language("en"), Edition())
    with pytest.raises(TypeError):
        dataclasses.replace(one, plan=parse_dose("morning=2 tablets of 2.5 mg"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.edition = Edition(size="large")  # type: ignore[misc]


def test_only_what_was_verified_is_published(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="only a verified leaflet"):
        publish(tmp_path / "x.pdf", b"%PDF-1.7")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, by its path."""
    for file in sorted((ROOT / "leaflets").rglob("*.py")):
        yield file.relative_to(ROOT / "leaflets").as_posix(), ast.parse(file.read_text())


def users_of(module: str, name: str) -> set[str]:
    """The modules that import a name."""
    return {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == module
        and name in {alias.name for alias in node.names}
    }


def callers_of(*names: str) -> set[str]:
    """The modules that call a method or function with one of these names."""
    return {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) in names
    }


def test_no_other_module_makes_what_may_be_published() -> None:
    assert users_of("leaflets.verify.verified", "passed") <= {
        f"verify/{name}.py"
        for name in ("verify_pdf", "verify_web", "verify_braille", "verify_text", "verify_epi")
    }
    assert callers_of("__new__") == {
        "admission/admit.py",
        "verify/verified.py",
        "making/store.py",
        "signing/signers.py",
    }
    assert callers_of("signed_pdf") == {"signing/signers.py", "signing/finished.py"}


def opens_to_write(node: ast.AST) -> bool:
    """Whether it opens a file to be written."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    modes = [one.value for one in node.args if isinstance(one, ast.Constant)]
    return name in ("open", "fdopen") and any(set(str(mode)) & set("wax+") for mode in modes)


WRITERS = {
    "making/publish.py": "leaflets, and only verified ones",
    "making/shelf.py": "the store's files; what comes back is compared with its job",
    "making/remote.py": "fonts and pictures that a far machine asked for",
    "printrun/run.py": "print files and tickets, read again before; and the run's summary",
    "face/imposing.py": "a verified leaflet's pages for the printer, where its program wants them",
    "face/print_runs.py": "pages of a run's print files, once more",
    "verify/verified.py": "a verified leaflet, where its program wants it",
    "desk/review.py": "approvals and withdrawals",
    "desk/beginnings.py": "first files of a user's own",
    "desk/translators.py": "catalogs and their templates",
    "importers/label_imports.py": "draft sheets",
    "face/batches.py": "what of a prescription was compared with its sheet",
    "face/importing.py": "the report of an import",
    "site/build_records.py": "what a build of a site holds, sealed",
    "site/search.py": "what Pagefind reads, in a temporary folder",
    "signing/signed_leaflets.py": "verified leaflets with a signature behind them",
    "site/tree.py": "a site's marks, and pages around verified fragments",
}
"""Every module that writes files of ours, and what it writes."""


def test_no_other_way_to_a_file() -> None:
    """Whoever writes a file anew comes here, and says what: a leaflet goes through ``publish``."""
    found = users_of("leaflets.files", "write")
    found |= callers_of("write_bytes", "write_text", "mkstemp", "NamedTemporaryFile")
    found |= {path for path, tree in modules() if any(map(opens_to_write, ast.walk(tree)))}
    found -= {"files.py", "making/secret.py", "printrun/ledger.py"}
    assert {path for path in found if not path.startswith("render/")} == set(WRITERS)


def test_only_planners_and_makers_ask_the_gates() -> None:
    """No gate is asked anywhere else: a copy of the rules is how they drift."""
    gates = ("refusal", "missing_headings", "checked_plan")
    askers = {path for path in callers_of(*gates) if not path.startswith("admission/")}
    assert askers == {
        "dose/plan_checks.py",
        "dose/words_limits.py",
        "edition/profiles.py",
        "site/offered.py",
        "making/recheck.py",
    }


SAME = {
    "a size that A5 has no room for": ("--size large --paper a5", {"size": "large", "paper": "a5"}),
    "a profile of another language": ("--profile eu-qrd -l ar", {"profile": "eu-qrd", "l": "ar"}),
    "a language without catalogs": ("-l nl", {"l": "nl"}),
    "beside itself": ("-l es --beside es-MX", {"l": "es", "beside": "es-MX"}),
    "too much at once": (
        "--dose=morning=20_tablets_of_50_mg",
        {"dose": "morning=20 tablets of 50 mg"},
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_everybody_hears_the_same_refusal(
    case: str, built_in: Library, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    """The command line, an order and a program ask for the same thing."""
    options, said = SAME[case]
    wanted = Wanted(
        "azathioprine",
        said.get("l", "en"),
        edition=Edition.model_validate(
            {key: said[key] for key in ("size", "profile", "beside") if key in said}
        ),
        paper=said.get("paper"),  # type: ignore[arg-type]
        plan=parse_dose(said["dose"]) if "dose" in said else None,
    )
    with pytest.raises(LeafletsError) as caught:
        admit(built_in, wanted, DAY)
    messages = [problem.message for problem in caught.value.problems]
    typed = [option.replace("_", " ") for option in options.split()]
    told = run_inside("leaflet", "azathioprine", *typed, "--date", str(DAY))
    columns = {
        "sheet": "azathioprine",
        "language": said.get("l", "en"),
        "copies": "1",
        "size": said.get("size", ""),
        "paper": said.get("paper", ""),
        "profile": said.get("profile", ""),
        "beside": said.get("beside", ""),
        "patient name": "Test" if "dose" in said else "",
        "dose plan": said.get("dose", ""),
    }
    orders = tmp_path / "orders.csv"
    cells = [f'"{cell}"' for cell in columns.values()]
    orders.write_text(",".join(columns) + "\n" + ",".join(cells) + "\n")
    run = run_inside("print-run", orders, "--output-dir", tmp_path / "run", "--date", str(DAY))
    for message in messages:
        assert message in told.err
        assert message in run.err
    assert (told.code, run.code) == (caught.value.exit_code, 10)
    assert not (tmp_path / "build").exists()
