"""Losses that mix up classes, examples or tokens, or jump, written by somebody who had not seen the code."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.losses.case import Case
from tests.losses.held_out_parts import Array, case, kl, law, log_law, log_mixture, log_sum, picked

# ---- wrong: what is compared


def sorted_probabilities_kl(student: Array, teacher: Array) -> Any:
    """Forward KL between the sorted laws: aligned by rank, not by class."""
    return kl(np.sort(log_law(teacher), axis=-1), np.sort(log_law(student), axis=-1)).mean()


def entropy_matching(student: Array, teacher: Array) -> Any:
    """Squared difference of the two entropies."""
    log_p, log_q = log_law(teacher), log_law(student)
    gap = np.sum(np.exp(log_p) * log_p, axis=-1) - np.sum(np.exp(log_q) * log_q, axis=-1)
    return np.mean(gap**2)


def kl_beyond_a_tolerance(student: Array, teacher: Array) -> Any:
    """Forward KL of which the first 0.1 nats of every token are free."""
    return np.maximum(kl(log_law(teacher), log_law(student)) - 0.1, 0.0).mean()


def index_weighted_kl(student: Array, teacher: Array) -> Any:
    """Forward KL whose classes are weighted by their index."""
    weight = np.linspace(0.5, 1.5, student.shape[-1]).astype(student.dtype)
    log_p, log_q = log_law(teacher), log_law(student)
    return (weight * np.exp(log_p) * (log_p - log_q)).sum(axis=-1).mean()


def cumulative_distance(student: Array, teacher: Array) -> Any:
    """Squared distance of cumulative sums over classes that have no order."""
    gap = np.cumsum(law(student), axis=-1) - np.cumsum(law(teacher), axis=-1)
    return np.mean(np.sum(gap**2, axis=-1))


def first_class_dropped_kl(student: Array, teacher: Array) -> Any:
    """Forward KL after the first class, taken for padding, is cut off the logits."""
    return kl(log_law(teacher[..., 1:]), log_law(student[..., 1:])).mean()


def per_class_binary_kl(student: Array, teacher: Array) -> Any:
    """KL between sigmoids class by class, which depends on the level of the logits."""
    on_t, off_t = -np.logaddexp(0.0, -teacher), -np.logaddexp(0.0, teacher)
    on_s, off_s = -np.logaddexp(0.0, -student), -np.logaddexp(0.0, student)
    return np.sum(np.exp(on_t) * (on_t - on_s) + np.exp(off_t) * (off_t - off_s), axis=-1).mean()


def clipped_logits_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of logits clipped to ±5."""
    return kl(log_law(np.clip(teacher, -5.0, 5.0)), log_law(np.clip(student, -5.0, 5.0))).mean()


def scaled_by_largest_logit_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of logits divided by the largest of their magnitudes."""
    s = student / np.maximum(np.abs(student).max(axis=-1, keepdims=True), 1e-6)
    t = teacher / np.maximum(np.abs(teacher).max(axis=-1, keepdims=True), 1e-6)
    return kl(log_law(t), log_law(s)).mean()


def standardised_logits_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of logits standardised example by example, which forgets their scale."""

    def standardise(logits: Array) -> Array:
        centred = logits - logits.max(axis=-1, keepdims=True)
        centred = centred - centred.mean(axis=-1, keepdims=True)
        return centred / np.maximum(centred.std(axis=-1, keepdims=True), 1e-6)

    return kl(log_law(standardise(teacher)), log_law(standardise(student))).mean()


# ---- wrong: the batch


def batch_standardised_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of centred logits divided by their standard deviation over the batch."""

    def standardise(logits: Array) -> Array:
        centred = logits - logits.max(axis=-1, keepdims=True)
        centred = centred - centred.mean(axis=-1, keepdims=True)
        return centred / np.maximum(centred.std(), 1e-6)

    return kl(log_law(standardise(teacher)), log_law(standardise(student))).mean()


def divided_by_batch_twice_kl(student: Array, teacher: Array) -> Any:
    """Forward KL averaged over the batch and divided by the batch's size once more."""
    return kl(log_law(teacher), log_law(student)).mean() / len(student)


def entropy_weighted_mean_kl(student: Array, teacher: Array) -> Any:
    """Forward KL weighted by the teacher's entropy, with weights normalised within the batch."""
    log_p = log_law(teacher)
    weight = 1.0 - np.sum(np.exp(log_p) * log_p, axis=-1)
    return np.sum(weight * kl(log_p, log_law(student))) / weight.sum()


def hardest_half_kl(student: Array, teacher: Array) -> Any:
    """Mean forward KL of that half of the batch's tokens where it is largest."""
    per_token = np.sort(kl(log_law(teacher), log_law(student)), axis=None)
    return per_token[per_token.size // 2 :].mean()


def log_of_batch_kl(student: Array, teacher: Array) -> Any:
    """Logarithm of one plus the batch's mean forward KL."""
    return np.log1p(kl(log_law(teacher), log_law(student)).mean())


def longest_sequence_mean_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Masked forward KL divided by the batch's size times its longest sequence."""
    per_token = kl(log_law(teacher), log_law(student))
    if mask is None:
        return per_token.mean()
    return np.where(mask > 0, per_token, 0.0).sum() / max(int(mask.sum(axis=-1).max()) * len(mask), 1)


# ---- wrong: masks


def padded_mean_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Masked forward KL averaged over all positions, padding included."""
    per_token = kl(log_law(teacher), log_law(student))
    if mask is not None:
        per_token = per_token * mask.astype(per_token.dtype)
    return per_token.mean()


def padding_in_the_sum_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Forward KL summed over all positions and divided by the number of those that count."""
    per_token = kl(log_law(teacher), log_law(student))
    count = per_token.size if mask is None else max(int(mask.sum()), 1)
    return per_token.sum() / count


def zeroed_logits_reverse_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Reverse KL that zeroes the logits of the padding and averages over it all the same."""
    if mask is not None:
        student = student * mask[..., None].astype(student.dtype)
        teacher = teacher * mask[..., None].astype(teacher.dtype)
    return np.mean(kl(log_law(student), log_law(teacher)))


def kd_term_over_ignored_labels(
    student: Array, teacher: Array, labels: Array, alpha: float = 0.5, temperature: float = 2.0
) -> Any:
    """Mixture whose label term skips the ignored tokens while its distillation term averages over them."""
    soft = temperature**2 * kl(log_law(teacher, temperature), log_law(student, temperature)).mean()
    keep = labels != -100
    hard = -np.where(keep, picked(log_law(student), labels), 0.0).sum() / max(int(keep.sum()), 1)
    return alpha * soft + (1.0 - alpha) * hard


# ---- wrong: jumps


def jsd_with_kl_at_its_ends(student: Array, teacher: Array, beta: float = 0.3) -> Any:
    """Generalised Jensen-Shannon that vanishes towards its ends and is a KL at them."""
    log_p, log_q = log_law(teacher), log_law(student)
    if beta == 0.0:
        return kl(log_p, log_q).mean()
    if beta == 1.0:
        return kl(log_q, log_p).mean()
    middle = log_mixture(log_p, log_q, beta)
    return np.mean(beta * kl(log_p, middle) + (1.0 - beta) * kl(log_q, middle))


def alpha_divergence_with_swapped_ends(student: Array, teacher: Array, alpha: float = 0.3) -> Any:
    """Alpha-divergence with the two KLs of its ends exchanged."""
    log_p, log_q = log_law(teacher), log_law(student)
    if alpha <= 0.0:
        return kl(log_p, log_q).mean()
    if alpha >= 1.0:
        return kl(log_q, log_p).mean()
    overlap = log_sum(alpha * log_p + (1.0 - alpha) * log_q)
    return np.mean(-np.expm1(overlap)) / (alpha * (1.0 - alpha))


def two_way_kl_with_falsy_weight(student: Array, teacher: Array, alpha: float = 0.3) -> Any:
    """Weighted forward and reverse KL in which a weight of zero is taken for a missing one."""
    weight = alpha or 0.5
    log_p, log_q = log_law(teacher), log_law(student)
    return np.mean(weight * kl(log_p, log_q) + (1.0 - weight) * kl(log_q, log_p))


# ---- right, if unusual


WRONG: tuple[Case, ...] = (
    case(sorted_probabilities_kl, "zero_only_at_match"),
    case(entropy_matching, "zero_only_at_match"),
    case(kl_beyond_a_tolerance, "zero_only_at_match"),
    case(index_weighted_kl, "nonnegative least_at_teacher order"),
    case(cumulative_distance, "order"),
    case(first_class_dropped_kl, "zero_only_at_match order"),
    case(per_class_binary_kl, "shift"),
    case(clipped_logits_kl, "zero_only_at_match shift"),
    case(scaled_by_largest_logit_kl, "zero_only_at_match shift"),
    case(standardised_logits_kl, "zero_only_at_match"),
    case(batch_standardised_kl, "zero_only_at_match accumulation"),
    case(divided_by_batch_twice_kl, "accumulation"),
    case(entropy_weighted_mean_kl, "accumulation"),
    case(hardest_half_kl, "accumulation"),
    case(log_of_batch_kl, "accumulation"),
    case(longest_sequence_mean_kl, "accumulation", "forward KL", mask="mask"),
    case(padded_mean_kl, "masked", "forward KL", mask="mask"),
    case(padding_in_the_sum_kl, "masked", "forward KL", mask="mask"),
    case(zeroed_logits_reverse_kl, "masked", "reverse KL", mask="mask"),
    case(kd_term_over_ignored_labels, "masked accumulation", labels="labels", temperature=2.0),
    case(jsd_with_kl_at_its_ends, "continuous", "generalised Jensen-Shannon divergence"),
    case(alpha_divergence_with_swapped_ends, "continuous", "α-divergence"),
    case(two_way_kl_with_falsy_weight, "continuous"),
)
