"""Over root seeds the z-scores of true comparisons are normal, and no seed refutes what is true."""

from __future__ import annotations

from math import sqrt

from scipy.stats import chi2, kstest, norm

from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS

SEEDS = 10


def test_scores_over_seeds_are_normal():
    legs = [leg for file in map(load, OURS.ids) for leg in file.legs if leg.method == "monte_carlo"]
    found = [leg(seed=seed) for leg in legs for seed in range(SEEDS)]
    assert {evidence.outcome for evidence in found} == {"supports"}
    z = [evidence.figures["z"] for evidence in found]
    assert len(z) == SEEDS * len(legs) > 300
    assert normal(z)  # of seeds that are given
    assert not normal([1.2 * score for score in z])  # errors of two thirds of the variance would show,
    assert not normal([score + 0.3 for score in z])  # and a bias of 0.3 errors


def normal(z):
    """Whether neither shape nor scale nor place are those of one sample in a thousand."""
    square, total = chi2(len(z)).cdf(sum(score**2 for score in z)), norm.cdf(sum(z) / sqrt(len(z)))
    return kstest(z, norm.cdf).pvalue > 1e-3 and all(5e-4 < level < 1 - 5e-4 for level in (square, total))
