"""Tails that go on as a power of the rank: found again where they do, and what k and T then need."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.continued import Continued, largest_temperature, least_k
from numerics.partial_access import tail_interval
from numerics.targets import softened
from numerics.top_k import Top, printed

V = 50_000


def zipf(s):
    p = np.arange(1, V + 1.0) ** -s
    return p / p.sum()


@pytest.mark.parametrize("s", [0.8, 1.1, 1.5])
def test_a_power_law_is_found_again(s):
    p = zipf(s)
    found = Continued.of(Top(np.log(p[None, :20]), V))
    np.testing.assert_allclose(found.exponent, s, rtol=0, atol=1e-4)
    for T in (1.0, 2.0, 4.0):
        q = p ** (1 / T) / (p ** (1 / T)).sum()
        for k in (5, 20, 1000):
            assert found.beyond(k, T)[0] == pytest.approx(q[k:].sum(), abs=2e-4)
        exact = V - int((np.cumsum(q[::-1]) <= 0.1).sum())
        assert least_k(found, T, 0.1) == pytest.approx(exact, rel=1e-3)


def test_of_infinitely_many_classes_the_exponent_decides():
    top = Top(np.log(zipf(1.5)[None, :20]), np.inf)
    found = Continued.of(top)
    assert found.beyond(20, 1.0)[0] == pytest.approx(top.mass[0], abs=1e-9)
    assert found.beyond(20, 2.0)[0] == 1  # k^(−s/T), and s/T below 1: their sum is infinite
    assert least_k(found, 2.0, 0.1) is None
    assert least_k(found, 1.0, 0.3) == 6


def test_nothing_left_and_everything_shown():
    top = Top(np.log(np.array([[0.5, 0.3, 0.2]])), 3)
    found = Continued.of(top)
    np.testing.assert_allclose(found.beyond(3, 2.0), 0, rtol=0, atol=0)
    assert found.beyond(1, 1.0)[0] == pytest.approx(0.5, abs=1e-12)
    assert least_k(found, 1.0, 0.25) == 2
    assert largest_temperature(top, 0.01) == pytest.approx(1000, rel=1e-9)


def test_the_largest_temperature_is_where_the_largest_tail_is_the_error():
    top = Top(np.log(zipf(1.5)[None, :20]), V)
    T = largest_temperature(top, 0.5)
    assert float(tail_interval(top, T).high[0]) == pytest.approx(0.5, abs=1e-6)
    assert largest_temperature(Top(np.log(np.full((1, 1), 0.5)), 2), 0.4) is None


def test_rounding_counts_against_the_largest_temperature():
    """What rounded numbers miss is more than the tail: the sum of both is the error."""
    top = printed(np.log([[0.6, 0.2, 0.1, 0.05]]).round(1), 100, 1)
    T = largest_temperature(top, 0.3)
    assert float(softened("power", top, T).missed["renormalised"].total_variation.high[0]) == pytest.approx(
        0.3, abs=1e-6
    )
    assert float(tail_interval(top, T).high[0]) < 0.29
