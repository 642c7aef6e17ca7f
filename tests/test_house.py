"""The house is in order: style, types, walls between rooms, and what the README promises."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from kdaudit.pages.facts import facts
from kdaudit.pages.table import markdown
from proofs_checks.machine.rocq import toolchain

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ROOMS = ("theory", "numerics", "proofs_checks", "figures", "kdaudit")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["basedpyright"], ["lint-imports", "--no-cache"]],
    ids=" ".join,
)
def test_lint(command):
    finished = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_a_sitting(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 250
    assert path.stem not in {"utils", "helpers", "common", "misc"}
    if path.name == "__init__.py" and path.parent.name not in ("kdaudit", "machine"):  # an API, a finder of modules
        assert not text, "rooms have empty __init__ files"


def test_no_two_files_of_tests_share_a_name():
    """pytest imports them by their names alone; of two that share one it collects only the first."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_the_wheel_ships_the_packages_and_theorems_and_never_the_tests():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert build["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [*ROOMS, "formal"]


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    pins = dict(line.lower().split("==") for line in (ROOT / "constraints.txt").read_text().splitlines())
    for requirement in wanted:
        name, least = re.fullmatch(r"([\w-]+)>=([\d.]+)", requirement.lower()).groups()
        assert tuple(map(int, pins[name].split("."))) >= tuple(map(int, least.split("."))), name


def test_every_pinned_release_accepts_the_first_python_3_11():
    """A pin that wants a later 3.11 stops the set-up on the Python of a stable system."""
    pins = {line.lower().split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()}
    installed = {each.name.lower(): each for each in distributions() if each.name.lower() in pins}
    assert {"numpy", "soupsieve", "sphinx"} <= set(installed)
    wants = {name: each.metadata.get("Requires-Python", "") for name, each in installed.items()}
    assert not {name: want for name, want in wants.items() if not SpecifierSet(want).contains("3.11.0")}


def test_no_address_and_no_path_of_one_machine():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    pattern = re.compile(
        r"://(?!arxiv\.org/abs|www\.apache\.org/licenses|www\.w3\.org/|host:8786|127\.0\.0\.1:9|json-schema\.org/draft)|/(?:root|home|work)/"
    )
    for name in listed:
        if (
            Path(name).suffix in {".py", ".md", ".toml", ".txt", ".cff", ".mplstyle", ""}
            and name != "tests/test_house.py"
        ):
            assert not pattern.search((ROOT / name).read_text(encoding="utf-8")), name


def test_the_documentation_shows_what_the_audit_prints(audited):
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- audit -->\n```text\n(.*?)```", page, re.DOTALL).group(1)
    printed = audited("run").stdout
    if not toolchain.present():
        pytest.skip("not run: the page shows an audit with Rocq, which is missing")
    (last,) = [line for line in printed.splitlines() if "every verdict as expected" in line]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert last.partition(" legs from")[0].rpartition(".")[0] + "." in readme

    def lines(text):
        whole = re.sub(r"\d+ of \d+ legs from the ledger,\s+[\d.]+ s\.", "", text.strip())  # as long as it took
        return [line.rstrip() for line in whole.splitlines()]

    assert lines(shown) == lines(printed)


PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_on_a_page_runs(page, tmp_path):
    for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        promised = re.search(r"print\(.*\)  # (.*)", code).group(1)
        finished = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (finished.stdout, finished.stderr) == (f"{promised}\n", "")


def test_the_documentation_shows_an_operator_audited(audited):
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    command, shown = re.search(r"<!-- operator -->\n```console\n\$ kdaudit (.*?)\n(.*?)```", page, re.DOTALL).groups()
    command = command.replace("examples/", f"{ROOT}/examples/")
    printed = audited(*command.split())
    assert printed.returncode == 1
    assert shown.strip() == printed.stdout.replace(f"{ROOT}/", "").strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_commands_and_files_that_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", text)) <= targets
    for link in re.findall(r"\]\((?!https:)([^)#]+)\)", text):
        assert (page.parent / link).exists(), link
    commands = set(re.findall(r"(?:`|\$ )kdaudit ([a-z]+)", text))
    known = "run claims explain report new verify operator loss measure compare topk samples figures doctor"
    assert commands <= set(known.split()), commands


def test_the_readme_is_short_and_answers_every_sentence(audited):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("\n") <= 150
    found = facts(out=audited.root / "elsewhere" / "build")
    assert f"<!-- answers -->\n{markdown(found)}\n" in readme
    for sentence in (s.answered.sentence for s in found.sentences()):
        assert sentence.short
        for claim in sentence.shown_by:
            reads = found.results[claim].file.claim.reads
            assert any(clause.partition(".")[0] == sentence.id for clause in reads), claim
            assert found.verdicts[claim] in ("proved", "derived", "refuted"), claim


def test_records_are_frozen():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for decorator in getattr(node, "decorator_list", []):
                if "dataclass" in ast.unparse(decorator):
                    assert ast.unparse(decorator).startswith("dataclass(frozen=True"), f"{path}: {node.name}"


STATED = {"assert_allclose": {"rtol"}, "approx": {"rel", "abs"}}  # left out, they are 1e-7 and 1e-6 of the size


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_comparison_states_its_tolerance(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            given = {keyword.arg for keyword in node.keywords}
            assert name not in STATED or given & STATED[name], f"{path.name}:{node.lineno}: {ast.unparse(node)}"
