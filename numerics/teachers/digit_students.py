"""Students of the digits teacher: linear, on few images, from all pixels or from those of the largest weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from numerics.chance import stream
from numerics.operators.power import power
from numerics.simplex import Array

RIDGE = 1e-3  # of the mean loss, on weights but not on levels: without it weights grow without end


@dataclass(frozen=True)
class Students:
    """Predictions for held-out images by students trained on several subsets of images.

    `target`, shape (examples, 10), is the teacher's; `dense` and, by how many pixels are kept, `sparse` have shape
    (subsets, examples, 10). The student number s of each was trained on the same subset.
    """

    target: Array
    dense: Array
    sparse: dict[int, Array]


def digit_students(
    size: int,
    subsets: int,
    kept: Sequence[int],
    *,
    temperature: float = 1.0,
    drawn: bool = False,
    beforehand: bool = True,
    seed: int = 0,
) -> Students:
    """Distil scikit-learn's logistic regression on digits into linear students, each from `size` images of its half.

    The teacher is trained on every second image. Students learn, under KL with a ridge, its probabilities for them
    softened by power at `temperature`, or one label `drawn` from each; predictions and `target` are for the other half.
    A sparse student keeps the pixels whose weights have the largest norms: in the teacher, chosen `beforehand`, or in
    the dense student of its subset, as pruning by magnitude does. Raises ImportError without scikit-learn.
    """
    from sklearn.datasets import load_digits  # noqa: PLC0415 - optional
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    images, labels = load_digits(return_X_y=True)
    seen, unseen = images[::2] / 16, images[1::2] / 16
    dense: list[Array] = []
    sparse: dict[int, list[Array]] = {k: [] for k in kept}
    with threadpool_limits(1):
        teacher = LogisticRegression(solver="newton-cg", tol=1e-8).fit(seen, labels[::2])
        soft, target = (power(teacher.predict_proba(x), temperature) for x in (seen, unseen))
        for subset in range(subsets):
            rng = stream(seed, "digit_students", subset)
            rows = rng.choice(len(seen), size, replace=False)
            q = rng.multinomial(1, soft[rows]).astype(np.float64) if drawn else soft[rows]
            weights = fitted(seen[rows], q)
            dense.append(predicted(weights, unseen))
            order = largest(teacher.coef_.T if beforehand else weights[:-1])
            for k in kept:
                pixels = np.sort(order[:k])
                sparse[k].append(predicted(fitted(seen[rows][:, pixels], q), unseen[:, pixels]))
    return Students(target, np.stack(dense), {k: np.stack(rows) for k, rows in sparse.items()})


def largest(weights: Array) -> NDArray[np.intp]:
    """Pixels in order of the norms of their weights, shape (pixels, V), the largest first."""
    return np.argsort(-np.linalg.norm(weights, axis=1), kind="stable")


def fitted(x: Array, q: Array) -> Array:
    """Weights, shape (d + 1, V), the last of them levels, that minimise mean KL(q‖softmax) with the ridge."""
    features = np.hstack([x, np.ones((len(x), 1))])
    shape = (features.shape[1], q.shape[1])
    penalty = np.full(shape, RIDGE)
    penalty[-1] = 0

    def loss(flat: Array) -> tuple[float, Array]:
        w = flat.reshape(shape)
        log_p = log_softmax(features @ w, axis=1)
        gradient = features.T @ (np.exp(log_p) - q) / len(x) + penalty * w
        return float(-(q * log_p).sum() / len(x) + (penalty * w * w).sum() / 2), gradient.ravel()

    start = np.zeros(shape[0] * shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x.reshape(shape)


def predicted(weights: Array, x: Array) -> Array:
    """Probabilities, shape (examples, V)."""
    return softmax(x @ weights[:-1] + weights[-1], axis=1)
