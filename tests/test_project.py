"""The project itself: style, types, layers, documents, the wheel, the set-up."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from authority import PASSWORD, authority
from conftest import CI, ROOT, Run

TOOLS = Path(sys.executable).parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


SLOW_ORDERS = "docs/example-orders.csv"


def run_tool(*command: object, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_style() -> None:
    run_tool(TOOLS / "ruff", "check", ".")
    run_tool(TOOLS / "ruff", "format", "--check", ".")


def test_types() -> None:
    run_tool(TOOLS / "mypy")


def test_layers() -> None:
    run_tool(TOOLS / "lint-imports")


def test_no_module_is_long() -> None:
    for file in (ROOT / "leaflets").rglob("*.py"):
        assert len(file.read_text().splitlines()) <= 400, file


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("tracked files not checked: this is no git checkout")
    listed = run_tool("git", "-c", "safe.directory=*", "ls-files").splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_lock_files_name_no_registry() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert text.count("==") > 20
        names = re.findall(r"^[a-z0-9-]+==", text, re.M)
        assert len(names) == len(re.findall(r"^[a-z0-9-]+==.*\\\n    --hash=sha256:", text, re.M))


def test_fonts_come_with_licences() -> None:
    files = {file.name for file in (ROOT / "fonts").iterdir()}
    fonts = {name.partition("_")[0] for name in files if name.endswith(".ttf")}
    licences = [name for name in files if name.startswith("OFL-")]
    assert len(licences) == len(fonts)


def commands_in(document: Path) -> list[str]:
    """The command lines a document shows: indented lines that begin with our commands."""
    lines = document.read_text().splitlines() if document.exists() else []
    return [
        line.strip()
        for line in lines
        if re.match(r"    (\.venv/bin/python generate\.py|sh setup\.sh)", line)
    ]


def put_keys(folder: Path) -> None:
    """What docs/signing.md says is in a folder of keys."""
    folder.mkdir()
    ca = authority()
    ca.owner("Example Person").pfx(folder / "person.pfx")
    ca.pem(folder / "authority.pem")
    (folder / "password").write_text(f"{PASSWORD}\n")
    text = (ROOT / "docs/signing.md").read_text()
    said = re.findall(r"^    (\w+: .*)$", text, re.M)
    (folder / "sign.yaml").write_text("".join(f"{line}\n" for line in said))


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_commands_in_documents_work(
    document: Path, run: Callable[..., Run], tmp_path: Path
) -> None:
    """In order, in a folder where `my-library` is there; README begins it itself."""
    if document.name != "README.md":
        shutil.copytree(ROOT / "tests/sample", tmp_path / "my-library")
    (tmp_path / "docs").mkdir()
    for example in ("label.xml", "prescription.json"):
        shutil.copy(ROOT / f"docs/example-{example}", tmp_path / "docs")
    if document.name == "signing.md":
        put_keys(tmp_path / "my-keys")
    for line in commands_in(document):
        if "setup.sh" in line:
            continue
        if SLOW_ORDERS in line:
            head, *rows = (ROOT / SLOW_ORDERS).read_text().splitlines(keepends=True)
            (tmp_path / "docs").mkdir(exist_ok=True)
            (tmp_path / SLOW_ORDERS).write_text("".join([head, *rows[:12]]))
        arguments = shlex.split(line.partition("#")[0].partition(">")[0])[2:]
        done = run(*arguments)
        assert done.code == 0, f"{line}\n{done.err}"


def test_readme_and_ci_say_the_same() -> None:
    (line,) = re.findall(r"^    (sh setup\.sh test && .*)$", (ROOT / "README.md").read_text(), re.M)
    assert line in (ROOT / ".ci/run").read_text()


def test_every_command_and_option_is_documented(run: Callable[..., Run]) -> None:
    text = "".join(document.read_text() for document in DOCUMENTS)
    listed = run("--help").out.partition("Commands:")[2].partition("Exit codes")[0]
    names = re.findall(r"^  (\w+) ", listed, re.M)
    assert len(names) >= 6
    for name in names:
        assert f"generate.py {name}" in text, name


def test_links_in_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


@pytest.mark.slow
def test_wheel_works_from_any_folder(tmp_path: Path) -> None:
    """With sheets, templates, locales and fonts inside, and the console command."""
    run_tool(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", system_site_packages=False, with_pip=True)
    python = tmp_path / "env/bin/python"
    run_tool(python, "-m", "pip", "install", "-q", "--no-deps", wheel)
    # The dependencies are this environment's: the wheel must bring all else.
    (site,) = (tmp_path / "env/lib").glob("python*/site-packages")
    (mine,) = (Path(sys.executable).parent.parent / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(f"{mine}\n")
    command = tmp_path / "env/bin/leaflets"
    (tmp_path / "elsewhere").mkdir()
    out = run_tool(command, "leaflet", "azathioprine", "-l", "ar", cwd=tmp_path / "elsewhere")
    assert out == "build/azathioprine-ar.pdf\n"
    assert (tmp_path / "elsewhere/build/azathioprine-ar.pdf").exists()
    where = run_tool(python, "-c", "import leaflets; print(leaflets.__file__)", cwd=tmp_path)
    assert str(tmp_path) in where


@pytest.mark.slow
def test_setup_again_does_nothing() -> None:
    before = {file: file.stat().st_mtime_ns for file in (ROOT / ".venv").glob("*.lock")}
    if not before and not CI:
        pytest.skip("setup not checked: this environment was not made by setup.sh")
    run_tool("sh", "setup.sh", "test")
    assert {file: file.stat().st_mtime_ns for file in before} == before


@pytest.mark.slow
def test_setup_without_a_package_manager_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname", "grep", "cmp", "id", "python3"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    shutil.copy(ROOT / "setup.sh", tmp_path)
    done = subprocess.run(
        [str(shutil.which("sh")), "setup.sh", "test"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 9
    assert "poppler-utils" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_setup_is_portable_shell() -> None:
    run_tool(shutil.which("dash") or "sh", "-n", ROOT / "setup.sh")
    assert os.access(ROOT / ".ci/run", os.X_OK)
