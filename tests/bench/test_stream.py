"""Measuring files of predictions beside reading them: `make bench`, with 10 × 10,000 × 1,000 in single precision."""

from __future__ import annotations

import numpy as np
import pytest

import kdaudit

SEEDS, EXAMPLES, CLASSES = 10, 10_000, 1_000


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("stream"), np.random.Generator(np.random.PCG64(0))
    names = [folder / "teacher.npy", folder / "student.npy"]
    for name in names:
        p = rng.random((SEEDS, EXAMPLES, CLASSES), dtype=np.float32) + np.float32(1e-3)
        p /= p.sum(axis=-1, keepdims=True, dtype=np.float64)
        np.save(name, p)
    np.save(folder / "labels.npy", rng.integers(0, CLASSES, EXAMPLES))
    return *names, folder / "labels.npy"


def plain(teacher, student, labels):
    """A pass over both that only sums them, and the labels."""
    return sum(float(np.load(name, mmap_mode="r").sum()) for name in (teacher, student, labels))


def squared(teacher, student, labels):
    return kdaudit.measure(teacher, student, labels=labels)


def kl(teacher, student, labels):
    return kdaudit.measure(teacher, student, labels=labels, loss="kl")


@pytest.mark.parametrize("run", [plain, squared, kl], ids=lambda f: f.__name__)
def test_stream(benchmark, files, run):
    found = benchmark.pedantic(run, files, rounds=3, warmup_rounds=1)
    if run is plain:  # it has read all: every row sums to one
        labels = float(np.load(files[2]).sum())
        within = 1e-9  # sums by pairs, in single precision; seen: 1e-12
        assert found - labels == pytest.approx(2 * SEEDS * EXAMPLES, rel=within)
    else:
        assert min(found.teacher.risk, found.student.risk) > 0
