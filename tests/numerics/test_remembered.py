"""Answers are kept while one claim is checked, for arguments that hold the same, and nowhere else."""

from __future__ import annotations

from threading import Lock

import numpy as np
import pytest

from numerics.remembered import MOST, remembered, remembering

CALLS: list[object] = []
LOCK = Lock()


@remembered
def called(value, **more):
    CALLS.append(value)
    return value


@pytest.fixture(autouse=True)
def _none_yet():
    CALLS.clear()
    with remembering("nothing"):
        pass


def of(factor, array):
    def inner(x):
        return factor * x + array.sum()

    return inner


def test_outside_nothing_is_kept():
    assert [called(1), called(1)] == [1, 1]
    assert len(CALLS) == 2


def test_the_same_is_asked_once():
    with remembering("a"):
        first = called(of(2, np.arange(3.0)))
        again = called(of(2, np.arange(3.0)))
    assert first is again
    assert len(CALLS) == 1
    with remembering("a"):
        assert called(of(2, np.arange(3.0))) is first
    assert len(CALLS) == 1


@pytest.mark.parametrize(
    "other",
    [of(3, np.arange(3.0)), of(2, np.arange(4.0)), of(2, np.arange(3)), of(2, np.arange(3.0) + 1e-16), lambda x: 2 * x],
    ids=["another factor", "a longer array", "other numbers", "a last digit", "another function"],
)
def test_what_differs_is_asked_again(other):
    with remembering("a"):
        called(of(2, np.arange(3.0)))
        called(other)
    assert len(CALLS) == 2


def test_a_generator_is_told_by_its_state():
    rng = np.random.Generator(np.random.PCG64(0))
    with remembering("a"):
        called(rng)
        rng.random()
        called(rng)
    assert len(CALLS) == 2


def test_another_subject_forgets():
    with remembering("a"):
        called(1)
    with remembering("b"):
        called(1)
    with remembering("a"):
        called(1)
    assert len(CALLS) == 3


def test_what_cannot_be_written_is_not_kept():
    with remembering("a"):
        called(1, lock=LOCK)
        called(1, lock=LOCK)
    assert len(CALLS) == 2


def test_an_exception_is_no_answer():
    @remembered
    def fails():
        CALLS.append(None)
        raise ValueError("no answer")

    with remembering("a"):
        for _ in range(2):
            with pytest.raises(ValueError, match="no answer"):
                fails()
    assert len(CALLS) == 2


def test_the_oldest_goes_first():
    with remembering("a"):
        for number in range(MOST + 1):
            called(number)
        called(MOST)
        called(0)
    assert len(CALLS) == MOST + 2
