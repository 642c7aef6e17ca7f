"""A teacher trained here: a logistic regression on handwritten digits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from numerics.simplex import Array


@dataclass(frozen=True)
class Predictions:
    """Rows of a teacher: `logits` and `probabilities`, both of shape (examples, classes)."""

    name: str
    logits: Array
    probabilities: Array


@cache
def digits() -> Predictions:
    """A logistic regression on scikit-learn's digits: 10 classes, the 898 images held out of training.

    Trained on every second image, so there is no chance in it, and on one thread, so that its bits do not
    depend on how many there are. Raises ImportError without scikit-learn
    (extra `realdata`). The smallest probability is 2e-7.
    """
    from sklearn.datasets import load_digits  # noqa: PLC0415 - optional
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    images, labels = load_digits(return_X_y=True)
    held_out = images[1::2] / 16
    with threadpool_limits(1):
        model = LogisticRegression(solver="newton-cg", tol=1e-8).fit(images[::2] / 16, labels[::2])
        return Predictions("digits", model.decision_function(held_out), model.predict_proba(held_out))
