"""A run whose answer is kept prints what it would print, imports next to nothing, and notices what has changed."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest

import kdaudit
from kdaudit.audits import unchanged
from kdaudit.audits.tables import above, counted, printed
from proofs_checks.machine.environment import contents, stats, versions
from proofs_checks.machine.ledger import ANSWERS, Ledger
from proofs_checks.machine.rocq import toolchain
from tests.conftest import ROOT

CLAIM, GREEN = "operators.ties", "\x1b[32m"
ASKED = unchanged.Asked((CLAIM,), (), "full", 0, with_document=False, width=120, colours="None")


def said(audit):
    return printed(above(audit)), counted(audit)


@pytest.fixture
def kept(tmp_path, of_no_files):
    """A folder whose ledger has kept the answer of a run, and the audit that it ran."""
    found = kdaudit.run(CLAIM, out=tmp_path)
    unchanged.keep(tmp_path, ASKED, found, "texts", said)
    return tmp_path, found


@pytest.fixture(autouse=True)
def of_no_files(monkeypatch, request):
    """The packages are said to have no other texts than "texts", but to the test that looks at files."""
    if "every_file" not in request.node.name:
        monkeypatch.setattr(unchanged, "every_text", lambda: "texts")


def timeless(text):
    return re.sub(r",\s[\d.]+ s\.\n$|\"seconds\": [\d.]+", "", text)


@pytest.mark.parametrize("options", [[], ["--json", "-"]], ids=["text", "json"])
def test_the_third_run_says_what_the_second_said_and_imports_no_claim(tmp_path, options):
    def run(*flags):
        command = [sys.executable, *flags, "-m", "kdaudit", "run", CLAIM, "--out", str(tmp_path), *options]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    first, answer = run(), run("-X", "importtime")
    kept = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()}
    assert "kdaudit.audits.unchanged" in kept
    assert not kept & {"numpy", "sympy", "flint", "kdaudit.audits.audit", "proofs_checks.machine.paper"}
    assert not any(name.startswith("proofs_checks.operators") for name in kept)
    api = kdaudit.run(CLAIM, out=tmp_path)
    expected = api.to_json() + "\n" if options else api.text()
    assert timeless(answer.stdout) == timeless(expected)
    fresh = re.sub(r"\d+ (of \d+ legs)", r"0 \1", expected).replace('"cached": true', '"cached": false')
    assert timeless(first.stdout) == timeless(fresh)


def test_a_run_to_a_file_writes_its_document_and_prints_its_text(tmp_path):
    out, file = tmp_path / "out", tmp_path / "said.json"
    command = [sys.executable, "-m", "kdaudit", "run", CLAIM, "--out", str(out), "--json", str(file)]
    texts, documents = [], []
    for _ in range(3):
        texts.append(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
        documents.append(json.loads(file.read_text(encoding="utf-8")))
        file.unlink()
    assert timeless(texts[1]) == timeless(texts[2]) != timeless(texts[0])
    seconds = [document.pop("seconds") for document in documents]
    assert documents[1] == documents[2]
    assert len(set(seconds)) == 3


def test_what_is_kept_is_what_a_second_run_prints(kept):
    out, _ = kept
    answer = unchanged.answer(out, ASKED, "texts")
    assert answer
    assert (answer.above, answer.counted) == said(kdaudit.run(CLAIM, out=out))


CHANGES = {
    "other claims": {"names": ("operators.power",)},
    "a component": {"components": ("operators",)},
    "another tier": {"tier": "quick"},
    "another seed": {"seed": 1},
    "with a document": {"with_document": True},
    "a narrower console": {"width": 80},
    "a console with colours": {"colours": "truecolor"},
}


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_what_was_asked_otherwise_is_not_answered(kept, change):
    out, _ = kept
    assert unchanged.answer(out, replace(ASKED, **change), "texts") is None


def test_what_has_changed_is_noticed(kept, monkeypatch):
    out, _ = kept
    assert unchanged.answer(out, ASKED, "other texts") is None
    with monkeypatch.context() as changed:
        changed.setattr(toolchain, "versions", lambda: {"coq": "of another version"})
        assert unchanged.answer(out, ASKED, "texts") is None
    with monkeypatch.context() as changed:
        changed.setattr(unchanged, "versions", lambda needs: {"numpy": "another"})
        assert unchanged.answer(out, ASKED, "texts") is None
    with monkeypatch.context() as changed:  # which only legs of other claims compute with
        changed.setattr(unchanged, "versions", lambda needs: {**versions(needs), **dict.fromkeys(needs, "another")})
        assert unchanged.answer(out, ASKED, "texts") is None
    with monkeypatch.context() as changed:
        changed.setattr(unchanged, "contents", lambda top: "another table" if top == "rich" else contents(top))
        assert unchanged.answer(out, ASKED, "texts") is None
    assert unchanged.answer(out, ASKED, "texts")
    kdaudit.run("operators.affine", out=out)  # another record: clauses may be answered otherwise
    assert unchanged.answer(out, ASKED, "texts") is None


def test_nothing_is_kept_of_what_was_edited_as_it_ran(tmp_path):
    found = kdaudit.run(CLAIM, out=tmp_path)
    for before in ("what it was", ""):
        unchanged.keep(tmp_path, ASKED, found, before, said)
        assert unchanged.answer(tmp_path, ASKED, before) is None


def test_colours_are_asked_for_in_a_pipe(tmp_path):
    def run(**more):
        command = [sys.executable, "-m", "kdaudit", "run", CLAIM, "--out", str(tmp_path)]
        environment = {**os.environ, **more}
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment).stdout

    assert [GREEN in text for text in (run(), run(FORCE_COLOR="1"), run(FORCE_COLOR="1"))] == [False, True, True]


def test_a_terminal_has_colours_unless_somebody_wants_none(tmp_path):
    def run(**more):
        master, terminal = pty.openpty()
        command = [sys.executable, "-m", "kdaudit", "run", CLAIM, "--out", str(tmp_path)]
        environment = {**os.environ, "TERM": "xterm-256color", **more}
        running = subprocess.Popen(command, stdout=terminal, cwd=ROOT, env=environment)
        os.close(terminal)
        found = b""
        with suppress(OSError):  # the terminal is gone when nobody writes to it any more
            while more_of_it := os.read(master, 4096):
                found += more_of_it
        os.close(master)
        assert running.wait() == 0
        return found.decode()

    coloured = [GREEN in text for text in (run(), run(), run(NO_COLOR="1"), run(NO_COLOR="1"), run())]
    assert coloured == [True, True, False, False, True]


def test_of_a_ledger_that_is_missing_or_damaged_nothing_is_answered(kept, tmp_path):
    out, _ = kept
    assert unchanged.answer(tmp_path / "nowhere", ASKED, "texts") is None
    (out / "ledger.sqlite").write_bytes(b"no ledger")
    assert unchanged.answer(out, ASKED, "texts") is None


def test_an_answer_of_another_version_is_none(kept):
    out, _ = kept
    ledger = Ledger(out / "ledger.sqlite")
    ledger.keep(ASKED.name, json.dumps({"said": "something else"}))
    ledger.close()
    assert unchanged.answer(out, ASKED, "texts") is None


def test_of_a_run_that_is_not_as_expected_nothing_is_kept(tmp_path):
    found = kdaudit.run(CLAIM, out=tmp_path)
    unchanged.keep(tmp_path, ASKED, replace(found, broken={"operators.other": "cannot be read"}), "texts", said)
    assert unchanged.answer(tmp_path, ASKED, "texts") is None
    raised = [replace(f, record=replace(f.record, note="raised ValueError")) for f in found.results[0].findings]
    unchanged.keep(
        tmp_path, ASKED, replace(found, results=(replace(found.results[0], findings=tuple(raised)),)), "texts", said
    )
    assert unchanged.answer(tmp_path, ASKED, "texts") is None


def test_every_file_of_the_packages_and_of_the_theorems_counts(tmp_path, monkeypatch):
    folders = {name: tmp_path / name for name in (*unchanged.PROJECT, "formal")}
    for folder in folders.values():
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "file.py").write_text("one", encoding="utf-8")
    monkeypatch.setattr(unchanged, "locations", lambda package: (folders[package],))
    monkeypatch.setattr(unchanged, "FORMAL", folders["formal"])
    seen = {unchanged.every_text()}
    for count, folder in enumerate(folders.values(), start=2):
        file = folder / "deep" / "file.py"
        stat = file.stat()
        file.write_text("two", encoding="utf-8")
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        seen.add(unchanged.every_text())
        assert len(seen) == count, folder
    (tmp_path / "theory" / "__pycache__").mkdir()
    (tmp_path / "theory" / "__pycache__" / "file.pyc").touch()
    assert unchanged.every_text() in seen
    (tmp_path / "theory" / "data.csv").touch()
    assert unchanged.every_text() not in seen
    (tmp_path / "theory" / "loop").symlink_to(tmp_path / "theory")
    assert unchanged.every_text()
    monkeypatch.setattr(unchanged, "stats", lambda root: ((path, 0, 0, 0) for path, *_ in stats(root)))
    timeless = unchanged.every_text()
    file.write_text("three", encoding="utf-8")
    assert unchanged.every_text() != timeless


def test_the_last_few_answers_are_kept(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for number in range(2 * ANSWERS):
        ledger.keep(str(number), "said")
        ledger.keep("often", str(number))
    assert [name for name in map(str, range(2 * ANSWERS)) if ledger.answer(name)] == list(
        map(str, range(ANSWERS + 1, 2 * ANSWERS))
    )
    assert ledger.answer("often") == str(2 * ANSWERS - 1)
    ledger.close()
