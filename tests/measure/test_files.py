"""Predictions in files: what is read, what is refused in which words, and that no more than blocks are in memory."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time

import numpy as np
import pytest

import kdaudit
from kdaudit.errors import UsageError
from kdaudit.inputs import softened
from kdaudit.predictions import streaming

RNG = np.random.default_rng(0)
SEEDS, EXAMPLES, CLASSES = 4, 30, 3
TEACHER, STUDENT = (RNG.dirichlet(np.full(CLASSES, 4.0), (SEEDS, EXAMPLES)) for _ in range(2))
TARGET = RNG.dirichlet(np.full(CLASSES, 4.0), EXAMPLES)
LABELS = RNG.integers(0, CLASSES, EXAMPLES)


def saved(path, array, **also):
    if path.suffix == ".npz":
        np.savez(path, probabilities=array, **also)
    else:
        np.save(path, array)
    return path


def mistake(teacher=TEACHER, student=STUDENT, **options):
    options = options if "labels" in options else {"target": TARGET, **options}
    with pytest.raises(UsageError) as found:
        kdaudit.measure(teacher, student, **options)
    assert "\n" not in str(found.value)
    return str(found.value)


def altered(array, place, value):
    copy = array.copy()
    copy[place] = value
    return copy


def test_files_and_arrays_give_the_same(tmp_path):
    wanted = kdaudit.measure(TEACHER, STUDENT, target=TARGET).document()
    plain = [saved(tmp_path / f"{n}.npy", a) for n, a in enumerate((TEACHER, STUDENT, TARGET))]
    assert kdaudit.measure(plain[0], plain[1], target=plain[2]).document() == wanted
    stored = saved(tmp_path / "teacher.npz", TEACHER)
    np.savez_compressed(tmp_path / "student.npz", logits=np.log(STUDENT))
    assert kdaudit.measure(stored, plain[1], target=plain[2]).document() == wanted
    by_logits = kdaudit.measure(np.log(TEACHER), tmp_path / "student.npz", target=TARGET, logits=True)
    assert by_logits.difference == pytest.approx(wanted["difference"], rel=1e-9)  # exp of log, twice rounded
    fortran = saved(tmp_path / "fortran.npy", np.asfortranarray(TEACHER))
    assert kdaudit.measure(fortran, STUDENT, target=TARGET).document() == wanted


def test_blocks_and_threads_make_no_difference(monkeypatch):
    wanted = kdaudit.measure(TEACHER, STUDENT, target=TARGET, loss="kl", operator="power", temperature=2.0).document()
    monkeypatch.setattr(streaming, "BLOCK", 3 * SEEDS * CLASSES)
    monkeypatch.setattr(streaming, "BATCH", 2)
    found = kdaudit.measure(TEACHER, STUDENT, target=TARGET, loss="kl", operator="power", temperature=2.0).document()
    assert found.keys() == wanted.keys()
    for name in ("difference", "noise"):
        assert found[name] == pytest.approx(wanted[name], rel=1e-12)  # sums in another order
    for name in ("bias_difference", "variance_difference"):
        for end in ("low", "high"):
            pair = (document[name]["for_these_seeds"][end] for document in (found, wanted))
            assert next(pair) == pytest.approx(next(pair), rel=1e-9)  # differences of near sums
    assert [e["example"] for e in found["worst"]] == [e["example"] for e in wanted["worst"]]


def test_names_make_pairs(tmp_path):
    order = RNG.permutation(SEEDS)
    names = np.array(["a", "b", "c", "d"])
    teacher = saved(tmp_path / "t.npz", TEACHER, seeds=names)
    student = saved(tmp_path / "s.npz", STUDENT[order], seeds=names[order])
    found = kdaudit.measure(teacher, student, target=TARGET)
    assert found.paired
    gaps = (((STUDENT - TARGET) ** 2).sum(-1) - ((TEACHER - TARGET) ** 2).sum(-1)).mean(axis=1)
    width = found.if_normal.high - found.if_normal.low
    assert width == pytest.approx(2 * 3.182446305284263 * gaps.std(ddof=1) / 2, rel=1e-12)  # t_3 at 97.5 %
    alone = kdaudit.measure(TEACHER, STUDENT, target=TARGET)
    assert not alone.paired
    assert alone.difference == pytest.approx(found.difference, rel=1e-12)


def test_seeds_of_one_training_set_are_one_unit(tmp_path):
    names = np.array([0, 0, 1, 1])
    teacher = saved(tmp_path / "t.npz", TEACHER, training_sets=names, seeds=np.arange(SEEDS))
    student = saved(tmp_path / "s.npz", STUDENT, training_sets=names)
    found = kdaudit.measure(teacher, student, target=TARGET)
    assert (found.teacher.rows, found.teacher.units, found.paired) == (4, 2, True)
    pairs = ((TEACHER[a] - TARGET) * (TEACHER[b] - TARGET) for a in (0, 1) for b in (2, 3))
    assert found.teacher.bias.value == pytest.approx(np.mean([p.sum(-1).mean() for p in pairs]), rel=1e-9)


def test_one_seed_has_no_variance():
    found = kdaudit.measure(TEACHER[:1], STUDENT, target=TARGET)
    assert found.teacher.bias is None
    assert found.teacher.variance is None
    assert any("teacher: one seed" in note for note in found.notes)
    assert found.interval is not None  # of the students, beside this one teacher
    other = kdaudit.measure(TEACHER, STUDENT[:1], target=TARGET)
    assert other.interval is not None  # of the teachers, beside this one student
    both = kdaudit.measure(TEACHER[:1], STUDENT[:1], target=TARGET)
    assert (both.interval, both.decision) == (None, "undecided")
    assert both.difference == pytest.approx(found_difference(TEACHER[:1], STUDENT[:1]), rel=1e-12)


def found_difference(teacher, student):
    return float((((student - TARGET) ** 2).sum(-1)).mean() - (((teacher - TARGET) ** 2).sum(-1)).mean())


def test_labels_keep_noise_in_bias():
    found = kdaudit.measure(TEACHER, STUDENT, labels=LABELS)
    assert found.noise is None
    assert found.teacher.bias.value + found.teacher.variance.value == pytest.approx(found.teacher.risk, rel=1e-12)
    assert any("not told apart" in note for note in found.notes)
    one_hot = kdaudit.measure(TEACHER, STUDENT, target=np.eye(CLASSES)[LABELS])
    assert found.difference == pytest.approx(one_hot.difference, rel=1e-12)


def test_what_is_wrong_with_arrays():
    assert mistake(altered(TEACHER, (2, 14), [0.3, 0.3, 0.3])) == (
        "teacher: seed 2, example 14: sums to 0.9, not 1; --renormalise divides every row by its sum, and the result "
        "says so"
    )
    assert "teacher: seed 0, example 3: has entry nan at class 1" in mistake(altered(TEACHER, (0, 3, 1), np.nan))
    assert "student: seed 1, example 5: has entry -0.5" in mistake(student=altered(STUDENT, (1, 5), [-0.5, 1.0, 0.5]))
    assert "target: example 7: sums to 2, not 1" in mistake(target=altered(TARGET, 7, [1.0, 1.0, 0.0]))
    assert mistake(labels=altered(LABELS, 4, 3)) == (
        "labels: example 4 has label 3, outside 0 to 2 (and not -100, which leaves an example out)"
    )
    assert "labels: need integers of shape (examples,)" in mistake(labels=LABELS[None])
    assert "expected floating-point numbers, got dtype int64" in mistake(np.round(TEACHER).astype(int))
    assert "they must be the same" in mistake(student=STUDENT[:, :-1])
    assert "target: has shape (29, 3), and the models have 30" in mistake(target=TARGET[:-1])
    assert "target: has shape (30, 2), not (examples, 3 classes)" in mistake(target=TARGET[:, :2])
    assert "not (seeds, examples, classes)" in mistake(TEACHER[0, 0])
    logits = altered(np.log(TEACHER), (1, 2, 0), np.inf)
    assert "teacher: seed 1, example 2 has logit inf" in mistake(logits, np.log(STUDENT), logits=True)
    zero = altered(STUDENT, (3, 9), [0.0, 0.5, 0.5])
    assert "student: seed 3, example 9 gives class 0 probability zero" in mistake(student=zero, loss="kl")
    assert "pickle, which is never loaded" in mistake(np.array([{}, {}], dtype=object))
    assert "the rows differ in length" in mistake([[0.5, 0.5], [1.0]])


def test_what_is_wrong_with_options():
    assert "either --target (probabilities) or --labels" in mistake(target=None)
    assert "either --target (probabilities) or --labels" in mistake(target=TARGET, labels=LABELS)
    assert "mixing: T = 0.5 lies outside [1, ∞)" in mistake(operator="mixing", temperature=0.5)
    assert "did you mean 'power'" in mistake(operator="powr", temperature=2.0)
    assert "give both or neither" in mistake(operator="power")
    assert "is not between 0.5 and 0.995" in mistake(level=0.3)
    assert "is not between 0.5 and 0.995" in mistake(level="0.9")
    assert "does not end in .pdf, .png, .svg" in mistake(plot="picture.jpg")
    assert "none of squared, kl, reverse-kl" in mistake(loss="hinge")
    assert "raised ZeroDivisionError" in mistake(operator=lambda p, T: 1 // 0, temperature=2.0)
    assert "what it returned: row 0 sums to" in mistake(operator=lambda p, T: p * 2, temperature=2.0)
    assert "names of units must be" in mistake(units=[1, 2])
    assert "yet its rows are probabilities" in mistake(logits=True)


def test_an_operator_that_crashes_or_hangs(monkeypatch):
    """It is called once in a process of its own before anything is streamed."""
    monkeypatch.setattr(softened, "TIME_LIMIT", 0.5)
    assert "ended its process (code 3)" in mistake(operator=lambda p, T: os._exit(3), temperature=2.0)
    assert "0.5 s" in mistake(operator=lambda p, T: time.sleep(60), temperature=2.0)
    assert "raised SystemExit" in mistake(operator=lambda p, T: sys.exit(4), temperature=2.0)


def test_units_half_shared(tmp_path):
    teacher = saved(tmp_path / "t.npz", TEACHER, seeds=np.arange(SEEDS))
    student = saved(tmp_path / "s.npz", STUDENT, seeds=np.arange(2, 2 + SEEDS))
    assert "share 2 of their 4 and 4 units" in mistake(teacher, student)
    one = saved(tmp_path / "one.npz", TEACHER[:1], seeds=np.array([2]))
    assert not kdaudit.measure(one, student, target=TARGET).paired  # one teacher pairs with nobody
    sets = saved(tmp_path / "sets.npz", TEACHER, training_sets=np.arange(2, 2 + SEEDS))
    found = kdaudit.measure(sets, student, target=TARGET)
    assert not found.paired  # a training set is no seed, whatever its name
    assert any("named by training_sets" in note and "by seeds" in note for note in found.notes)


def test_what_is_wrong_with_files(tmp_path):
    path = saved(tmp_path / "t.npy", TEACHER)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    assert "is cut short: its header promises" in mistake(path)
    path.write_bytes(whole[:20])
    assert "is no array that NumPy has saved" in mistake(path)
    path.write_bytes(b"")
    assert "is empty" in mistake(path)
    path.write_bytes(pickle.dumps(TEACHER))
    assert "is a pickle, which is never loaded" in mistake(path)
    path.write_text("0.5, 0.5", encoding="utf-8")
    assert "is no array that NumPy has saved" in mistake(path)
    np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    assert "an array of objects is a pickle, which is never loaded" in mistake(path)
    assert "No such file" in mistake(tmp_path / "missing.npy")
    (tmp_path / "folder").mkdir()
    assert "is a folder without files" in mistake(tmp_path / "folder")
    two = tmp_path / "two.npz"
    np.savez(two, a=TEACHER, b=TEACHER)
    assert "needs one array, beside training_sets or seeds, and has a, b" in mistake(two)
    stored = saved(tmp_path / "cut.npz", TEACHER)
    stored.write_bytes(stored.read_bytes()[:-300])
    assert "is cut short" in mistake(stored)


def test_what_is_damaged(tmp_path):
    path = saved(tmp_path / "t.npy", TEACHER)
    whole = path.read_bytes()
    for before, after in (
        (b"(4, 30, 3)", b"(4, 30, 3 "),
        (b"(4, 30, 3)", b"('4',30,3)"),
        (b"(4, 30, 3)", b"(-4, 30,3)"),
        (b"'shape'", b"'shope'"),
    ):
        path.write_bytes(whole.replace(before, after))
        assert "is no array that NumPy has saved" in mistake(path)
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4), }"
    path.write_bytes(b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + header.ljust(117) + b"\n" + bytes(64))
    assert "is cut short" in mistake(path)
    packed = tmp_path / "t.npz"
    np.savez_compressed(packed, TEACHER)
    whole = packed.read_bytes()
    end = whole.rindex(b"PK\x01\x02")
    packed.write_bytes(whole[:end] + b"PK\x00\x00" + whole[end + 4 :])
    assert "is damaged" in mistake(packed)
    packed.write_bytes(whole[:200] + bytes(100) + whole[300:])
    assert "is damaged" in mistake(packed)


def test_many_classes_with_labels():
    """One-hot laws of a block, and not of every class by every class."""
    classes = 20_000
    p = np.full((2, 3, classes), 1 / classes)
    found = kdaudit.measure(p, p, labels=np.array([0, 5, classes - 1]))
    assert found.teacher.risk == pytest.approx(1 - 1 / classes, rel=1e-12)  # (1 − 1/V)² + (V − 1)/V²


def test_a_file_is_streamed(tmp_path):
    """320 MB of predictions in far less: peak memory above that of a tiny file."""
    program = (
        "import kdaudit, sys; kdaudit.measure(*sys.argv[1:3], target=sys.argv[3]); "
        "print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])"
    )
    rng, peaks = np.random.default_rng(0), []
    for examples in (30, 20_000):
        names = [tmp_path / f"{examples}{part}.npy" for part in ("t", "s", "q")]
        rows = rng.random((10, examples, 200), dtype=np.float32) + 1
        rows /= rows.sum(axis=-1, keepdims=True)
        for name, array in zip(names, (rows, rows[::-1], rows[0]), strict=True):
            np.save(name, array)
        command = [sys.executable, "-c", program, *map(str, names)]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024)
    assert peaks[1] - peaks[0] < 100


def test_on_the_command_line(tmp_path):
    files = [saved(tmp_path / f"{n}.npy", a) for n, a in enumerate((TEACHER, STUDENT, TARGET))]
    command = [sys.executable, "-m", "kdaudit", "measure", "--teacher", files[0], "--student", files[1]]
    document, picture = tmp_path / "found.json", tmp_path / "found.svg"
    options = ["--target", files[2], "--operator", "power", "--temperature", "2", "--json", document, "--plot", picture]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    assert "risk difference" in done.stdout
    assert done.stderr == ""
    found = json.loads(document.read_text(encoding="utf-8"))
    assert found["schema"] == 1
    assert found == kdaudit.measure(TEACHER, STUDENT, target=TARGET, operator="power", temperature=2.0).document()
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    failed = subprocess.run([*command, "--labels", files[2]], capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert failed.stderr == (
        "kdaudit: labels: have shape (30, 3): probabilities, one-hot ones too, are given with --target; or save their "
        "argmax\n"
    )
