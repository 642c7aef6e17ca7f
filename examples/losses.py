"""Fifteen distillation losses as toolkits write them, in NumPy: five of them are wrong.

    kdaudit loss examples/losses.py:softened_kl --temperature 4

Each takes a student and a teacher, logits of shape (..., V), and further arguments by name.
"""

import numpy as np
from scipy.special import log_softmax, softmax, xlogy


def softened_kl(student, teacher, temperature=1.0):
    """KL(teacher‖student) of both sides softened, times T², a mean over examples: the textbook's."""
    s, t = log_softmax(student / temperature, axis=-1), log_softmax(teacher / temperature, axis=-1)
    return temperature**2 * (np.exp(t) * (t - s)).sum(axis=-1).mean()


def mean_over_entries(student, teacher, temperature=1.0):
    """Wrong: a mean over all entries divides by the number of classes too."""
    s, t = log_softmax(student / temperature, axis=-1), log_softmax(teacher / temperature, axis=-1)
    return temperature**2 * (np.exp(t) * (t - s)).mean()


def without_t_squared(student, teacher, temperature=1.0):
    """KL of both sides softened, its gradient left to shrink as 1/T²."""
    return softened_kl(student, teacher, temperature) / temperature**2


def teacher_alone_softened(student, teacher, temperature=1.0):
    """Wrong: the student is not softened, and learns the softened teacher itself."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher / temperature, axis=-1)
    return (np.exp(t) * (t - s)).sum(axis=-1).mean()


def soft_cross_entropy(student, teacher, temperature=1.0):
    """Cross-entropy against softened targets: KL and the teacher's entropy."""
    s, t = log_softmax(student / temperature, axis=-1), softmax(teacher / temperature, axis=-1)
    return -(t * s).sum(axis=-1).mean()


def reverse_kl(student, teacher):
    """KL(student‖teacher), a value for each example."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return (np.exp(s) * (s - t)).sum(axis=-1)


def truncated_reverse_kl(student, teacher, k=2):
    """Wrong: over the teacher's k likeliest classes alone it falls below zero."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    likeliest = np.argsort(-t, axis=-1)[..., :k]
    s, t = np.take_along_axis(s, likeliest, axis=-1), np.take_along_axis(t, likeliest, axis=-1)
    return (np.exp(s) * (s - t)).sum(axis=-1).mean()


def bucketed_kl(student, teacher, k=2):
    """The teacher's k likeliest classes, and one for all others."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    likeliest = np.argsort(-t, axis=-1)[..., :k]
    s, t = np.take_along_axis(s, likeliest, axis=-1), np.take_along_axis(t, likeliest, axis=-1)
    left, rest = 1 - np.exp(t).sum(axis=-1), 1 - np.exp(s).sum(axis=-1)
    tail = xlogy(left, left) - xlogy(left, np.maximum(rest, 1e-300))
    return ((np.exp(t) * (t - s)).sum(axis=-1) + tail).mean()


def jensen_shannon(student, teacher, beta=0.5):
    """Generalised Jensen-Shannon: zero at both ends of β, as its limits are."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    with np.errstate(divide="ignore"):
        m = np.logaddexp(t + np.log(beta), s + np.log1p(-beta))
    return (beta * (np.exp(t) * (t - m)).sum(axis=-1) + (1 - beta) * (np.exp(s) * (s - m)).sum(axis=-1)).mean()


def jensen_shannon_switched(student, teacher, beta=0.5):
    """Wrong: KL at the ends of β, where the loss next to them is near zero."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    if beta == 0:
        return (np.exp(t) * (t - s)).sum(axis=-1).mean()
    if beta == 1:
        return (np.exp(s) * (s - t)).sum(axis=-1).mean()
    return jensen_shannon(student, teacher, beta)


def padding_counts(student, teacher, mask):
    """Wrong: a mean over all tokens, those of padding included, though these are set to zero."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return ((np.exp(t) * (t - s)).sum(axis=-1) * mask).mean()


def token_mean(student, teacher, mask):
    """KL, a mean over the tokens that count."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return ((np.exp(t) * (t - s)).sum(axis=-1) * mask).sum() / mask.sum()


def with_labels(student, teacher, labels, alpha=0.7, temperature=2.0):
    """α T² KL of softened sides, and 1 − α times the cross-entropy of labels."""
    own = np.take_along_axis(log_softmax(student, axis=-1), labels[..., None], axis=-1)[..., 0]
    return alpha * softened_kl(student, teacher, temperature) - (1 - alpha) * own.mean()


def logit_matching(student, teacher):
    """Squared error of logits, a mean over all entries."""
    return ((student - teacher) ** 2).mean()


def hellinger(student, teacher):
    """Squared Hellinger distance, a sum over examples."""
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return ((np.exp(s / 2) - np.exp(t / 2)) ** 2).sum() / 2
