"""Several students beside one teacher."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import kdaudit
from figures.sparsities import draw
from kdaudit.predictions.students import _drawn, named

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema.json").read_text(encoding="utf-8"))
RNG = np.random.default_rng(12)
TEACHER = RNG.dirichlet(np.ones(3), (5, 40))
STUDENTS = {sparsity: RNG.dirichlet(np.ones(3), (seeds, 40)) for sparsity, seeds in ((0.9, 4), (0.5, 5), (0.0, 5))}
TARGET = RNG.dirichlet(np.ones(3), 40)


def valid(document, command):
    return Draft202012Validator({**SCHEMA["commands"][command], "$defs": SCHEMA["$defs"]}).is_valid(document)


def test_each_is_measured_as_it_is_alone():
    found = kdaudit.measure_students(TEACHER, STUDENTS, target=TARGET, loss="kl", level=0.9)
    assert list(found.measurements) == [0.9, 0.5, 0.0]
    for name, student in STUDENTS.items():
        alone = kdaudit.measure(TEACHER, student, target=TARGET, loss="kl", level=0.9)
        assert found.measurements[name] == alone
        assert f"{alone.difference:+.5g}" in found.text()
        assert f"{alone.student.log_loss:.5g}" in found.text()
    assert "of 3 students" in found.text()
    assert "some one is misjudged" not in kdaudit.measure_students(TEACHER, {0.5: TEACHER}, target=TARGET).text()
    assert valid(json.loads(found.to_json()), "measure several students")
    assert not valid(json.loads(found.to_json()), "measure")


def test_what_is_the_same_for_all_is_said_once_and_what_is_not_of_whom():
    named_rows = {"named": STUDENTS[0.5], "one": STUDENTS[0.5][:1]}
    said = kdaudit.measure_students(TEACHER, named_rows, target=TARGET).text()
    assert said.count("note: teacher: from 20 seeds on") == 1
    assert "note: one: student: one seed" in said
    assert "not known" in said


def test_the_picture_has_every_number():
    found = kdaudit.measure_students(TEACHER, STUDENTS, target=TARGET)
    data = _drawn(found.measurements)
    assert data.students == [0.0, 0.5, 0.9]
    axes = draw(data).axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    for part, value in (("risk", lambda s: s.risk), ("bias²", lambda s: s.bias.value)):
        assert list(lines[part].get_xdata()) == [0.0, 0.5, 0.9]
        assert list(lines[part].get_ydata()) == [value(found.measurements[s].student) for s in (0.0, 0.5, 0.9)]
        assert set(lines[f"teacher's {part}"].get_ydata()) == {value(found.measurements[0.5].teacher)}
    bars = axes.collections[1].get_segments()[0][:, 1]
    one = found.measurements[0.5]
    ends = [one.teacher.risk + end for end in (one.interval.low, one.interval.high)]
    assert list(bars) == pytest.approx(ends, rel=1e-12)


def test_names_are_drawn_as_words_and_one_seed_as_a_risk(tmp_path):
    students = {"a $b": STUDENTS[0.5][:1], "c": STUDENTS[0.9][:1]}
    found = kdaudit.measure_students(TEACHER[:1], students, target=TARGET, plot=tmp_path / "it.svg")
    assert list(_drawn(found.measurements).parts) == ["risk"]
    assert (tmp_path / "it.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_files_have_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a=b.npy").touch()
    assert named(["0.9=x.npy", "dense=y.npy", "runs/z.npz", "a=b.npy"]) == {
        **{0.9: "x.npy", "dense": "y.npy", "z": "runs/z.npz"},
        "a=b": "a=b.npy",
    }
    with pytest.raises(kdaudit.UsageError, match=r"two are called '0\.90'"):
        named(["0.9=x.npy", "0.90=y.npy"])


@pytest.mark.parametrize(
    ("students", "says"),
    [
        ({}, "give one at least"),
        ([TEACHER], "give one at least"),
        ({1.5: TEACHER}, "1.5 is neither"),
        ({None: TEACHER}, "None is neither"),
        ({0.5: TEACHER, "0.5": TEACHER}, "written alike"),
        ({"x": TEACHER[:, 1:]}, "student x: teacher has"),
    ],
)
def test_what_cannot_be_used_is_one_line(students, says):
    with pytest.raises(kdaudit.UsageError, match=says) as error:
        kdaudit.measure_students(TEACHER, students, target=TARGET)
    assert "\n" not in str(error.value)


def test_the_command(tmp_path):
    files = {}
    for name, rows in {"teacher": TEACHER, "target": TARGET, **STUDENTS}.items():
        files[name] = str(tmp_path / f"{name}.npy")
        np.save(files[name], rows)
    given = [part for s in STUDENTS for part in ("--student", f"{s}={files[s]}")]
    command = [sys.executable, "-m", "kdaudit", "measure", "--teacher", files["teacher"], *given]
    done = subprocess.run([*command, "--target", files["target"]], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == kdaudit.measure_students(TEACHER, STUDENTS, target=TARGET).text().strip()
