"""Over root seeds the z-scores of true comparisons are normal, and no seed refutes what is true."""

from __future__ import annotations

from scipy.stats import kstest, norm

from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS

SEEDS = 20


def test_scores_over_seeds_are_normal():
    legs = [leg for file in map(load, OURS.ids) for leg in file.legs if leg.method == "monte_carlo"]
    found = [leg(seed=seed) for leg in legs for seed in range(SEEDS)]
    assert {evidence.outcome for evidence in found} == {"supports"}
    z = [evidence.figures["z"] for evidence in found]
    assert len(z) == SEEDS * len(legs) > 300
    assert kstest(z, norm.cdf).pvalue > 1e-3  # of seeds that are given
    assert kstest([1.4 * score for score in z], norm.cdf).pvalue < 1e-3  # errors of half the variance would show,
    assert kstest([score + 0.3 for score in z], norm.cdf).pvalue < 1e-3  # and a bias of 0.3 errors
