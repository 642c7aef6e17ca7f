"""A softmax student beside scikit-learn's LogisticRegression on the same weighted problem: `make bench`."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from numerics.students import softmax_students

N, D, V = 10_000, 50, 10


def problem():
    rng = np.random.default_rng(0)
    features = np.hstack([np.ones((N, 1)), rng.standard_normal((N, D - 1))])
    scores = features @ rng.standard_normal((D, V)) / 4 + rng.standard_normal((N, V))
    return features, softmax(scores, axis=-1)


def by_sklearn(features, q, solver):
    """Each example V times, once with each label, weighted by its target; no penalty."""
    linear = pytest.importorskip("sklearn.linear_model")
    model = linear.LogisticRegression(C=np.inf, fit_intercept=False, solver=solver, tol=1e-10, max_iter=2000)
    model.fit(np.repeat(features, V, axis=0), np.tile(np.arange(V), N), sample_weight=q.ravel())
    return model.coef_


def gradient(features, q, W):
    return np.linalg.norm((softmax(features @ W.T, axis=-1) - q).T @ features) / N


@pytest.mark.filterwarnings("ignore")  # sklearn's solvers say where they stop short
def test_a_softmax_student_beside_sklearn(benchmark):
    features, q = problem()
    found = benchmark.pedantic(softmax_students, (features, q), {"tolerance": 1e-10}, rounds=3)
    ours = benchmark.stats.stats.min

    def loss(W):
        return -(q * log_softmax(features @ W.T, axis=-1)).sum(axis=-1).mean()

    assert gradient(features, q, found.weights) < 1e-10
    assert ours < 10
    print(f"\n  ours: {ours:.2f} s, gradient {gradient(features, q, found.weights):.1e}, {found.steps} steps")  # noqa: T201
    for solver in ("lbfgs", "newton-cg"):
        start = time.perf_counter()
        W = by_sklearn(features, q, solver)
        seconds = time.perf_counter() - start
        assert loss(found.weights) <= loss(W) + 1e-14
        print(f"  sklearn {solver}: {seconds / ours:.1f} times ours, gradient {gradient(features, q, W):.1e}")  # noqa: T201
