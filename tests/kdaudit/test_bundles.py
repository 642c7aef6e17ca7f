"""A bundle has all that it takes to check an audit again; what is no bundle is one line."""

from __future__ import annotations

import json
from hashlib import sha256
from zipfile import ZipFile

import pytest

import kdaudit
from kdaudit.bundles import bundle as bundles
from tests.kdaudit.tampering import AMGM, kdaudit_in


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
    assert found["checked"]["worked_by_hand"] == 30
    assert found["checked"]["absent"] == 0
    audit = json.loads((audited.root / "elsewhere" / "first.json").read_text(encoding="utf-8"))
    told = [leg["figures"].get("boxes", 0) for verdict in audit["verdicts"] for leg in verdict["legs"]]
    assert found["checked"]["boxes"] == sum(told) > 0, "every box that a leg tells of is there to be followed"
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
