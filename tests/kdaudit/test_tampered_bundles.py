"""Whoever tampers with a bundle is noticed, even if the files are listed anew."""

from __future__ import annotations

from dataclasses import replace
from zipfile import ZipFile

import pytest

import kdaudit
from kdaudit.bundles import bundle as bundles
from proofs_checks.machine import digest
from proofs_checks.machine.digest import key
from proofs_checks.machine.folder import opened
from tests.kdaudit.tampering import AMGM, changing, forged, resealed

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


def test_what_a_leg_or_by_hand_does_to_its_process_is_a_fault(packed, tmp_path):
    """In processes of their own, as users have it: an exit there must not end this one."""
    source, leaves = bundles.read(packed).files[HALF], b"    raise SystemExit(0)"
    hand, leg = b"    x, y = Fraction(1), Fraction(14)", b"    return all_positive("
    for before in (hand, leg):
        assert source.count(before) == 1
        resealed(packed, tmp_path / "odd.zip", files={HALF: source.replace(before, leaves + b"\n" + before)})
        found = kdaudit.verify(tmp_path / "odd.zip")
        assert any("SystemExit" in words for _, words in found.faults), found


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
