"""What other people's libraries for differential privacy say of the same draws."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.operators.mixing import mixing
from numerics.privacy import mixing_epsilon


def test_an_accountant_composes_draws_as_we_do():
    """n draws under mixing cost n times ε, neighbours being any two teachers: vertices are the worst."""
    pld = pytest.importorskip("dp_accounting.pld.privacy_loss_distribution")
    V, T = 10, 6.0
    sure, other = (mixing(np.eye(V)[c], T) for c in (0, 1))
    found = pld.from_two_probability_mass_functions(
        dict(enumerate(np.log(other))), dict(enumerate(np.log(sure))), value_discretization_interval=1e-3
    )
    for n in (1, 3):
        composed = found.self_compose(n)  # on a grid of 0.001, rounded up
        assert composed.get_epsilon_for_delta(1e-12) == pytest.approx(n * mixing_epsilon(V, T), rel=1e-3)


def test_the_neighbouring_relation_decides():
    accounting = pytest.importorskip("dp_accounting")
    epsilons = []
    for relation in ("ADD_OR_REMOVE_ONE", "REPLACE_ONE"):
        accountant = accounting.pld.PLDAccountant(getattr(accounting.NeighboringRelation, relation))
        accountant.compose(accounting.GaussianDpEvent(1.0))
        epsilons.append(accountant.get_epsilon(1e-5))
    assert epsilons == [pytest.approx(4.38, abs=0.005), pytest.approx(9.997, abs=0.0005)]


def test_a_noisy_maximum_is_no_draw_from_softmax():
    dp = pytest.importorskip("opendp.prelude")
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.linf_distance(T=int)
    choose = dp.m.make_noisy_max(*space, dp.max_divergence(), scale=1.0)
    draws = 20_000
    share = sum(choose([1, 0]) == 0 for _ in range(draws)) / draws
    error = np.sqrt(0.25 / draws)
    assert abs(share - (1 - np.exp(-1) / 2)) < 5 * error  # 0.816; its noise is the library's own, and has no seed
    assert abs(share - 1 / (1 + np.exp(-1))) > 15 * error  # 0.731
