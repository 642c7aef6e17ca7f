"""Each threshold of the questions on losses has a loss just beyond it, which ten times the threshold would let pass."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from kdaudit.loss_audit.calling import Brought
from numerics.losses.investigation import investigate


def logs(student, teacher):
    return log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)


def kl(student, teacher):
    s, t = logs(student, teacher)
    return (np.exp(t) * (t - s)).sum(axis=-1)


def apart(student, teacher):
    return np.abs(softmax(student, axis=-1) - softmax(teacher, axis=-1)).sum(axis=-1) / 2


def weighted(by):
    """Squared errors of probabilities, weighted by the number of the class."""

    def loss(student, teacher):
        gap = softmax(student, axis=-1) - softmax(teacher, axis=-1)
        return ((1 + by * np.arange(gap.shape[-1])) * gap**2).sum(axis=-1).mean()

    return loss


def halved(student, teacher):
    """The same in half precision within."""
    z, v = (of.astype(np.float16).astype(np.float32) for of in (student, teacher))
    return weighted(0.03)(z, v)


def nothing_within(student, teacher):
    """Zero at laws less than 0.2 apart."""
    return np.maximum(apart(student, teacher) - 0.2, 0.0).mean()


def nearly_blind(student, teacher):
    """What the teacher's first two classes have of each other, and next to nothing as soon as laws are apart."""
    likeliest = np.argsort(-teacher, axis=-1)[..., :2]
    s, t = (np.take_along_axis(of, likeliest, axis=-1) for of in (student, teacher))
    return (kl(s, t) + 1e-9 * (apart(student, teacher) > 0.02)).mean()


def jumps(student, teacher, alpha=0.5):
    """A twentieth more at α = 1."""
    return kl(student, teacher).mean() * (1.05 if alpha == 1 else 1.0)


def of_small_weight(student, teacher, alpha=5e-3):
    """Twice as much at α = 1, and α small."""
    return kl(student, teacher).mean() * (2.0 if alpha == 1 else 1.0)


def nearly_a_mean(student, teacher):
    """Divided by a power of the number of examples that is next to one."""
    values = kl(student, teacher)
    return values.sum() / len(values) ** (1 + 5e-6)


def nearly_kl(student, teacher):
    """KL and a little of another divergence."""
    return (kl(student, teacher) + 3e-8 * apart(student, teacher)).mean()


def investigated(loss):
    subject, parameters, _ = Brought(loss, loss.__name__).subject(lambda V, T: None)
    return investigate(subject, (3, 5), parameters, seed=0)


@pytest.mark.parametrize(
    ("loss", "question", "verdict"),
    [
        (weighted(1.5e-6), "order", "refuted"),
        (weighted(3e-13), "order", "inconclusive"),
        (halved, "order", "refuted"),
        (nothing_within, "zero_only_at_match", "refuted"),
        (nearly_blind, "zero_only_at_match", "supported"),
        (jumps, "continuous", "refuted"),
        (of_small_weight, "continuous", "refuted"),
    ],
    ids=["telling", "rounding", "rounding of halves", "far", "nothing", "jump", "tiny"],
)
def test_a_threshold_of_a_question(loss, question, verdict):
    assert investigated(loss).questions[question].verdict == verdict


def test_what_is_nearly_a_mean_is_none():
    assert investigated(nearly_a_mean).reduction.examples == "other"


def test_what_is_nearly_a_divergence_has_no_name():
    assert investigated(nearly_kl).family is None
