"""A measurement by the compiled pass is the measurement by NumPy, and finds the same faults."""

import numpy as np
import pytest

import kdaudit
from kdaudit.predictions import streaming
from numerics import compiled

pytest.importorskip("numba")


@pytest.fixture
def models(monkeypatch):
    monkeypatch.setattr(compiled, "COMPILING", 0)
    monkeypatch.setattr(streaming, "BLOCK", 600)  # several blocks
    rng = np.random.default_rng(3)
    teacher = rng.dirichlet(np.ones(6), (4, 300)).astype(np.float32)
    student = rng.dirichlet(np.full(6, 2.0), (3, 300)).astype(np.float32)
    return teacher, student, rng.integers(0, 6, 300)


def close(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(close, a, b))
    # sums of 300 examples in another order
    return a == pytest.approx(b, rel=1e-12, abs=1e-14) if isinstance(a, float) else a == b


def test_both_ways_measure_the_same(models, monkeypatch):
    teacher, student, labels = models
    glanced = []
    quick = streaming._glanced
    monkeypatch.setattr(streaming, "_glanced", lambda *given: glanced.append(1) or quick(*given))
    fast = kdaudit.measure(teacher, student, labels=labels)
    assert glanced
    seen = len(glanced)
    monkeypatch.setattr(compiled, "COMPILING", 10**9)
    slow = kdaudit.measure(teacher, student, labels=labels)
    assert len(glanced) == seen
    assert close(fast.document(), slow.document())


def test_what_it_is_not_for_goes_the_other_way(models, monkeypatch):
    teacher, student, labels = models

    glanced = []
    quick = streaming._glanced
    monkeypatch.setattr(streaming, "_glanced", lambda *given: glanced.append(1) or quick(*given))
    kdaudit.measure(teacher, student, labels=labels, loss="kl")
    kdaudit.measure(np.log(teacher), np.log(student), labels=labels, logits=True)
    kdaudit.measure(teacher, student[[0, 1, 2, 0]], labels=labels, units=["a", "a", "b", "b"])
    target = np.full((300, 6), 1 / 6)
    kdaudit.measure(teacher, student, target=target, operator="power", temperature=2.0)
    assert not glanced
    kdaudit.measure(teacher, student, labels=labels)
    assert glanced, "what it is for does"


def test_a_fault_is_the_same_line(models):
    teacher, student, labels = models
    student[1, 250, 2] += 0.25
    with pytest.raises(kdaudit.UsageError, match=r"student: seed 1, example 250: sums to 1\.\d+, not 1"):
        kdaudit.measure(teacher, student, labels=labels)
