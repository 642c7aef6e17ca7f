"""Right but unusual losses, written by somebody who had not seen the code."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from tests.losses.case import Case
from tests.losses.held_out_parts import Array, case, kl, law, log_law, log_mixture, log_sum, picked


def kl_by_hand(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL as a mean gap of logits plus the difference of their log-partition functions."""
    t = (teacher - teacher.max(axis=-1, keepdims=True)) / temperature
    s = (student - student.max(axis=-1, keepdims=True)) / temperature
    weight = np.exp(t)
    mean_gap = (weight * (t - s)).sum(axis=-1) / weight.sum(axis=-1)
    return temperature**2 * (mean_gap - special.logsumexp(t, axis=-1) + special.logsumexp(s, axis=-1)).mean()


def per_token_reverse_kl(student: Array, teacher: Array) -> Any:
    """Reverse KL, one value per token."""
    log_q = special.log_softmax(student, axis=-1)
    return np.einsum("...v,...v->...", np.exp(log_q), log_q - special.log_softmax(teacher, axis=-1))


def summed_log_input_kl(student: Array, teacher: Array) -> Any:
    """Forward KL between given log-probabilities, summed over the batch."""
    return np.sum(np.exp(teacher) * (teacher - student))


def kl_to_given_probabilities(student: Array, teacher: Array) -> Any:
    """Forward KL to given probabilities, with 0·log 0 = 0."""
    log_p = np.log(np.where(teacher > 0, teacher, 1.0))
    return np.sum(teacher * (log_p - log_law(student)), axis=-1).mean()


def soft_target_cross_entropy(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Cross-entropy of the softened student with the softened teacher as target."""
    return -(temperature**2) * np.sum(law(teacher, temperature) * log_law(student, temperature), axis=-1).mean()


def jeffreys(student: Array, teacher: Array) -> Any:
    """Sum of both KLs, as one product."""
    log_p, log_q = log_law(teacher), log_law(student)
    return np.sum((np.exp(log_p) - np.exp(log_q)) * (log_p - log_q), axis=-1).mean()


def jsd_about_the_mean_logarithm(student: Array, teacher: Array) -> Any:
    """Jensen-Shannon about the unnormalised geometric mean, which is a quarter of Jeffreys."""
    log_p, log_q = log_law(teacher), log_law(student)
    middle = 0.5 * (log_p + log_q)
    return np.mean(0.5 * kl(log_p, middle) + 0.5 * kl(log_q, middle))


def jsd_in_bits(student: Array, teacher: Array) -> Any:
    """Jensen-Shannon in bits, averaged."""
    log_p, log_q = log_law(teacher), log_law(student)
    middle = np.logaddexp(log_p, log_q) - float(np.log(2.0))
    return (0.5 * kl(log_p, middle) + 0.5 * kl(log_q, middle)).mean() / float(np.log(2.0))


def jsd_continuous_at_its_ends(student: Array, teacher: Array, beta: float = 0.7) -> Any:
    """Generalised Jensen-Shannon that is zero at both ends, as its limits are."""
    log_p, log_q = log_law(teacher), log_law(student)
    middle = log_mixture(log_p, log_q, beta)
    return np.sum(beta * kl(log_p, middle) + (1.0 - beta) * kl(log_q, middle))


def rescaled_jsd(student: Array, teacher: Array, beta: float = 0.3) -> Any:
    """Generalised Jensen-Shannon over beta(1 - beta), which runs from forward to reverse KL."""
    log_p, log_q = log_law(teacher), log_law(student)
    if beta <= 0.0:
        return kl(log_p, log_q).mean()
    if beta >= 1.0:
        return kl(log_q, log_p).mean()
    middle = log_mixture(log_p, log_q, beta)
    return np.mean(kl(log_p, middle) / (1.0 - beta) + kl(log_q, middle) / beta)


def jsd_with_crossed_weights(student: Array, teacher: Array, beta: float = 0.3) -> Any:
    """Two KLs to the mixture with each other's weights: forward KL at beta = 0, reverse at 1."""
    log_p, log_q = log_law(teacher), log_law(student)
    middle = log_mixture(log_p, log_q, beta)
    return ((1.0 - beta) * kl(log_p, middle) + beta * kl(log_q, middle)).mean()


def skewed_kl(student: Array, teacher: Array, alpha: float = 0.1) -> Any:
    """KL from the teacher to a student mixed with a share of the teacher."""
    log_p, log_q = log_law(teacher), log_law(student)
    return kl(log_p, log_mixture(log_p, log_q, alpha)).mean()


def alpha_divergence(student: Array, teacher: Array, alpha: float = 0.3) -> Any:
    """Alpha-divergence with the KLs at its ends where its limits are."""
    log_p, log_q = log_law(teacher), log_law(student)
    if alpha <= 0.0:
        return kl(log_q, log_p).mean()
    if alpha >= 1.0:
        return kl(log_p, log_q).mean()
    overlap = log_sum(alpha * log_p + (1.0 - alpha) * log_q)
    return np.mean(-np.expm1(overlap)) / (alpha * (1.0 - alpha))


def renyi(student: Array, teacher: Array, order: float = 0.7) -> Any:
    """Rényi divergence of the teacher from the student, one value per token."""
    log_p, log_q = log_law(teacher), log_law(student)
    if order == 1.0:
        return kl(log_p, log_q)
    return log_sum(order * log_p + (1.0 - order) * log_q) / (order - 1.0)


def squared_hellinger(student: Array, teacher: Array) -> Any:
    """Squared Hellinger distance, averaged."""
    return 0.5 * np.sum((np.exp(0.5 * log_law(teacher)) - np.exp(0.5 * log_law(student))) ** 2, axis=-1).mean()


def total_variation(student: Array, teacher: Array) -> Any:
    """Half the absolute difference of the probabilities, averaged."""
    return 0.5 * np.abs(law(teacher) - law(student)).sum(axis=-1).mean()


def chi_square(student: Array, teacher: Array) -> Any:
    """Chi-square through logarithms: infinite only where its value is beyond the floats."""
    log_p, log_q = log_law(teacher), log_law(student)
    with np.errstate(over="ignore"):
        return np.mean(np.expm1(log_sum(2.0 * log_p - log_q)))


def brier(student: Array, teacher: Array) -> Any:
    """Squared error of the probabilities."""
    return np.sum(np.square(law(student) - law(teacher)), axis=-1).mean()


def log_probability_error(student: Array, teacher: Array) -> Any:
    """Squared error of the log-probabilities, per token."""
    return np.mean((log_law(student) - log_law(teacher)) ** 2, axis=-1)


def logit_error(student: Array, teacher: Array) -> Any:
    """Squared error of the raw logits."""
    return np.mean((student - teacher) ** 2)


def centred_logit_error(student: Array, teacher: Array) -> Any:
    """Squared error of the logits less their means."""
    gap = student - teacher
    gap = gap - gap.mean(axis=-1, keepdims=True)
    return 0.5 * np.sum(gap * gap) / len(gap)


def squared_log_ratio_under_student(student: Array, teacher: Array) -> Any:
    """Half the squared log-ratio, weighted by the student's probabilities."""
    log_q = log_law(student)
    return np.sum(0.5 * np.exp(log_q) * (log_law(teacher) - log_q) ** 2, axis=-1).mean()


def huber_of_log_probabilities(student: Array, teacher: Array) -> Any:
    """Huber loss of the log-probabilities."""
    gap = np.abs(log_law(student) - log_law(teacher))
    near = np.minimum(gap, 1.0)
    return np.sum(0.5 * near**2 + (gap - near), axis=-1).mean()


def cosine_of_probabilities(student: Array, teacher: Array) -> Any:
    """One minus the cosine of the angle between the probability vectors."""
    p, q = law(teacher), law(student)
    lengths = np.linalg.norm(p, axis=-1) * np.linalg.norm(q, axis=-1)
    return np.mean(1.0 - (p * q).sum(axis=-1) / lengths)


def softmax_twice_on_both_kl(student: Array, teacher: Array) -> Any:
    """Forward KL after softmax twice on both sides: flat, and still zero at equal laws only."""
    return kl(log_law(law(teacher)), log_law(law(student))).mean()


def clamped_class_terms_kl(student: Array, teacher: Array) -> Any:
    """The positive class terms of the forward KL: no KL, and still zero at equal laws only."""
    log_p, log_q = log_law(teacher), log_law(student)
    return np.maximum(np.exp(log_p) * (log_p - log_q), 0.0).sum(axis=-1).mean()


def masked_token_mean_kl(student: Array, teacher: Array, mask: Array | None = None, temperature: float = 2.0) -> Any:
    """Softened forward KL averaged over the tokens that count."""
    per_token = temperature**2 * kl(log_law(teacher, temperature), log_law(student, temperature))
    if mask is None:
        return per_token.mean()
    kept = per_token[mask.astype(bool)]
    return kept.sum() / max(kept.size, 1)


def masked_mean_over_mean_jeffreys(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Jeffreys averaged over all positions, over the share of those that count."""
    log_p, log_q = log_law(teacher), log_law(student)
    per_token = kl(log_p, log_q) + kl(log_q, log_p)
    if mask is None:
        return per_token.mean()
    return np.where(mask > 0, per_token, 0.0).mean() / max(float((mask > 0).mean()), 1e-6)


def masked_sum_per_sequence_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Reverse KL summed over the tokens that count, and averaged over the sequences."""
    per_token = kl(log_law(student), log_law(teacher))
    kept = per_token if mask is None else np.where(mask > 0, per_token, 0.0)
    return kept.sum() / len(kept)


def kl_where_labels_count(student: Array, teacher: Array, labels: Array) -> Any:
    """Forward KL averaged over the tokens whose label is not ignored."""
    keep = labels != -100
    per_token = kl(log_law(teacher), log_law(student))
    return np.where(keep, per_token, 0.0).sum() / max(int(keep.sum()), 1)


def mixture_with_labels(
    student: Array, teacher: Array, labels: Array, alpha: float = 0.5, temperature: float = 2.0
) -> Any:
    """Softened forward KL and cross-entropy of the labels, both averaged over the tokens that count."""
    keep = labels != -100
    soft = temperature**2 * kl(log_law(teacher, temperature), log_law(student, temperature))
    hard = -picked(log_law(student), labels)
    return np.where(keep, alpha * soft + (1.0 - alpha) * hard, 0.0).sum() / max(int(keep.sum()), 1)


RIGHT: tuple[Case, ...] = (
    case(kl_by_hand, "", "forward KL", temperature=2.0),
    case(per_token_reverse_kl, "", "reverse KL"),
    case(summed_log_input_kl, "", "forward KL", student="log-probabilities", teacher="log-probabilities"),
    case(kl_to_given_probabilities, "", "forward KL", teacher="probabilities"),
    case(soft_target_cross_entropy, "", "cross-entropy", temperature=2.0),
    case(jeffreys, "", "Jeffreys divergence"),
    case(jsd_about_the_mean_logarithm, "", "Jeffreys divergence"),
    case(jsd_in_bits, "", "Jensen-Shannon divergence"),
    case(jsd_continuous_at_its_ends, "", "generalised Jensen-Shannon divergence"),
    case(rescaled_jsd, "", "generalised Jensen-Shannon divergence"),
    case(jsd_with_crossed_weights),
    case(skewed_kl, "", "skew KL"),
    case(alpha_divergence, "", "α-divergence"),
    case(renyi, "", "Rényi divergence"),
    case(squared_hellinger, "", "squared Hellinger distance"),
    case(total_variation, "", "total variation"),
    case(chi_square, "", "chi-square divergence"),
    case(brier, "", "squared error of probabilities"),
    case(log_probability_error, "", "squared error of log-probabilities"),
    case(logit_error, "", "squared error of logits"),
    case(centred_logit_error, "", "squared error of centred logits"),
    case(squared_log_ratio_under_student),
    case(huber_of_log_probabilities),
    case(cosine_of_probabilities),
    case(softmax_twice_on_both_kl),
    case(clamped_class_terms_kl),
    case(masked_token_mean_kl, "", "forward KL", mask="mask", temperature=2.0),
    case(masked_mean_over_mean_jeffreys, "", "Jeffreys divergence", mask="mask"),
    case(masked_sum_per_sequence_kl, "", "reverse KL", mask="mask"),
    case(kl_where_labels_count, "", "forward KL", labels="labels"),
    case(mixture_with_labels, labels="labels", temperature=2.0),
)
