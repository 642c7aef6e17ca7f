"""A bundle is checked again without trusting its ledger: whoever tampers with it is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

import kdaudit
from kdaudit.bundles import bundle as bundles
from kdaudit.bundles import verification
from proofs_checks.machine import digest, discovery, paper
from proofs_checks.machine.digest import key
from proofs_checks.machine.folder import opened
from proofs_checks.machine.runner import Inline

AMGM = Path(__file__).parents[2] / "examples" / "amgm"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The example of three means, audited in a process of its own, and packed."""
    folder = tmp_path_factory.mktemp("amgm")
    for command in (("run",), ("report", "--bundle", "amgm.zip")):
        finished = kdaudit_in(folder, *command, "--claims", str(AMGM))
        assert finished.returncode == 0, finished.stderr
    return folder / "amgm.zip"


def kdaudit_in(folder, *arguments):
    command = [sys.executable, "-m", "kdaudit", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(AMGM.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_bundle_is_sound_and_the_same_bytes_again(packed):
    found = kdaudit.verify(packed, jobs=2)
    assert found.sound, found
    assert (found.exit_code, found.counts["claims"], found.counts["trees"]) == (0, 3, 4)
    assert found.counts["worked_by_hand"] == 1
    assert found.counts["boxes"] > 200
    assert (found.repeated, found.taken) == (14, 4)
    assert "Outcomes taken from the records: 4 (identities, simulations, searches, published numbers)" in str(found)
    before = packed.read_bytes()
    assert kdaudit_in(packed.parent, "report", "--claims", str(AMGM), "--bundle", "again.zip").returncode == 0
    assert (packed.parent / "again.zip").read_bytes() == before


def test_everything_is_made_again_when_asked(packed):
    found = kdaudit.verify(packed, full=True)
    assert (found.sound, found.repeated, found.taken) == (True, 18, 0)


class Here(Inline):
    """In place of new processes: this one, which has the bundle's sources first on its path for as long."""

    def __init__(self, *_, initializer, initargs):
        _forget()
        initializer(*initargs)

    def __exit__(self, *_):
        del sys.path[0]
        for name in [module for module in sys.modules if module.partition(".")[0] == "amgm"]:
            del sys.modules[name]
        _forget()


def _forget():
    for cached in (discovery.load, paper.read, *(it for it in vars(digest).values() if hasattr(it, "cache_clear"))):
        cached.cache_clear()


def resealed(packed, path, *, records=None, contents=None, files=None):
    """A bundle in which something was changed by somebody who knows how its files are listed."""
    found = bundles.read(packed)
    changed = {**found.files, **(files or {})}
    kept = {name: data for name, data in changed.items() if data is not None}
    entries = [vars(record) for record in (records or (lambda r: r))(list(found.records))]
    said = json.loads(json.dumps(found.contents))
    (contents or (lambda c: None))(said)
    bundles.write(path, said, {**kept, "records.json": json.dumps(entries).encode()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "ProcessPoolExecutor", Here)
        return kdaudit.verify(path)


def changing(name, control="", **fields):
    """Changes what the record of a leg or control says."""

    def change(records):
        changed = [
            replace(r, **{n: f(getattr(r, n)) for n, f in fields.items()})
            if r.leg == name and r.control.endswith(control) and bool(control) == bool(r.control)
            else r
            for r in records
        ]
        assert changed != records
        return changed

    return change


def forged(records):
    """A record of other sources: whoever forges it computes another digest."""
    first = records[0]
    other = key(first.claim, first.leg, first.control, first.seed, (), (), first.versions)
    return [replace(first, digest=other), *records[1:]]


TWO = "two_numbers"  # a leg whose box is halved many times
NEGATIVE = "weights 2 and −1, numbers 1 and 9/5"


@pytest.mark.parametrize(
    ("records", "of", "says"),
    [
        (changing("pairs", outcome=lambda _: "supports"), "calls", "means.half.pairs: supports in the record, refutes"),
        (changing("means", "10 % too large", outcome=lambda _: "supports"), "verdicts", "means.geometric_harmonic"),
        (changing("terms", figures=lambda f: {**f, "boxes": 1}), "calls", "terms: its figures are others"),
        (changing("pairs", note=lambda _: "easily"), "calls", "means.half.pairs: its figures are others"),
        (changing("pairs", witness=lambda w: {**w, "violation": "2"}), "calls", "half.pairs: its witness is another"),
        (changing("pairs", witness=lambda w: {**w, "violation": "-1"}), "records", "its violation is -1, which is"),
        (changing("pairs", witness=lambda w: {**w, "at": {"x": "2", "y": "14"}}), "calls", "its witness is another"),
        (changing("pairs", witness=lambda w: {**w, "says": "trust me"}), "calls", "its witness is another"),
        (changing("pairs", witness=lambda w: {**w, "confirmed": None}), "calls", "half.pairs: its witness is another"),
        (changing("pairs", witness=lambda _: None), "calls", "half.pairs: its witness is another"),
        (changing("means", NEGATIVE, witness=lambda _: None), "calls", f"{NEGATIVE}: its witness is another"),
        (changing(TWO, trees=lambda t: (t[0].replace(".", "0", 1), *t[1:])), "calls", "two_numbers: supports in the"),
        (changing(TWO, trees=lambda t: (t[0][:-1], *t[1:])), "calls", "ends after"),
        (changing(TWO, trees=lambda t: (t[0] + ".", *t[1:])), "calls", "it has more boxes than there are"),
        (changing(TWO, trees=lambda t: ("7" + t[0], *t[1:])), "calls", "two_numbers: supports in the"),
        (changing(TWO, trees=lambda _: ("0..",)), "calls", "two_numbers: supports"),
        (changing(TWO, trees=lambda t: (*t, t[0])), "calls", "1 trees are left over"),
        (changing(TWO, trees=lambda _: ()), "calls", "two_numbers: its box trees are missing"),
        (changing("pairs", digest=lambda d: d[::-1]), "digests", "means.half.pairs: its digest is not that of these"),
        (changing("pairs", versions=lambda v: {**v, "numpy": "1.0"}), "digests", "means.half.pairs: its digest"),
        (changing("pairs", seed=lambda _: 3), "records", "means.half.pairs: its seed is 3, and the bundle's None"),
        (changing("pairs", leg=lambda _: "others"), "records", "means.half.others: no such leg or control"),
        (lambda records: records[1:], "verdicts", "means.arithmetic_geometric: derived in the bundle, "),
        (lambda records: [*records, records[0]], "records", "means.arithmetic_geometric.derivation: two records"),
        (forged, "digests", "means.arithmetic_geometric.derivation: its digest is not"),
    ],
)  # fmt: skip
def test_whoever_changes_a_record_is_noticed(packed, tmp_path, records, of, says):
    found = resealed(packed, tmp_path / "changed.zip", records=records)
    assert found.exit_code == 1
    assert any(kind == of and says in words for kind, words in found.faults), found


@pytest.mark.parametrize(
    ("leg", "fields"),
    [("derivation", {"outcome": lambda _: "refutes"}), ("of_reciprocals", {"figures": lambda _: {"gap": "0"}})],
)
def test_what_is_taken_from_the_records_is_noticed_when_everything_is_made_again(packed, tmp_path, leg, fields):
    resealed(packed, tmp_path / "changed.zip", records=changing(leg, **fields))
    found = kdaudit.verify(tmp_path / "changed.zip", full=True)
    assert any(kind == "calls" and f".{leg}: " in words for kind, words in found.faults), found


def test_whoever_changes_a_conclusion_is_noticed(packed, tmp_path):
    path = tmp_path / "changed.zip"
    found = resealed(packed, path, contents=lambda c: c["verdicts"].update({"means.half": "derived"}))
    assert ("verdicts", "means.half: derived in the bundle, refuted from its records") in found.faults
    found = resealed(packed, path, contents=lambda c: c["answers"].update({"S2.close": "holds (derived)"}))
    assert ("answers", "S2.close: holds (derived) in the bundle, fails from its records") in found.faults
    found = resealed(packed, path, contents=lambda c: c["verdicts"].pop("means.half"))
    assert ("verdicts", "means.half: None in the bundle, refuted from its records") in found.faults


HALF = "sources/amgm/means/half.py"


def test_whoever_changes_a_source_is_noticed(packed, tmp_path):
    path, source = tmp_path / "changed.zip", bundles.read(packed).files[HALF]
    found = resealed(packed, path, files={HALF: source.replace(b"16 * x * y", b"17 * x * y")})
    assert any(kind == "digests" and "means.half.pairs" in words for kind, words in found.faults)
    assert any(kind == "witnesses" and "means.half: worked by hand" in words for kind, words in found.faults)
    found = resealed(packed, path, files={HALF: b"claim ="})
    assert any(kind == "claims" and words.startswith("claim means.half: SyntaxError") for kind, words in found.faults)
    found = resealed(packed, path, files={"sources/numerics/prover.py": b"def decide_positive(*_): ..."})
    assert found.faults == (("sources", "numerics.prover is not the one that is installed here"),)
    assert "Nothing else was checked" in str(found)
    for other in ("sources/json.py", "sources/rich/__init__.py"):
        found = resealed(packed, path, files={other: b""})
        assert [kind for kind, _ in found.faults] == ["sources"], "it would stand before an installed package"
    found = resealed(packed, path, files={"sources/elsewhere/data.txt": b""})
    assert ("sources", "elsewhere/data.txt lies outside of the folder of claims") in found.faults


def test_a_counterexample_that_is_left_out_leaves_the_bundle_incomplete(packed, tmp_path):
    def without(records):
        return [r for r in records if r.claim != "means.half" or r.leg != "ratios"]

    found = resealed(packed, tmp_path / "less.zip", records=without)
    assert (found.sound, found.complete, found.exit_code, found.counts["absent"]) == (True, False, 3, 2)
    assert "INCOMPLETE" in str(found)


def test_whoever_names_other_versions_is_told_what_was_not_compared(packed, tmp_path):
    folder = opened(AMGM)
    machine = digest.sources(digest.MACHINE)
    own = {claim: digest.sources(f"amgm.{claim}") for claim in folder.ids}

    def aged(records):
        other = {"python": "9.9"}
        made = [key(r.claim, r.leg, r.control, r.seed, own[r.claim], machine, other) for r in records]
        return [replace(r, digest=d, versions=other) for r, d in zip(records, made, strict=True)]

    found = resealed(packed, tmp_path / "old.zip", records=aged)
    assert found.sound, found
    assert found.counts["other_versions"] == 18
    assert "Records made with other versions: 18." in str(found)
    forged = resealed(
        packed, tmp_path / "forged.zip", records=lambda r: changing("means", figures=lambda _: {"cases": 9})(aged(r))
    )
    assert any("its figures are others" in says for _, says in forged.faults)


def test_whoever_adds_or_drops_a_source_is_noticed(packed, tmp_path):
    found = resealed(packed, tmp_path / "more.zip", files={"sources/amgm/means/_more.py": b""})
    assert any(kind in ("sources", "digests") for kind, _ in found.faults)
    found = resealed(packed, tmp_path / "less.zip", files={"sources/numerics/prover.py": None})
    assert ("sources", "numerics.prover is not there, and its records depend on it") in found.faults


def test_what_a_leg_or_by_hand_does_to_the_process_is_a_fault(packed, tmp_path):
    source = bundles.read(packed).files[HALF]
    for before, after in (
        (b"    x, y = Fraction(1), Fraction(14)", b"    raise SystemExit(0)"),
        (b"    return all_positive(", b"    raise SystemExit(0)\n    return all_positive("),
    ):
        found = resealed(packed, tmp_path / "odd.zip", files={HALF: source.replace(before, after)})
        assert found.exit_code == 1


def test_another_version_would_judge_otherwise(packed, tmp_path):
    found = resealed(packed, tmp_path / "old.zip", contents=lambda c: c.update({"kdaudit": "0.0.1"}))
    assert found.faults == (("sources", f"it was made by kdaudit 0.0.1, and this is {kdaudit.__version__}"),)
    for package in ("odd-name", "json", "elsewhere"):
        found = resealed(
            packed, tmp_path / "odd.zip", contents=lambda c, package=package: c.update({"package": package})
        )
        assert [kind for kind, _ in found.faults if kind == "sources"]


def test_whoever_exchanges_a_file_is_noticed(packed, tmp_path):
    def rewritten(change):
        path = tmp_path / "changed.zip"
        with ZipFile(packed) as old, ZipFile(path, "w") as new:
            files = {name: old.read(name) for name in old.namelist()}
            for name, data in change(files).items():
                new.writestr(name, data)
        return kdaudit.verify(path)

    found = rewritten(lambda files: {**files, HALF: files[HALF] + b"\n"})
    assert ("files", f"{HALF} is not the one that was packed") in found.faults
    found = rewritten(lambda files: {**files, "sources/amgm/more.py": b""})
    assert ("files", "sources/amgm/more.py is there and not listed") in found.faults
    found = rewritten(lambda files: {name: data for name, data in files.items() if name != "paper.toml"})
    assert ("files", "paper.toml is listed and not there") in found.faults


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "verify: there is no file '{}'; `kdaudit report --bundle FILE` writes one"),
        (lambda path: path.write_text("no archive"), "verify: {} is no bundle, or a damaged one: "),
        (lambda path: made(path, {}), "verify: {} is no bundle: KeyError "),
        (lambda path: made(path, {"bundle.json": "{", "records.json": "[]"}), "verify: {} is no bundle: JSON"),
        (lambda path: made(path, {"bundle.json": "{}", "records.json": "[{}]"}), "verify: {} is no bundle: ValueError"),
        (lambda path: made(path, {"bundle.json": "{}", "records.json": "[]"}), "verify: {}: its schema is not 1"),
        (lambda path: made(path, {"bundle.json": '{"schema": 1}', "records.json": "[]"}), "verify: {}: bundle.json "),
        (lambda path: made(path, {"notes.txt": ""}), "verify: {}: a bundle has no file 'notes.txt'"),
        (lambda path: made(path, {"sources/../b.py": ""}), "verify: {}: a bundle has no file 'sources/../b.py'"),
        (lambda path: made(path, {"sources/C:b.py": ""}), "verify: {}: a bundle has no file 'sources/C:b.py'"),
        (lambda path: made(path, {"sources/a.py": "", "sources/a/__init__.py": ""}), "verify: {}: it has two "),
        (lambda path: made(path, {"bundle.json": '{"schema": 1, "paper": ""}', "records.json": "[]"}), "verify: "),
        (lambda path: made(path, {"elsewhere/a.py": ""}), "verify: {}: a bundle has no file 'elsewhere/a.py'"),
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_one_line(tmp_path, make, says):
    path = tmp_path / "odd.zip"
    make(path)
    with pytest.raises(kdaudit.UsageError) as raised:
        kdaudit.verify(path)
    assert str(raised.value).startswith(says.replace("{}", str(path)))
    assert "\n" not in str(raised.value)


def made(path, files):
    with ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def test_a_record_that_is_none_is_one_line(packed, tmp_path):
    entries = json.loads(bundles.read(packed).files["records.json"])
    for name, value in {"outcome": "true", "trees": [3], "seed": "0", "figures": [], "witness": {"at": {}}}.items():
        contents = {"bundle.json": "{}", "records.json": json.dumps([{**entries[0], name: value}])}
        made(tmp_path / "odd.zip", contents)
        with pytest.raises(kdaudit.UsageError, match="no bundle: ValueError the record of "):
            kdaudit.verify(tmp_path / "odd.zip")


def test_a_bundle_that_unpacks_to_too_much_is_refused(packed, monkeypatch):
    monkeypatch.setattr(bundles, "LARGEST", 1000)
    with pytest.raises(kdaudit.UsageError, match="it unpacks to more than"):
        kdaudit.verify(packed)


def test_the_project_itself_is_bundled_and_checked_again(audited):
    packing = audited("report", "--bundle", "ours.zip")
    assert (packing.returncode, packing.stdout) == (0, "ours.zip\n")
    finished = audited("verify", "ours.zip", "--json", "-")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    found = json.loads(finished.stdout)
    assert found["checked"]["worked_by_hand"] == 23
    assert found["checked"]["absent"] == 0
    assert found["checked"]["boxes"] > 40_000
    path = audited.root / "elsewhere" / "ours.zip"
    said = bundles.read(path)
    assert sha256(said.files["paper.toml"]).hexdigest() == said.contents["files"]["paper.toml"]


def test_a_broken_claim_is_not_bundled(tmp_path):
    kdaudit_in(tmp_path, "new", "sums")
    kdaudit_in(tmp_path, "run", "--claims", "sums")
    (tmp_path / "sums" / "squares" / "broken.py").write_text("claim =")
    finished = kdaudit_in(tmp_path, "report", "--claims", "sums", "--bundle", "sums.zip")
    assert finished.returncode == 2
    assert finished.stderr.startswith("kdaudit: bundle: claim squares.broken: SyntaxError")
    assert not (tmp_path / "sums.zip").exists()


def test_a_bundle_comes_before_a_folder_of_the_same_name(packed, tmp_path):
    (tmp_path / "amgm").mkdir()
    (tmp_path / "amgm" / "__init__.py").write_text("raise SystemExit('the wrong one')\n")
    finished = kdaudit_in(tmp_path, "verify", str(packed))
    assert (finished.returncode, finished.stderr) == (0, "")
