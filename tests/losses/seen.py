"""Losses that were looked at while the questions were tuned: wrong ones first, then right but unusual ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import log_softmax, logsumexp, rel_entr, softmax, xlogy

from examples import losses
from tests.losses.case import Case

MASK, LABELS = {"mask": "mask"}, {"labels": "labels"}


def both(student: Any, teacher: Any) -> tuple[Any, Any]:
    return log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)


def kl(t: Any, s: Any) -> Any:
    return (np.exp(t) * (t - s)).sum(axis=-1)


def probabilities_as_logs(student, teacher):
    """A student's probabilities where its log-probabilities belong."""
    t = log_softmax(teacher, axis=-1)
    return kl(t, softmax(student, axis=-1)).mean()


def log_of_softmax(student, teacher):
    """The logarithm of a softmax that has underflowed."""
    with np.errstate(all="ignore"):
        s, t = softmax(student, axis=-1), softmax(teacher, axis=-1)
        return (t * (np.log(t) - np.log(s))).sum(axis=-1).mean()


def exp_without_shift(student, teacher):
    """Exponentials of logits as they are."""
    with np.errstate(all="ignore"):
        s, t = (np.exp(of) / np.exp(of).sum(axis=-1, keepdims=True) for of in (student, teacher))
    return rel_entr(t, s).sum(axis=-1).mean()


def student_alone_softened(student, teacher, temperature=1.0):
    """The student alone is softened."""
    s, t = log_softmax(student / temperature, axis=-1), log_softmax(teacher, axis=-1)
    return kl(t, s).mean()


def truncated_forward(student, teacher, k=2):
    """The teacher's k likeliest, neither side renormalised."""
    s, t = both(student, teacher)
    likeliest = np.argsort(-t, axis=-1)[..., :k]
    return kl(np.take_along_axis(t, likeliest, axis=-1), np.take_along_axis(s, likeliest, axis=-1)).mean()


def renormalised(student, teacher, k=2):
    """The teacher's k likeliest, both sides renormalised: any mass beyond goes unseen."""
    likeliest = np.argsort(-teacher, axis=-1)[..., :k]
    s, t = (np.take_along_axis(of, likeliest, axis=-1) for of in (student, teacher))
    return kl(*both(s, t)[::-1]).mean()


def wrong_sign(student, teacher):
    """KL with its sign lost."""
    s, t = both(student, teacher)
    return -kl(t, s).mean()


def by_rank(student, teacher):
    """Both sides sorted: classes are matched by rank."""
    s, t = (np.sort(of, axis=-1) for of in both(student, teacher))
    return kl(t, s).mean()


def weighted_by_index(student, teacher):
    """Squared errors weighted by the number of the class."""
    s, t = softmax(student, axis=-1), softmax(teacher, axis=-1)
    return (np.arange(1, s.shape[-1] + 1) * (s - t) ** 2).sum(axis=-1).mean()


def clipped_logits(student, teacher):
    """Logits clipped at ±2 before the softmax."""
    s, t = both(np.clip(student, -2, 2), np.clip(teacher, -2, 2))
    return kl(t, s).mean()


def standardised_over_the_batch(student, teacher):
    """Logits over their standard deviation in the batch: no example stands for itself."""
    s, t = both(student / (1e-6 + student.std()), teacher / (1e-6 + teacher.std()))
    return kl(t, s).mean()


def terms_clamped(student, teacher):
    """Negative terms set to zero: a divergence none the less, since some class has too little unless all are right."""
    s, t = both(student, teacher)
    return np.maximum(np.exp(t) * (t - s), 0.0).sum(axis=-1).mean()


def masked_numerator_only(student, teacher, mask):
    """Padding counts in the sum, and not in the number of tokens."""
    s, t = both(student, teacher)
    return kl(t, s).sum() / mask.sum()


def batch_squared(student, teacher):
    """Divided by the number of examples twice."""
    s, t = both(student, teacher)
    return kl(t, s).mean() / len(student)


def no_minus(student, teacher):
    """Σ t log t − log s, a bracket missing."""
    s, t = both(student, teacher)
    return (np.exp(t) * t - s).sum(axis=-1).mean()


def jumping_skew(student, teacher, alpha=0.1):
    """Skew KL that takes α = 0 for α = 1."""
    s, t = both(student, teacher)
    alpha = alpha or 1.0
    with np.errstate(divide="ignore"):
        return kl(t, np.logaddexp(t + np.log(alpha), s + np.log1p(-alpha))).mean()


def jeffreys(student, teacher):
    s, t = both(student, teacher)
    return (kl(t, s) + kl(s, t)).mean()


def total_variation(student, teacher):
    return np.abs(softmax(student, axis=-1) - softmax(teacher, axis=-1)).sum(axis=-1).mean() / 2


def alpha_divergence(student, teacher, order=0.3):
    s, t = both(student, teacher)
    return ((np.exp(order * t + (1 - order) * s).sum(axis=-1) - 1) / (order * (order - 1))).mean()


def renyi(student, teacher, order=2.0):
    s, t = both(student, teacher)
    return (logsumexp(order * t + (1 - order) * s, axis=-1) / (order - 1)).mean()


def skew(student, teacher, alpha=0.1):
    s, t = both(student, teacher)
    with np.errstate(divide="ignore"):
        return kl(t, np.logaddexp(t + np.log(alpha), s + np.log1p(-alpha))).sum()


def of_log_probabilities(student, teacher):
    """A student's log-probabilities and a teacher's probabilities, as kl_div takes them."""
    return (xlogy(teacher, teacher) - teacher * student).sum(axis=-1).mean()


def centred(student, teacher):
    gap = student - teacher
    return (gap - gap.mean(axis=-1, keepdims=True)) ** 2 @ np.ones(gap.shape[-1])


def by_log_sum_exp(student, teacher, temperature=3.0):
    """Forward KL by hand: t · (v − z)/T + log Σ e^(z/T) − log Σ e^(v/T)."""
    z, v = student / temperature, teacher / temperature
    gap = (softmax(v, axis=-1) * (v - z)).sum(axis=-1)
    return (gap + logsumexp(z, axis=-1) - logsumexp(v, axis=-1)).sum()


def no(*questions: str) -> frozenset[str]:
    return frozenset(questions)


LAWFUL = no()
WRONG = (
    Case(losses.teacher_alone_softened, no("zero_at_match", "least_at_teacher"), "forward KL", {"temperature": 4.0}),
    Case(losses.truncated_reverse_kl, no("nonnegative", "least_at_teacher"), "truncated reverse KL"),
    Case(losses.jensen_shannon_switched, no("continuous"), "Jensen-Shannon divergence"),
    Case(losses.padding_counts, no("masked"), "forward KL", MASK),
    Case(probabilities_as_logs, no("nonnegative", "zero_at_match", "least_at_teacher")),
    Case(log_of_softmax, no("finite"), "forward KL"),
    Case(exp_without_shift, no("finite"), "forward KL"),
    Case(student_alone_softened, no("zero_at_match", "least_at_teacher"), "forward KL", {"temperature": 3.0}),
    Case(truncated_forward, no("nonnegative", "least_at_teacher"), "truncated forward KL"),
    Case(renormalised, no("zero_only_at_match"), "renormalised forward KL"),
    Case(losses.bucketed_kl, no("zero_only_at_match"), "bucketed forward KL"),
    Case(wrong_sign, no("nonnegative", "least_at_teacher")),
    Case(by_rank, no("zero_only_at_match")),
    Case(weighted_by_index, no("order")),
    Case(clipped_logits, no("zero_only_at_match", "shift")),
    Case(standardised_over_the_batch, no("zero_only_at_match", "accumulation")),
    Case(masked_numerator_only, no("masked"), "forward KL", MASK),
    Case(batch_squared, no("accumulation"), "forward KL"),
    Case(no_minus, no("zero_at_match", "least_at_teacher")),
    Case(jumping_skew, no("continuous"), "skew KL"),
)
RIGHT = (
    Case(losses.softened_kl, LAWFUL, "forward KL", {"temperature": 4.0}),
    Case(losses.mean_over_entries, LAWFUL, "forward KL", {"temperature": 4.0}),
    Case(losses.without_t_squared, LAWFUL, "forward KL", {"temperature": 4.0}),
    Case(losses.soft_cross_entropy, LAWFUL, "cross-entropy"),
    Case(losses.reverse_kl, LAWFUL, "reverse KL"),
    Case(losses.jensen_shannon, LAWFUL, "generalised Jensen-Shannon divergence", {"arguments": {"beta": 0.2}}),
    Case(losses.token_mean, LAWFUL, "forward KL", MASK),
    Case(losses.with_labels, LAWFUL, "forward KL", LABELS),
    Case(losses.logit_matching, LAWFUL, "squared error of logits"),
    Case(losses.hellinger, LAWFUL, "squared Hellinger distance"),
    Case(terms_clamped, LAWFUL),
    Case(jeffreys, LAWFUL, "Jeffreys divergence"),
    Case(total_variation, LAWFUL, "total variation"),
    Case(alpha_divergence, LAWFUL, "α-divergence"),
    Case(renyi, LAWFUL, "Rényi divergence"),
    Case(skew, LAWFUL, "skew KL"),
    Case(of_log_probabilities, LAWFUL, "forward KL", {"student": "log-probabilities", "teacher": "probabilities"}),
    Case(centred, LAWFUL, "squared error of centred logits"),
    Case(by_log_sum_exp, LAWFUL, "forward KL"),
)
