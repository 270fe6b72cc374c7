"""What comes from outside is a language or a file's name, and never a path to somewhere else."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import LANGUAGES, SAMPLE_LIBRARY, Run
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from leaflets.content.approval_files import Approval
from leaflets.content.approvals import Release
from leaflets.content.localize import LocalizedSheet
from leaflets.content.speak import localized
from leaflets.desk.translators import update_catalogs
from leaflets.edition.editions import Edition, edition_of, file_name
from leaflets.edition.profiles import read_profile
from leaflets.epi.bundle import bundle_of, bundle_text
from leaflets.epi.own_documents import believed, own_sheet
from leaflets.errors import LeafletsError
from leaflets.files import file_part, inside
from leaflets.importers.label_language import label_language
from leaflets.language.tags import Language, language
from leaflets.library.fonts import typeface_for
from leaflets.library.libraries import Library, library
from leaflets.library.publisher import publisher_in
from leaflets.making.epi_documents import export_sheet
from leaflets.printrun.ledger import append, opened_ledger, read_ledger
from leaflets.site.site_index import SiteState
from leaflets.site.tree import Tree
from leaflets.snapshot import Folders, Snapshot

DAY = "2026-12-01"
AWAY = "en@/../../away"
"""Names a locale with a modifier to Babel, and a file two folders up to a file system."""

PATHS = [
    AWAY,
    "en@/../../../x",
    "en@x",
    "en@",
    "en.UTF-8",
    "en./../x",
    "en/..",
    "../en",
    "..",
    ".",
    "/",
    "/etc",
    "\\\\server\\en",
    "en\\..\\x",
    "C:en",
    "en\x00",
    "en\n",
    "\ten",
    " en",
    "en ",
    "en\u202e",
    "en\u200b-US",
    "%2e%2e%2f",
    "",
]
MALFORMED = [
    *("-", "-en", "en-", "en--US", "e", "en_US", "zh_Hans", "en-US-US", "en-Latn-Latn"),
    *("en-us-latn", "1n", "en-U", "en-Latin1234", "ｅｎ", "en-ＵＳ", "e\u017f", "\u212aok"),
    *("en-\u0661\u0662\u0663", "C", "POSIX", "root", "i-klingon", "en" + "-aaaaaaaa" * 5),
]
NOT_KEPT = [
    *("en-US-POSIX", "ca-valencia", "ca-ES-valencia", "de-1996", "de-CH-1996", "sl-rozaj"),
    *("ar-u-nu-latn", "en-US-u-nu-arab", "th-TH-u-ca-buddhist", "en-t-ja", "en-a-bbb"),
    *("x-private", "en-x-private", "es-MX-x-a", "zh-cmn", "zh-cmn-Hans", "zh-yue", "en-fra"),
]
UNKNOWN = ["xx", "tlh", "und", "und-US", "mul", "zxx", "en-ZZ", "en-XX", "en-UK", "de-DD", "es-999"]
OTHER_SCRIPT = [
    *("zh-Hant-CN", "zh-Hant-SG", "zh-Hani", "pa-Arab-IN", "ru-Latn", "ar-Latn", "en-Arab"),
    *("en-Hans", "ur-Deva", "en-Zzzz"),
]
USUAL = {
    "es": ("es", ("es",)),
    "es-MX": ("es-MX", ("es_MX", "es")),
    "ES-mx": ("es-MX", ("es_MX", "es")),
    "es-419": ("es-419", ("es_419", "es")),
    "es-Latn-MX": ("es-Latn-MX", ("es_Latn_MX", "es_MX", "es")),
    "spa": ("es", ("es",)),
    "eng-us": ("en-US", ("en_US", "en")),
    "zho-Hans": ("zh-Hans", ("zh_Hans",)),
    "zh-Hant": ("zh-Hant", ("zh_Hant",)),
    "zh-hant-tw": ("zh-Hant-TW", ("zh_Hant_TW", "zh_Hant")),
    "zh-TW": ("zh-TW", ("zh_TW", "zh_Hant_TW", "zh_Hant")),
    "zh-Hans-SG": ("zh-Hans-SG", ("zh_Hans_SG", "zh_Hans")),
    "sr-Latn": ("sr-Latn", ("sr_Latn",)),
    "sr": ("sr", ("sr",)),
    "sr-ME": ("sr-ME", ("sr_ME", "sr_Latn_ME", "sr_Latn")),
    "pt-BR": ("pt-BR", ("pt_BR", "pt")),
    "pa-PK": ("pa-PK", ("pa_PK", "pa_Arab_PK", "pa_Arab")),
    "tl": ("tl", ("tl", "fil_PH", "fil")),
    "fil": ("fil", ("fil",)),
    "iw": ("iw", ("iw", "he_IL", "he")),
    "nb-NO": ("nb-NO", ("nb_NO", "nb")),
    "yue": ("yue", ("yue",)),
    "ur-Arab": ("ur-Arab", ("ur_Arab", "ur")),
}


def refused(tag: str) -> str:
    with pytest.raises(LeafletsError) as caught:
        language(tag)
    (found,) = caught.value.problems
    assert (found.code, caught.value.exit_code) == ("usage-language", 2)
    assert found.message.isprintable()
    return found.message


@pytest.mark.parametrize("tag", [*PATHS, *MALFORMED])
def test_what_is_no_tag_is_no_language(tag: str) -> None:
    refused(tag)
    with pytest.raises(LeafletsError, match="usage-language"):
        Language(tag)


@pytest.mark.parametrize("tag", [*NOT_KEPT, *UNKNOWN, *OTHER_SCRIPT])
def test_tag_that_no_leaflet_can_keep_is_refused(tag: str) -> None:
    refused(tag)


def test_reason_says_what_to_write() -> None:
    assert "leave the variant out" in refused("de-1996")
    assert "other digits" in refused("ar-u-nu-latn")
    assert "private" in refused("en-x-a")
    assert "yue in place of zh-yue" in refused("zh-yue")
    assert "in that script" in refused("zh-Hant-CN")
    assert "no such region" in refused("en-ZZ")
    assert len(refused("en" * 100_000)) < 200


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_ships_is_named_as_usual(tag: str) -> None:
    assert language(tag).tag == tag == Language(tag).tag
    assert language(tag.upper()) == language(tag.lower()) == Language(tag)


@pytest.mark.parametrize("tag", USUAL)
def test_usual_tags_have_the_right_catalogs(tag: str) -> None:
    named = language(tag)
    assert (named.tag, named.catalog_folders) == USUAL[tag]


def test_other_spelling_is_no_language_by_hand() -> None:
    with pytest.raises(LeafletsError, match="write it as es-MX"):
        Language("es-mx")


@given(
    st.text("enzhlatnHANSUSx0149-_@/.\\: \n\0…ſ", max_size=14)
    | st.from_regex(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}", fullmatch=True)
)
def test_any_text_is_a_language_or_refused(text: str) -> None:
    try:
        named = language(text)
    except LeafletsError:
        return
    assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", named.tag)
    assert language(named.tag) == named == Language(named.tag)
    assert all(file_part(folder) == folder for folder in named.catalog_folders)
    assert named.territory in (None, named.tag[-2:])
    name = file_name("tiny", named, Edition(beside=named.tag))
    assert file_part(name) == name


DEVICES = ["con", "PRN.pdf", "Aux", "nul.tar.gz", "com1", "LPT9.txt", "COM¹", "con .pdf", "CONIN$"]
NO_PARTS = [
    *("", ".", "..", "...", "/", "a/b", "/a", "a/", "../a", "a\\b", "\\\\host\\a", "C:", "C:a"),
    *("a:stream", "a*", "a?", 'a"', "a<b", "a>b", "a|b", "-rf", "-", ".hidden", " a", "a ", "a."),
    *("a\0", "a\n", "a\r.pdf", "\x7f", "\x85", "a\u202egnp", "a\u200b", "\ufeffa", "a\u2028b"),
    *("\ud800", "\ue000", "x" * 256, "é" * 128, *DEVICES),
]


@pytest.mark.parametrize("name", NO_PARTS)
def test_what_is_no_part_of_a_path_names_no_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(LeafletsError, match="file-name") as caught:
        file_part(name)
    assert caught.value.exit_code == 8
    for path in (name, f"leaflets/{name}", f"{name}/x.pdf"):
        if path in ("a/b", "leaflets/a/b", "a/b/x.pdf"):
            continue
        with pytest.raises(LeafletsError, match="file-name"):
            inside(tmp_path, path)


@pytest.mark.parametrize(
    "name",
    ["azathioprine-ar+en-large.pdf", "console.pdf", "com10", "ä", "薬.pdf", "x" * 255, "a b"],
)
def test_what_is_a_name_stays_as_it_is(name: str, tmp_path: Path) -> None:
    assert file_part(name) == name
    assert inside(tmp_path, f"leaflets/{name}") == tmp_path / "leaflets" / name


@given(st.text(st.characters() | st.sampled_from("./\\:-~ \n\0"), max_size=12))
def test_any_path_stays_in_its_folder(text: str) -> None:
    folder = Path("/folder")
    try:
        found = inside(folder, text)
    except LeafletsError:
        return
    assert found.is_relative_to(folder)
    assert ".." not in found.parts
    assert str(found) == f"/folder/{text}"


def test_name_of_a_leaflet_is_one_part() -> None:
    with pytest.raises(LeafletsError, match="file-name"):
        file_name("../tiny", Language("en"), Edition())
    with pytest.raises(LeafletsError, match="unknown language"):
        edition_of(beside="en@/../x")
    assert edition_of(beside="EN-us").beside == "en-US"
    with pytest.raises(ValidationError):
        Edition(beside="en-valencia")


Command = tuple[object, ...]


def commands(tag: str, library: Path) -> dict[str, tuple[Command, int]]:
    """Each command that takes a tag, with the exit code of a wrong one."""
    own: Command = ("--library", library)
    by: Command = ("--by", "A, B", "--until", "2027-01-01")
    site: Command = ("--output-dir", "out/site", "--allow-drafts", "--sheet", "tiny")
    return {
        "leaflet": (("leaflet", "tiny", "-l", tag, *own), 2),
        "beside": (("leaflet", "tiny", "--beside", tag, *own), 2),
        "export": (("export", "tiny", "--format", "epi", "-l", tag, *own), 2),
        "approve": (("approve", "tiny", "-l", tag, *by, *own), 2),
        "diff": (("diff", "tiny", "-l", tag, *own), 2),
        "update": (("translations", "update", "tiny", "-l", tag, *own), 2),
        "site": (("site", *site, "--language", tag, *own), 2),
        "order": (("print-run", "order.csv", "--allow-drafts", "--output-dir", "out/r", *own), 10),
        "order beside": (
            ("print-run", "beside.csv", "--allow-drafts", "--output-dir", "out/r", *own),
            10,
        ),
    }


def files_in(folder: Path) -> set[str]:
    """Every file but those of a store, and what marks a folder as a run's or a site's."""
    there = (path for path in folder.rglob("*") if path.is_file())
    names = {str(path.relative_to(folder)) for path in there}
    return {name for name in names if not name.startswith((".", "out/"))}


@pytest.mark.parametrize("name", commands("", Path()))
def test_command_refuses_the_tag_and_writes_nothing(
    name: str,
    own_library: Path,
    tmp_path: Path,
    run_inside: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    (tmp_path / "order.csv").write_text(f"sheet,language,copies\ntiny,{AWAY},1\n")
    (tmp_path / "beside.csv").write_text(f"sheet,language,copies,beside\ntiny,es,1,{AWAY}\n")
    before = files_in(tmp_path)
    arguments, code = commands(AWAY, own_library)[name]
    done = run_inside(*arguments, "--date", DAY) if name in DATED else run_inside(*arguments)
    assert done.code == code, done.err
    assert "unknown language" in done.err
    assert done.out == ""
    assert files_in(tmp_path) == before
    assert not [path for path in tmp_path.parent.iterdir() if path.name.startswith("away")]


DATED = {"leaflet", "beside", "export", "approve", "site", "order", "order beside"}


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    "tag", [AWAY, "EN", "en-us", "eng", "xx", "und", "zh-Hant-CN", "ca-valencia", "''"]
)
def test_sheet_names_its_language_as_usual(tag: str, own_library: Path) -> None:
    changed(own_library / "sheets/tiny.yaml", "language: en", f"language: {tag}")
    with pytest.raises(LeafletsError, match=r"tiny\.yaml:2:1: language: unknown") as caught:
        library([own_library]).find_sheet("tiny")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("identity", ["con", "nul", "lpt1", "aux"])
def test_sheet_is_called_as_a_file_can_be(identity: str, own_library: Path) -> None:
    file = own_library / "sheets/tiny.yaml"
    changed(file, "id: tiny", f"id: {identity}")
    file.rename(file.with_name(f"{identity}.yaml"))
    with pytest.raises(LeafletsError, match="device") as caught:
        library([own_library]).find_sheet(identity)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("folder", ["en@x", "backup", "es-MX", "es_mx", "spa", "ca_valencia"])
def test_folder_of_catalogs_is_a_languages(folder: str, own_library: Path) -> None:
    locales = own_library / "locales"
    shutil.copytree(locales / "es", locales / folder)
    before = (locales / folder / "LC_MESSAGES/tiny.po").read_bytes()
    found = library([own_library])
    for refuse in (
        lambda: found.languages_of(found.find_sheet("tiny").sheet),
        lambda: list(update_catalogs(found, ["tiny"], [])),
    ):
        with pytest.raises(LeafletsError, match="rename") as caught:
            refuse()
        (fault,) = caught.value.problems
        assert (fault.code, caught.value.exit_code) == ("translation-folder", 4)
        assert fault.file == str(locales / folder)
    assert (locales / folder / "LC_MESSAGES/tiny.po").read_bytes() == before


Reader = Callable[[Path], object]
LISTS: dict[str, tuple[str, Reader, int]] = {
    "publisher.yaml": (
        "disclaimer:\n  '{}': {{heading: About, paragraphs: [All of it.]}}\n",
        lambda file: publisher_in(file, file.read_bytes()),
        3,
    ),
    "fonts.yaml": (
        "families: {{}}\nlanguages:\n  '{}': {{family: x}}\n",
        lambda file: typeface_for(Language("en"), Folders((file.parent,), Snapshot())),
        3,
    ),
    "locales/braille.yaml": (
        "'{}': {{table: en.ctb, grade: '1', why: x}}\n",
        lambda file: Library((file.parent.parent,)).braille_table(Language("en")),
        4,
    ),
    "profiles/own.yaml": (
        "prints: [full]\nlanguages: ['{}']\nfull:\n- {{word: x, parts: [uses]}}\n",
        lambda file: read_profile(Folders((file.parent.parent,), Snapshot()), "own", ["x"]),
        5,
    ),
}


@pytest.mark.parametrize("tag", [AWAY, "zh_Hans", "EN", "xx"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_name_languages_as_usual(name: str, tag: str, tmp_path: Path) -> None:
    text, read, code = LISTS[name]
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text.format("zh-Hant"))
    with suppress(LeafletsError):
        read(file)
    file.write_text(text.format(tag))
    with pytest.raises(LeafletsError, match="unknown language") as caught:
        read(file)
    assert caught.value.exit_code == code
    assert caught.value.problems[0].file == str(file)


@pytest.mark.parametrize("change", [{"language": AWAY}, {"language": "EN"}, {"sheet": "../tiny"}])
def test_approval_is_of_a_sheet_in_a_language(change: dict[str, str]) -> None:
    known = {
        "sheet": "tiny",
        "language": "en",
        "digest": "0" * 64,
        "by": "Ann, nurse",
        "on": DAY,
        "until": DAY,
        "texts": {},
    }
    assert Approval.model_validate(known)
    with pytest.raises(ValidationError):
        Approval.model_validate({**known, **change})


@pytest.mark.parametrize("tag", [AWAY, "EN", "xx", "zh-Hant-CN"])
def test_attached_data_name_languages_as_usual(tag: str) -> None:
    found = library([SAMPLE_LIBRARY])
    leaflet = localized(found, found.find_sheet("tiny"), Language("en"))
    said = json.loads(leaflet.model_dump_json())
    assert LocalizedSheet.model_validate(said)
    for other in ({**said, "language": tag}, {**said, "sheet": {**said["sheet"], "language": tag}}):
        with pytest.raises(ValidationError, match="unknown language"):
            LocalizedSheet.model_validate(other)


@pytest.mark.parametrize("tag", ["en@/../x", "und", "xx", "../en", "root", ""])
def test_label_of_no_language_is_said_to_name_none(tag: str) -> None:
    told = label_language(tag, "short", None)
    assert told.tag == "en"
    assert "language-unknown" in {remark.kind for remark in told.remarks}


@pytest.mark.parametrize(("tag", "base"), [("es_MX", "es"), ("spa", "es"), ("de-1996", "de")])
def test_label_is_in_the_language_that_it_names(tag: str, base: str) -> None:
    told = label_language(tag, "short", None)
    assert told.tag == base
    assert not told.remarks


@pytest.mark.parametrize("file", ["../away.pdf", "/etc/hosts", "leaflets/../../x", "a/b/c", 7, ""])
def test_ledger_names_files_of_its_run_only(file: object, tmp_path: Path) -> None:
    secret, ledger = b"s" * 32, tmp_path / "ledger.jsonl"
    with opened_ledger(ledger, read_ledger(ledger, secret)) as descriptor:
        chain = append(descriptor, "", {"kind": "leaflet", "file": "leaflets/x.pdf"}, secret)
        append(descriptor, chain, {"kind": "leaflet", "file": file}, secret)
    with pytest.raises(LeafletsError, match=r"ledger\.jsonl:2") as caught:
        read_ledger(ledger, secret)
    assert caught.value.exit_code == 12


def test_verifying_a_run_looks_at_its_own_files_only(
    tmp_path: Path, run_inside: Callable[..., Run]
) -> None:
    """A ledger of no secret can be read by anybody, and written."""
    (tmp_path / "away.pdf").write_bytes(b"not the run's")
    ledger = tmp_path / "run" / "ledger.jsonl"
    ledger.parent.mkdir()
    with opened_ledger(ledger, read_ledger(ledger, b"t" * 32)) as descriptor:
        entry = {"kind": "part", "name": "x", "file": "../away.pdf", "sha256": "", "orders": []}
        append(descriptor, "", entry, b"t" * 32)
    for command in (
        ("verify", "run"),
        ("reprint", "run", "--order", "1"),
        ("trace", "0" * 12, "run"),
    ):
        done = run_inside(*command)
        assert done.code == 12, done.err
        assert "away" not in done.err


def test_own_document_brings_no_other_pictures(
    tmp_path: Path, run_inside: Callable[..., Run]
) -> None:
    """A picture that no text shows would be written wherever its name leads."""
    found = library([SAMPLE_LIBRARY])
    day = Release(datetime.date(2026, 12, 1))
    export = believed(json.loads(export_sheet(found, "rich", (), day)[1].content))
    for name in ("../../away.svg", "figures/other.svg"):
        forged = replace(export, figures={**export.figures, name: b"<svg/>"})
        text = bundle_text(bundle_of(forged))
        assert "not believed" in str(own_sheet(json.loads(text), found))
        (tmp_path / "forged.json").write_text(text)
        run_inside("import", "forged.json", "--output-dir", "a/b", "--date", DAY)
        assert not [*tmp_path.rglob("away*"), *tmp_path.rglob("other*")]


def site_state(**changes: object) -> str:
    published = {
        "sha256": "0" * 64,
        "extension": "pdf",
        "sheet": "tiny",
        "language": "en",
        "texts": [],
    }
    return json.dumps({"published": [{**published, **changes}]})


@pytest.mark.parametrize(
    "change",
    [
        {"sheet": "../../away"},
        {"language": AWAY},
        {"extension": "x/../../away"},
        {"sha256": "../away"},
    ],
)
def test_last_build_names_no_path(change: dict[str, str]) -> None:
    assert SiteState.model_validate_json(site_state())
    with pytest.raises(ValidationError):
        SiteState.model_validate_json(site_state(**change))


@pytest.mark.parametrize("path", ["../away", "en/../../away", "/away", "en//x", "assets/..", "con"])
def test_site_is_written_into_its_own_folder(path: str, tmp_path: Path) -> None:
    tree = Tree(tmp_path, 1, None, SiteState())
    for put in (
        lambda: tree.put(path, b"x"),
        lambda: tree.link(path, "there"),
        lambda: tree.carry(path, "there"),
    ):
        with pytest.raises(LeafletsError, match="file-name"):
            put()
    assert not list(tmp_path.iterdir())
    for old in ({"path": path}, {"sha256": path}):
        built = {"path": "x", "sha256": "0" * 64, "bytes": 1, "pages": 1, "text": "", **old}
        with pytest.raises(ValidationError):
            SiteState.model_validate({"built": {"x": {**built, "state": "draft"}}})
    with pytest.raises(ValidationError):
        SiteState.model_validate({"styles": {"en": {"key": "", "files": [path]}}})
    for of_paths in ({"notices": {"x": path}}, {"files": {path: "0" * 64}}):
        with pytest.raises(ValidationError):
            SiteState.model_validate(of_paths)
