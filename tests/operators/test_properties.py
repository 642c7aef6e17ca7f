"""The axioms as properties of every registered operator, over its whole domain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, target
from hypothesis import strategies as st

from numerics import axioms
from numerics.chance import stream
from numerics.laws import adversarial
from numerics.registry import operators

OPERATORS = list(operators().values())
every_operator = pytest.mark.parametrize("F", OPERATORS, ids=lambda F: F.name)
seeds = st.integers(0, 2**32 - 1)
sizes = st.sampled_from([2, 3, 4, 7, 20, 300])
log_temperatures = st.floats(-3, 6)


def laws(seed, V, faces=True):
    return adversarial(stream(seed, "properties", V), 10, V, faces=faces)


def temperature(F, log_T):
    """10^log_T, reflected into the domain."""
    T = 10.0**log_T
    return T if F.coldest < T or (F.coldest_included and F.coldest == T) else 10.0 ** abs(log_T)


@every_operator
@given(seeds, sizes, log_temperatures)
@example(0, 1000, -3.0)
@example(0, 1000, 6.0)
def test_lands_on_the_simplex(F, seed, V, log_T):
    q = F(laws(seed, V), temperature(F, log_T))
    assert np.isfinite(q).all()
    assert (q >= 0).all()
    assert np.abs(q.sum(axis=-1) - 1).max() <= 1e-14 * np.sqrt(V)


@every_operator
@given(seeds, sizes, log_temperatures)
def test_ranking(F, seed, V, log_T):
    excess = axioms.ranking(F)(laws(seed, V), temperature(F, log_T)).max()
    target(float(excess))
    assert excess <= 0


@every_operator
@given(seeds, sizes, log_temperatures)
def test_entropy_rises_with_temperature(F, seed, V, log_T):
    excess = axioms.entropy_monotone(F)(laws(seed, V), temperature(F, log_T)).max()
    target(float(excess))
    assert excess <= 0


@every_operator
@given(seeds, sizes)
def test_identity(F, seed, V):
    assert axioms.identity(F)(laws(seed, V), 1.0).max() <= 0


@every_operator
@given(seeds, st.integers(2, 50), log_temperatures)
def test_classes_have_no_names(F, seed, V, log_T):
    p, T = laws(seed, V), temperature(F, log_T)
    shuffled = np.random.Generator(np.random.PCG64(seed)).permutation(V)
    np.testing.assert_allclose(F(p[:, shuffled], T), F(p, T)[:, shuffled], rtol=1e-12, atol=1e-300)


@every_operator
@given(seeds, sizes, log_temperatures)
def test_ties_stay_ties(F, seed, V, log_T):
    p = laws(seed, V)
    p[:, :2] = p[:, :2].mean(axis=-1, keepdims=True)
    q = F(p, temperature(F, log_T))
    assert (q[:, 0] == q[:, 1]).all()


@every_operator
@given(seeds, sizes, log_temperatures, log_temperatures)
def test_semigroup(F, seed, V, log_S, log_T):
    assume(F.semigroup)
    excess = axioms.semigroup(F, temperature(F, log_S))(laws(seed, V), temperature(F, log_T)).max()
    assert excess <= 0


@every_operator
@given(seeds, sizes, log_temperatures, st.floats(0, 1))
def test_affine_operators_and_only_they_keep_mixtures(F, seed, V, log_T, weight):
    p, T = laws(seed, V), temperature(F, log_T)
    mixed = weight * p + (1 - weight) * p[::-1]
    gap = np.abs(F(mixed, T) - weight * F(p, T) - (1 - weight) * F(p[::-1], T)).max()
    assert not F.affine or gap <= 1e-14


def test_power_is_not_affine():
    p = np.array([[0.9, 0.1], [0.1, 0.9]])
    F = operators()["power"]
    assert not F.affine
    assert np.abs(F(p.mean(axis=0), 2.0) - F(p, 2.0).mean(axis=0)).max() < 1e-15  # symmetric: no difference
    assert np.abs(F(0.25 * p[0] + 0.75 * p[1], 2.0) - 0.25 * F(p, 2.0)[0] - 0.75 * F(p, 2.0)[1]).max() > 0.01


@every_operator
@given(seeds, st.integers(3, 30), log_temperatures)
def test_those_that_commute_with_conditioning(F, seed, V, log_T):
    p, T = laws(seed, V, faces=False), temperature(F, log_T)
    kept = p[:, : V // 2 + 1]
    total = kept.sum(axis=-1, keepdims=True)
    assume((total > 1e-250).all())
    q = F(p, T)[:, : V // 2 + 1]
    assume((q.max(axis=-1) > 1e-250).all())
    gap = np.abs(F(kept / total, T) - q / q.sum(axis=-1, keepdims=True)).max()
    assert not F.commutes_with_conditioning or gap <= 1e-9


def test_mixing_does_not_commute_with_conditioning():
    F = operators()["mixing"]
    p = np.array([0.6, 0.3, 0.1])
    q = F(p, 2.0)[:2]
    assert not F.commutes_with_conditioning
    assert np.abs(F(p[:2] / p[:2].sum(), 2.0) - q / q.sum()).max() > 0.01


def test_power_scales_hilberts_metric():
    p = laws(1, 5, faces=False)
    r = laws(2, 5, faces=False)
    F = operators()["power"]

    def distance(a, b):
        ratios = np.log(a) - np.log(b)
        return np.ptp(ratios, axis=-1)

    np.testing.assert_allclose(distance(F(p, 50.0), F(r, 50.0)), distance(p, r) / 50, rtol=1e-11, atol=1e-13)
