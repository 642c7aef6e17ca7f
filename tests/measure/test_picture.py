"""The picture of a measurement shows its numbers."""

from __future__ import annotations

import numpy as np
import pytest

import kdaudit
from figures.measured import draw
from kdaudit.predictions import measure as measuring

RNG = np.random.default_rng(3)
TEACHER, STUDENT = (RNG.dirichlet(np.ones(3), (4, 60)) for _ in range(2))
TARGET = RNG.dirichlet(np.ones(3), 60)


def bars(axes):
    return [patch.get_height() for patch in axes.patches]


def test_bars_add_up_to_the_risks_and_shares_to_the_difference():
    found = kdaudit.measure(TEACHER, STUDENT, target=TARGET, operator="power", temperature=2.0)
    parts, gap, where, trust = draw(measuring._panels(found)).axes
    heights = bars(parts)
    assert sum(heights[:2]) == pytest.approx(found.teacher.risk, rel=1e-12)
    assert sum(heights[2:]) == pytest.approx(found.student.risk, rel=1e-12)
    assert sum(bars(where)) == pytest.approx(found.difference, rel=1e-9)
    low, high = (gap.collections[0].get_segments()[0][end][1] for end in (0, 1))
    assert (low, high) == pytest.approx((found.interval.low, found.interval.high), rel=1e-12)
    errors = [c.expected_error for side in (found.teacher, found.student) for c in side.calibration]
    assert [patch.get_width() for patch in trust.patches] == errors


def test_one_seed_is_drawn_as_a_risk(tmp_path):
    found = kdaudit.measure(TEACHER[:1], STUDENT[:1], labels=TARGET.argmax(axis=-1), plot=tmp_path / "a.png")
    assert set(measuring._panels(found).parts["teacher"]) == {"risk"}
    kdaudit.measure(TEACHER[:1], STUDENT[:1], labels=TARGET.argmax(axis=-1), plot=tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
