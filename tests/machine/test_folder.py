"""Folders of claims from outside the project: what is one, what is none, and what its records depend on."""

from __future__ import annotations

import sys

import pytest

from proofs_checks.machine import digest as digests
from proofs_checks.machine.discovery import load
from proofs_checks.machine.environment import versions
from proofs_checks.machine.folder import OURS, Folder, FolderError, opened
from proofs_checks.machine.paper import Paper, PaperError, read
from proofs_checks.machine.runner import grounded, recorded

CLAIM = '''
    """A title."""
    from proofs_checks.machine.claim import Claim, leg
    from proofs_checks.machine.evidence import Evidence

    @leg("exact", covers="some")
    def first():
        return Evidence("supports")

    claim = Claim("x", "every x", "supported")
'''


def test_our_own_folder():
    assert opened(OURS.path) is OURS
    assert len({claim.partition(".")[0] for claim in OURS.ids}) == 8
    assert not any(claim.startswith("machine.") for claim in OURS.ids)
    assert OURS.paper.title.startswith("Sparse Knowledge Distillation")
    assert OURS.paper.authors == ("A. R. Flouro", "S. P. Chadwick")


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("missing", "claims: there is no folder '{}/missing'; `kdaudit new {}/missing` makes one"),
        ("with-hyphen", "claims: 'with-hyphen' cannot be imported; name the folder in letters, digits, underscores"),
        ("empty", "claims: {}/empty has none; a claim is a file in a folder of it, such as {}/empty/things/it.py"),
        ("odd", "claims: things.my-claim cannot be imported; name it in letters, digits, underscores"),
        ("json", "claims: {}/json: 'json' is the name of another package; rename the folder"),
    ],
)
def test_what_is_no_folder_of_claims_is_one_line(tmp_path, monkeypatch, place, says):
    monkeypatch.setattr(sys, "path", list(sys.path))
    for folder in ("with-hyphen", "empty", "odd/things", "json/things"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "odd/things/my-claim.py").touch()
    (tmp_path / "json/things/it.py").touch()
    before = set(sys.modules)
    with pytest.raises(FolderError) as raised:
        opened(tmp_path / place)
    assert before <= set(sys.modules), "an installed module was forgotten"
    assert str(raised.value) == says.replace("{}", str(tmp_path))


def test_hidden_private_and_generated_files_are_no_claims(tmp_path):
    for name in ("things/it.py", "things/_shared.py", "_private/x.py", ".hidden/x.py", "shared.py", "data/rows.csv"):
        (tmp_path / "held" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "held" / name).touch()
    assert Folder("held", str(tmp_path)).ids == ("things.it",)


def test_a_folder_needs_no_init_files_and_no_paper(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "bare" / "things").mkdir(parents=True)
    (tmp_path / "bare/things/it.py").write_text("\n".join(line[4:] for line in CLAIM.splitlines()))
    folder = opened(tmp_path / "bare")
    assert (load("things.it", folder).title, folder.paper) == ("A title.", Paper())
    assert "bare.things.it" in dict(digests.sources("bare.things.it"))
    assert sys.path[-1] == str(tmp_path)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("title = ", "Invalid value"),
        ("sentence = 3", "a sentence begins with [[sentence]]"),
        ("titel = 'x'", "the file has a field 'titel', and fields are title, authors, source, sentence"),
        ("title = 3", "title is text"),
        ("authors = 'me'", "authors is a list of names"),
        ("[[sentence]]\ntext = 'x.'", "sentence 1 has no id"),
        ("[[sentence]]\nid = 'S1'", "sentence S1 has no text"),
        ("[[sentence]]\nid = 'S1'\ntext = 'x.'", "sentence S1 has no clauses; write [sentence.clauses] and below it: "),
        ("[[sentence]]\nid = 'S1'\ntext = 'x.'\n[sentence.clauses]\na = 1", "sentence S1 has no clauses; write"),
        (
            "[[sentence]]\nid = 'S.1'\ntext = 'x.'\n[sentence.clauses]\na = 'x'",
            "sentence S.1: an id has no point in it",
        ),
        (
            2 * "[[sentence]]\nid = 'S1'\ntext = 'x.'\n[sentence.clauses]\na = 'x'\n",
            "sentence S1: another has this id too",
        ),
        ("[[sentence]]\nid = 'S1'\ntext = 'x.'\nclaims = 3", "sentence S1 has a field 'claims', and fields are id, "),
        ("[[sentence]]\nid = 'S1'\ntext = 'x.'\nshort = 3\n[sentence.clauses]\na = 'x'", "sentence S1: short is text"),
        ("[[sentence]]\nid = 'S1'\ntext = 'x.'\nshown_by = 'a'\n[sentence.clauses]\na = 'x'", "sentence S1: shown_by "),
    ],
)
def test_a_mistake_in_a_papers_file_is_one_line(tmp_path, source, says):
    path = tmp_path / "paper.toml"
    path.write_text(source)
    with pytest.raises(PaperError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}: {says}")
    assert "\n" not in str(raised.value)


def test_sources_that_are_not_installed_and_libraries_that_are_count(room, tmp_path):
    (tmp_path / "madeup").mkdir()
    (tmp_path / "beside_madeup.py").write_text("import networkx_of_mine\n")
    (tmp_path / "networkx_of_mine.py").write_text("X = 1\n")
    (tmp_path / "madeup" / "shared.py").write_text("import beside_madeup, json, jinja2\n")
    folder = room(
        a="from .. import shared\nfrom .b import X\nimport numpy\nfrom os import path\nimport rich.table",
        b="X = 1\nfrom scipy import stats",
    )
    folder.enter()
    assert set(dict(digests.sources("madeup.things.a"))) == {
        *("madeup", "madeup.shared", "madeup.things", "madeup.things.a", "madeup.things.b"),
        *("beside_madeup", "networkx_of_mine"),
    }
    assert digests.libraries("madeup.things.a") == ("jinja2", "numpy", "rich", "scipy")
    assert digests.libraries("proofs_checks.operators.ties") == ()
    assert {"jinja2", "rich"} <= set(versions(digests.libraries("madeup.things.a")))


def test_every_file_in_the_folder_that_is_no_claim_counts(room, tmp_path):
    for name, text in {"shared.py": "X = 1\n", "rows.txt": "1", "README.md": "", "_more/deep.py": "X = 1\n"}.items():
        (tmp_path / "madeup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "madeup" / name).write_text(text)
    (tmp_path / "madeup" / "build").mkdir()
    for name in ("ledger.sqlite", "more.txt"):
        (tmp_path / "madeup" / "build" / name).touch()
    folder = room(a="from math import *\nfrom jinja2 import *", b="")
    folder.enter()
    found = dict(digests.sources("madeup.things.a"))
    assert set(found) == {
        "madeup",
        "madeup.things",
        "madeup.things.a",
        "madeup.shared",
        "madeup._more.deep",
        "madeup/rows.txt",
    }
    assert digests.libraries("madeup.things.a") == ("jinja2",)
    (tmp_path / "madeup" / "rows.txt").write_text("2")
    digests.refresh("madeup")
    assert dict(digests.sources("madeup.things.a"))["madeup/rows.txt"] != found["madeup/rows.txt"]


def test_a_claim_that_was_edited_is_read_again(tmp_path, monkeypatch):
    from kdaudit.audits.audit import run  # noqa: PLC0415

    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "edited" / "things").mkdir(parents=True)
    source = "\n".join(line[4:] for line in CLAIM.splitlines())
    for text in (source, source.replace('Evidence("supports")', 'Evidence("refutes")')):
        (tmp_path / "edited/things/it.py").write_text(text)
        audit = run(claims=tmp_path / "edited", out=tmp_path / "build")
        (result,) = audit.results
        assert result.findings[0].record.outcome == ("supports" if text == source else "refutes")
        assert not result.cached
        (again,) = run(claims=tmp_path / "edited", out=tmp_path / "build").results
        assert len(again.cached) == 1
    assert "test_folder" in {name.rpartition(".")[2] for name in sys.modules}


def test_a_claim_beside_the_subjects_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "lost" / "things").mkdir(parents=True)
    (tmp_path / "lost/it.py").write_text("claim = 3\n")
    with pytest.raises(FolderError, match=r"it\.py is a claim beside the subjects; move it into a folder of lost"):
        opened(tmp_path / "lost")


def test_a_circle_of_claims_decides_nothing(room, tmp_path):
    from proofs_checks.machine.ledger import Ledger  # noqa: PLC0415

    circle = {"a": "b", "b": "c", "c": "a", "d": "a"}
    folder = room(
        **{name: CLAIM.replace('"supported")', f'"supported", rests_on=("things.{other}",))')
           for name, other in circle.items()}
    )  # fmt: skip
    results = grounded(recorded([load(f"things.{name}", folder) for name in "abcd"], Ledger(tmp_path / "l.sqlite")))
    assert [r.judged.reason for r in results[:3]] == ["it rests on itself"] * 3
    assert {r.judged.verdict for r in results} == {"inconclusive", "not run"}


@pytest.mark.parametrize(
    ("by_hand", "says"),
    [
        ("by_hand = 3", "its by_hand is not a function that can be called without arguments"),
        ("def by_hand(x):\n        return x", "its by_hand is not a function that can be called without arguments"),
        ("def by_hand():\n        return Evidence", "its by_hand uses 'Evidence' from outside, and may use Fraction "),
        (
            "def by_hand():\n        import theory\n        return 3",
            "its by_hand imports 'theory', and may import from ",
        ),
        ("def by_hand() -> Evidence:\n        return 3", "its by_hand uses 'Evidence' from outside, and may use "),
    ],
)
def test_what_is_worked_by_hand_stands_alone(room, by_hand, says):
    from proofs_checks.machine.discovery import ClaimError  # noqa: PLC0415

    folder = room(it=f"{CLAIM}\n    {by_hand}\n")
    with pytest.raises(ClaimError, match=says.replace("(", r"\(")):
        load("things.it", folder)


def test_what_is_worked_by_hand_may_define_and_import_for_itself(room):
    source = """
    def by_hand() -> "Fraction":
        from math import comb
        def twice(n: int) -> int:
            return 2 * n
        try:
            total = sum(twice(n) for n in range(3))
        except ValueError as error:
            raise AssertionError(error.sqrt) from error
        return Fraction(total, comb(3, 1))
    """
    assert load("things.it", room(it=CLAIM + source)).by_hand


def test_a_claim_has_a_title(room):
    from proofs_checks.machine.discovery import ClaimError  # noqa: PLC0415

    folder = room(it=CLAIM.replace("A title.", "A title"))
    with pytest.raises(ClaimError, match="must end with a full stop: 'A title'"):
        load("things.it", folder)
