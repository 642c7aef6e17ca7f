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
    T = temperature(F, log_T)
    excess = axioms.ranking(F, F.allowance, strict=F.strict_from <= T)(laws(seed, V), T).max()
    target(float(excess))
    assert excess <= 0


@every_operator
@given(seeds, sizes, log_temperatures)
def test_entropy_rises_with_temperature(F, seed, V, log_T):
    excess = axioms.entropy_monotone(F, F.allowance)(laws(seed, V), temperature(F, log_T)).max()
    target(float(excess))
    assert excess <= 0


@every_operator
@given(seeds, sizes)
def test_identity(F, seed, V):
    assert axioms.identity(F, F.allowance)(laws(seed, V), 1.0).max() <= 0


@every_operator
@given(seeds, sizes, st.floats(-1, 6), st.floats(1, 3))
def test_nothing_jumps(F, seed, V, log_T, heat):
    """On the way between laws with entries of at least 1/(10 V), and from T to heat · T."""
    p = 0.9 * laws(seed, V) + 0.1 / V
    excess = axioms.jump(F, heat=heat)(p, temperature(F, log_T)).max()
    target(float(excess))
    assert excess <= 0


@every_operator
@given(seeds, sizes)
def test_boundary(F, seed, V):
    """Both limits, on laws with entries of at least 1/(10 V); with zeros where the family is declared closed."""
    p = laws(seed, V) if F.closed else 0.9 * laws(seed, V) + 0.1 / V
    assert axioms.boundary(F, F.coldest)(p, 1.0).max() <= 0


@every_operator
@given(seeds, st.integers(2, 50), log_temperatures)
def test_classes_have_no_names(F, seed, V, log_T):
    p, T = laws(seed, V), temperature(F, log_T)
    shuffled = np.random.Generator(np.random.PCG64(seed)).permutation(V)
    q = F(p, T)
    assert (np.abs(F(p[:, shuffled], T) - q[:, shuffled]) <= 2 * F.allowance(p, T, q)[:, shuffled]).all()


@every_operator
@given(seeds, sizes, log_temperatures)
def test_ties_stay_ties(F, seed, V, log_T):
    p = laws(seed, V)
    p[:, :2] = p[:, :2].mean(axis=-1, keepdims=True)
    q = F(p, temperature(F, log_T))
    assert (q[:, 0] == q[:, 1]).all()


@every_operator
@given(seeds, sizes, st.floats(-1, 2), st.floats(-1, 2))
@example(0, 3, np.log10(2), np.log10(0.5))
@example(0, 2, 1.0, -1.0)
def test_two_steps_are_one_where_it_is_declared_and_nowhere_else(F, seed, V, log_S, log_T):
    """Where it is not declared, some law of the ten shows it, unless S or T is next to 1."""
    S, T = temperature(F, log_S), temperature(F, log_T)
    p = 0.9 * laws(seed, V) + 0.1 / V
    first = F(p, T)
    off = np.abs(F(first, S) - F(p, S * T)).max(axis=-1)
    if F.composes(S, T):
        assert (off <= 1e-12 + magnified(F, first, F.allowance(p, T, first), S)).all()
    elif min(abs(log_S), abs(log_T)) > 0.3 and V == 3 and F.strict_from == 0:
        assert off.max() > 1e-9


def magnified(F, q, error, S):
    """What F_S makes, at most, of errors of the entries of q: of each in turn, made up for by the largest entry."""
    V, top = q.shape[-1], q.argmax(axis=-1)[:, None]
    largest = np.take_along_axis(q, top, axis=-1)
    moved = np.stack([np.broadcast_to(q, (V, *q.shape))] * 2)
    for c in range(V):
        for one, side in zip(moved[:, c], (1, -1), strict=True):
            one[:, c] = np.maximum(q[:, c] + side * error[:, c], 0)
            change = largest + q[:, [c]] - one[:, [c]]
            np.put_along_axis(one, top, np.where(top == c, largest, change), axis=-1)
    return np.abs(F(moved, S) - F(q, S)).max(axis=-1).sum(axis=(0, 1))


@pytest.mark.parametrize("name", ["power", "mixing"])
@given(seeds, sizes, log_temperatures, log_temperatures)
def test_semigroup_to_a_few_ulps(name, seed, V, log_S, log_T):
    F = operators()[name]
    excess = axioms.semigroup(F, temperature(F, log_S))(laws(seed, V), temperature(F, log_T)).max()
    assert excess <= 0


def test_truncation_is_not_undone():
    F = operators()["tsallis:2"]
    p = np.array([0.7, 0.2, 0.1])
    assert not F.composes(2.0, 0.5)
    np.testing.assert_allclose(F(F(p, 0.5), 2.0), [2 / 3, 1 / 6, 1 / 6], rtol=1e-15)
    np.testing.assert_allclose(F(p, 1.0), p, rtol=1e-15)


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
