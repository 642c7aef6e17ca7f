"""The data of the figures on operators are what their titles say."""

from __future__ import annotations

import numpy as np
import pytest

from figures import operators_axioms, operators_lipschitz, operators_lorenz, operators_paths
from numerics.operator import AXIOMS, Operator
from numerics.registry import non_operators, operators
from numerics.simplex import entropy
from numerics.teachers.digits import digits


def test_paths_pass_their_teachers_and_end_in_the_middle():
    data = operators_paths.data()
    assert set(data.paths) == set(operators_paths.FAMILIES)
    for name, laws in data.paths.items():
        assert laws.shape[0] == len(data.teachers)
        np.testing.assert_allclose(laws.sum(axis=-1), 1, rtol=0, atol=1e-14)  # a root found to a few ulp
        for teacher, path in zip(data.teachers, laws, strict=True):
            nearest = np.abs(path - teacher).max(axis=-1).min()
            assert nearest <= 0.01, "a path on 241 temperatures comes by T = 1"
            assert (np.diff(entropy(path)) >= -1e-12).all()
            assert np.abs(path[-1] - 1 / 3).max() <= (0.1 if name == "tsallis:0" else 0.01)


def test_the_corners_of_the_plane():
    side = np.linalg.norm(np.diff(operators_paths.plane(np.eye(3)), axis=0), axis=-1)
    np.testing.assert_allclose(side, 1, rtol=1e-14)
    np.testing.assert_allclose(operators_paths.plane(np.full(3, 1 / 3)), [0.5, np.sqrt(3) / 6], rtol=1e-14)


def test_lorenz_curves_are_sums_of_the_largest_and_never_cross():
    data = operators_lorenz.data()
    p = digits().probabilities[data.row]
    for curves in data.curves.values():
        np.testing.assert_allclose(
            curves[0], [0, *np.cumsum(sorted(p, reverse=True))], atol=1e-14, rtol=0
        )  # sums of ten
        np.testing.assert_allclose(curves[:, -1], 1, rtol=0, atol=1e-14)  # likewise
        assert (np.diff(curves, axis=0) <= 1e-12).all()
    np.testing.assert_allclose(data.curves["mixing"][2, 1], p.max() / 3 + (2 / 3) / 10, rtol=4e-15)  # a few roundings


def test_the_table_breaks_what_is_declared_and_nothing_else():
    data = operators_axioms.data()
    maps = {**operators(), **non_operators()}
    assert data.names == tuple(maps)
    assert data.operators == len(operators())
    for name, row in zip(data.names, data.violations, strict=True):
        assert {a for a, excess in zip(AXIOMS, row, strict=True) if excess > 0} == set(maps[name].breaks), name
    texts = [text.get_text() for text in operators_axioms.draw(data).axes[0].texts]
    assert len(texts) == sum(len(F.breaks) for F in maps.values() if isinstance(F, Operator))


def test_slopes_are_the_sharp_constants_and_blow_up():
    data = operators_lipschitz.data()
    for T, constants in data.constants.items():
        # a chord of step 1e-6 has a slope that differs from the tangent's by that
        np.testing.assert_allclose(data.measured[T], constants, rtol=1e-6)
        assert constants[-1] == pytest.approx(1 / T, rel=4e-15)
        assert (np.diff(constants) < 0).all()
    at = int(np.argmin(np.abs(data.floors - 1e-6)))
    root = np.sqrt(data.floors[at] / (1 - data.floors[at]))
    assert data.constants[2.0][at] == pytest.approx(
        root / (1 + root) ** 2 / (2 * data.floors[at] * (1 - data.floors[at])),
        rel=1e-14,
    )
