"""Schedules reach their ends, and the one of constant speed has no faster stage than the path is long."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.schedules import chords, constant_speed, geometric, kept, linear


@pytest.mark.parametrize("schedule", [linear, geometric])
def test_ends_and_the_middle(schedule):
    at = schedule(2.0, 8.0)
    middle = {linear: 5.0, geometric: 4.0}[schedule]
    assert (at(0.0), at(1.0), at(0.5)) == (2.0, pytest.approx(8.0, rel=1e-14), pytest.approx(middle, rel=1e-14))


@given(st.floats(0.1, 5), st.floats(0.1, 5))
def test_constant_speed(x, y):
    """Along a parabola, whose length is known: ∫ √(x² + 4y²t²) dt."""

    def path(s):
        return np.array([x * s, y * s * s])

    def arc(s):
        return s / 2 * np.hypot(x, 2 * y * s) + x * x / (4 * y) * np.arcsinh(2 * y * s / x)

    at = constant_speed(path, linear(0.0, 1.0))
    shares = np.linspace(0, 1, 41)
    found = np.array([arc(at(t)) for t in shares])
    np.testing.assert_allclose(found, shares * arc(1.0), atol=1e-4 * arc(1.0), rtol=0)
    assert (chords(path, np.linspace(0, 1, 201)) * 200).max() > arc(1.0)


def test_numbers_that_are_left():
    assert kept(10, 2, 4, linear) == [8, 6, 4, 2]
    assert kept(16, 2, 3, geometric) == [8, 4, 2]
    assert kept(12, 3, 4, geometric) == [9, 6, 5, 3]
    assert kept(4, 2, 8, linear) == [3, 2]
    assert kept(5, 1, 1, geometric) == [1]


def test_what_is_no_schedule():
    with pytest.raises(ValueError, match=r"positive ends, got 0\.0"):
        geometric(0.0, 1.0)
    with pytest.raises(ValueError, match="does not move"):
        constant_speed(lambda _: np.zeros(2), linear(0, 1))
    for d, k, stages in ((4, 4, 1), (4, 0, 1), (4, 2, 0)):
        with pytest.raises(ValueError, match="pruning goes from"):
            kept(d, k, stages, linear)
