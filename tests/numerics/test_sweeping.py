"""A search looks at everything, unless any violation will do."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.enough import until_violated
from numerics.registry import operator
from numerics.sweeping import Worst, sweep, worst_of
from proofs_checks import axiom_table

LAWS = [np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([[0.2, 0.8]])]
SEEN: list[tuple[int, float]] = []


def measure(p, T):
    SEEN.append((len(p), T))
    return p[:, 0] * T - 1


def looked_at(enough):
    SEEN.clear()
    with until_violated(enough):
        return sweep(measure, LAWS, (1.0, 2.0, 3.0)), len(SEEN)


def test_everything_is_looked_at():
    found, calls = looked_at(False)
    assert (found.excess, found.T, found.examples, calls) == (pytest.approx(1.7, rel=1e-15), 3.0, 9, 6)


def test_the_first_violation_is_enough():
    found, calls = looked_at(True)
    assert (found.excess, found.p, found.T, calls) == (pytest.approx(0.8, rel=1e-15), (0.9, 0.1), 2.0, 2)


def test_without_a_violation_nothing_is_left_out():
    with until_violated():
        found = sweep(measure, LAWS, (0.5, 1.0))
    assert found.excess < 0
    assert found.examples == 6


def some(*excesses):
    for excess in excesses:
        SEEN.append((0, excess))
        yield Worst(excess, (), 1.0, 1)


@pytest.mark.parametrize(("enough", "worst", "looked"), [(False, 3.0, 4), (True, 1.0, 2)])
def test_the_worst_of_several(enough, worst, looked):
    SEEN.clear()
    with until_violated(enough):
        assert worst_of(some(-1.0, 1.0, 3.0, 2.0)).excess == worst
    assert len(SEEN) == looked


def test_of_equal_ones_the_first_and_of_none_nothing():
    assert worst_of([Worst(1.0, (), 1.0, 1), Worst(1.0, (), 2.0, 1)]).T == 1.0
    with pytest.raises(ValueError, match="nothing was looked at"):
        worst_of([])


def test_the_table_is_whole_whoever_asks_first():
    axiom_table.worst.cache_clear()
    with until_violated():
        hurried = axiom_table.worst(operator("adaptive"), "identity", 0)
    axiom_table.worst.cache_clear()
    assert hurried == axiom_table.worst(operator("adaptive"), "identity", 0)
