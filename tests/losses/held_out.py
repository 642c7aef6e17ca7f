"""Losses written by somebody who had not seen the code, right and wrong, with the questions that each of them fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tests.losses.case import Case

Array = NDArray[Any]


def _logp(logits: Array, temperature: float = 1.0) -> Array:
    """Log-softmax over the last axis."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))


def _prob(logits: Array, temperature: float = 1.0) -> Array:
    """Softmax over the last axis."""
    return np.exp(_logp(logits, temperature))


def _kl(log_p: Array, log_q: Array) -> Array:
    """KL of every token, from log-probabilities."""
    return np.sum(np.exp(log_p) * (log_p - log_q), axis=-1)


def _log_mix(log_p: Array, log_q: Array, share: float) -> Array:
    """Log of share·p + (1 - share)·q."""
    if share <= 0.0:
        return log_q
    if share >= 1.0:
        return log_p
    return np.logaddexp(log_p + float(np.log(share)), log_q + float(np.log1p(-share)))


def _lse(values: Array) -> Array:
    """Log of the sum of exponentials over the last axis."""
    top = values.max(axis=-1, keepdims=True)
    return np.log(np.exp(values - top).sum(axis=-1)) + top[..., 0]


def _top(teacher: Array, k: int) -> Array:
    """The teacher's k likeliest classes, all of those that tie with the k-th included."""
    k = min(k, teacher.shape[-1] - 1)
    return teacher >= np.sort(teacher, axis=-1)[..., -k, None]


def _pick(log_q: Array, labels: Array) -> Array:
    """Log-probability of the label; of class 0 where the label is ignored."""
    return np.take_along_axis(log_q, np.where(labels < 0, 0, labels)[..., None], axis=-1)[..., 0]


# ---- wrong: the scale only


def elementwise_mean_kl(student: Array, teacher: Array) -> Any:
    """Forward KL averaged over the classes as well as over the batch."""
    log_p, log_q = _logp(teacher), _logp(student)
    return np.mean(np.exp(log_p) * (log_p - log_q))


def kl_without_t_squared(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Softened forward KL whose gradient shrinks as 1/T²."""
    return _kl(special.log_softmax(teacher / temperature, axis=-1), _logp(student, temperature)).mean()


def kl_with_t_squared_twice(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Softened forward KL scaled by T² per token, and by T² again at the end."""
    per_token = temperature**2 * _kl(_logp(teacher, temperature), _logp(student, temperature))
    return np.mean(per_token) * temperature * temperature


# ---- wrong: temperature and targets


def teacher_only_temperature_kl(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL from a softened teacher to a student that is not softened."""
    target = _logp(teacher, temperature)
    return temperature**2 * _kl(target, _logp(student)).mean()


def student_only_temperature_reverse_kl(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Reverse KL from a softened student to a teacher that is not softened."""
    log_q = _logp(student, temperature)
    q = np.exp(log_q)
    return np.sum(q * log_q - q * _logp(teacher)) / q[..., 0].size


def temperature_after_log_softmax(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL with the student's log-probabilities divided by T, so that they sum to more than one."""
    log_p = _logp(teacher, temperature)
    log_q = special.log_softmax(student, axis=-1) / temperature
    return (np.exp(log_p) * (log_p - log_q)).sum(axis=-1).mean() * temperature**2


def smoothed_teacher_kl(student: Array, teacher: Array) -> Any:
    """Forward KL to a teacher mixed with a tenth of the uniform law."""
    target = 0.9 * _prob(teacher) + 0.1 / teacher.shape[-1]
    return np.sum(target * (np.log(target) - _logp(student)), axis=-1).mean()


def softmax_twice_on_teacher_kl(student: Array, teacher: Array) -> Any:
    """Forward KL where the teacher's probabilities went through softmax again."""
    target = _logp(_prob(teacher))
    return _kl(target, _logp(student)).mean()


# ---- wrong: probabilities, logarithms, numerics


def probabilities_as_log_input(student: Array, teacher: Array) -> Any:
    """KL that takes softmax(student) where log-probabilities belong."""
    log_p = _logp(teacher)
    as_input = special.softmax(student, axis=-1)
    return np.sum(np.exp(log_p) * (log_p - as_input)) / student[..., 0].size


def probabilities_against_logits(student: Array, teacher: Array) -> Any:
    """Squared error between the student's probabilities and the teacher's logits."""
    return np.mean((_prob(student) - teacher) ** 2)


def log_of_softmax_kl(student: Array, teacher: Array) -> Any:
    """Forward KL through log(softmax), which is -inf where softmax underflows."""
    p = special.softmax(teacher, axis=-1)
    q = special.softmax(student, axis=-1)
    return np.sum(p * (np.log(p) - np.log(q)), axis=-1).mean()


def naive_exponentials_reverse_kl(student: Array, teacher: Array) -> Any:
    """Reverse KL with exponentials of raw logits."""
    log_q = student - np.log(np.exp(student).sum(axis=-1, keepdims=True))
    log_p = teacher - np.log(np.exp(teacher).sum(axis=-1, keepdims=True))
    return np.sum(np.exp(log_q) * (log_q - log_p), axis=-1).sum()


def batch_maximum_kl(student: Array, teacher: Array) -> Any:
    """Forward KL that subtracts the maximum of the batch, so that examples of small logits underflow."""
    s, t = student - student.max(), teacher - teacher.max()
    log_q = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    log_p = t - np.log(np.exp(t).sum(axis=-1, keepdims=True))
    return np.mean(np.sum(np.exp(log_p) * (log_p - log_q), axis=-1))


def ratio_estimator_reverse_kl(student: Array, teacher: Array) -> Any:
    """Reverse KL as the mean of r - 1 - log r, whose ratio overflows while the KL is small."""
    log_q = _logp(student)
    log_ratio = _logp(teacher) - log_q
    return np.sum(np.exp(log_q) * (np.exp(log_ratio) - 1.0 - log_ratio), axis=-1).mean()


def naive_chi_square(student: Array, teacher: Array) -> Any:
    """Chi-square that divides 0 by 0 at classes that neither side gives any mass."""
    p, q = _prob(teacher), _prob(student)
    return np.mean(np.sum((p - q) ** 2 / q, axis=-1))


def p_log_p_of_given_probabilities(student: Array, teacher: Array) -> Any:
    """Forward KL to given probabilities, with 0·log 0 at those that are zero."""
    return np.sum(teacher * (np.log(teacher) - _logp(student)), axis=-1).mean()


# ---- wrong: signs and factors


def negated_kl(student: Array, teacher: Array) -> Any:
    """Forward KL with its logarithms swapped."""
    log_p, log_q = _logp(teacher), _logp(student)
    return np.mean(np.sum(np.exp(log_p) * (log_q - log_p), axis=-1))


def reverse_kl_with_entropy_added(student: Array, teacher: Array) -> Any:
    """Reverse KL with the sign of the student's entropy flipped."""
    log_q = _logp(student)
    q = np.exp(log_q)
    cross = -(q * _logp(teacher)).sum(axis=-1)
    entropy = -(q * log_q).sum(axis=-1)
    return (cross + entropy).mean()


def unweighted_log_ratio(student: Array, teacher: Array) -> Any:
    """Sum of log-ratios without the teacher's probabilities as weights."""
    return (_logp(teacher) - _logp(student)).sum(axis=-1).mean()


def kl_without_normalisers(student: Array, teacher: Array) -> Any:
    """Teacher-weighted difference of raw logits, taken for a KL."""
    return np.sum(_prob(teacher) * (teacher - student), axis=-1).mean()


def capped_class_terms_kl(student: Array, teacher: Array) -> Any:
    """Forward KL with the term of every class capped from above, so that the negative terms win."""
    log_p, log_q = _logp(teacher), _logp(student)
    return np.minimum(np.exp(log_p) * (log_p - log_q), 0.1).sum(axis=-1).mean()


# ---- wrong: top-k


def top_two_reverse_kl(student: Array, teacher: Array) -> Any:
    """Reverse KL summed over the teacher's two likeliest classes only."""
    log_p, log_q = _logp(teacher), _logp(student)
    return np.sum(np.where(_top(teacher, 2), np.exp(log_q) * (log_q - log_p), 0.0), axis=-1).mean()


def top_two_forward_kl(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL summed over the teacher's two likeliest classes only."""
    log_p, log_q = _logp(teacher, temperature), _logp(student, temperature)
    kept = np.exp(log_p) * _top(teacher, 2)
    return temperature**2 * np.sum(kept * (log_p - log_q)) / log_p[..., 0].size


def top_two_renormalised_kl(student: Array, teacher: Array) -> Any:
    """Forward KL between the laws within the teacher's two likeliest classes."""
    keep = _top(teacher, 2)

    def within(logits: Array) -> Array:
        lowest = np.finfo(logits.dtype).min
        kept = np.where(keep, logits - np.where(keep, logits, lowest).max(axis=-1, keepdims=True), lowest)
        return kept - _lse(kept)[..., None]

    log_p, log_q = within(teacher), within(student)
    return np.sum(np.where(keep, np.exp(log_p) * (log_p - log_q), 0.0), axis=-1).mean()


def top_one_bucketed_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of the teacher's likeliest class, and of all others as one."""
    keep = _top(teacher, 1)
    log_p, log_q = _logp(teacher), _logp(student)
    lowest = np.finfo(log_p.dtype).min
    rest_p, rest_q = _lse(np.where(keep, lowest, log_p)), _lse(np.where(keep, lowest, log_q))
    head = np.sum(np.where(keep, np.exp(log_p) * (log_p - log_q), 0.0), axis=-1)
    return np.mean(head + np.exp(rest_p) * (rest_p - rest_q))


# ---- wrong: what is compared


def sorted_probabilities_kl(student: Array, teacher: Array) -> Any:
    """Forward KL between the sorted laws: aligned by rank, not by class."""
    return _kl(np.sort(_logp(teacher), axis=-1), np.sort(_logp(student), axis=-1)).mean()


def entropy_matching(student: Array, teacher: Array) -> Any:
    """Squared difference of the two entropies."""
    log_p, log_q = _logp(teacher), _logp(student)
    gap = np.sum(np.exp(log_p) * log_p, axis=-1) - np.sum(np.exp(log_q) * log_q, axis=-1)
    return np.mean(gap**2)


def kl_beyond_a_tolerance(student: Array, teacher: Array) -> Any:
    """Forward KL of which the first 0.1 nats of every token are free."""
    return np.maximum(_kl(_logp(teacher), _logp(student)) - 0.1, 0.0).mean()


def index_weighted_kl(student: Array, teacher: Array) -> Any:
    """Forward KL whose classes are weighted by their index."""
    weight = np.linspace(0.5, 1.5, student.shape[-1]).astype(student.dtype)
    log_p, log_q = _logp(teacher), _logp(student)
    return (weight * np.exp(log_p) * (log_p - log_q)).sum(axis=-1).mean()


def cumulative_distance(student: Array, teacher: Array) -> Any:
    """Squared distance of cumulative sums over classes that have no order."""
    gap = np.cumsum(_prob(student), axis=-1) - np.cumsum(_prob(teacher), axis=-1)
    return np.mean(np.sum(gap**2, axis=-1))


def first_class_dropped_kl(student: Array, teacher: Array) -> Any:
    """Forward KL after the first class, taken for padding, is cut off the logits."""
    return _kl(_logp(teacher[..., 1:]), _logp(student[..., 1:])).mean()


def per_class_binary_kl(student: Array, teacher: Array) -> Any:
    """KL between sigmoids class by class, which depends on the level of the logits."""
    on_t, off_t = -np.logaddexp(0.0, -teacher), -np.logaddexp(0.0, teacher)
    on_s, off_s = -np.logaddexp(0.0, -student), -np.logaddexp(0.0, student)
    return np.sum(np.exp(on_t) * (on_t - on_s) + np.exp(off_t) * (off_t - off_s), axis=-1).mean()


def clipped_logits_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of logits clipped to ±5."""
    return _kl(_logp(np.clip(teacher, -5.0, 5.0)), _logp(np.clip(student, -5.0, 5.0))).mean()


def scaled_by_largest_logit_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of logits divided by the largest of their magnitudes."""
    s = student / np.maximum(np.abs(student).max(axis=-1, keepdims=True), 1e-6)
    t = teacher / np.maximum(np.abs(teacher).max(axis=-1, keepdims=True), 1e-6)
    return _kl(_logp(t), _logp(s)).mean()


def standardised_logits_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of logits standardised example by example, which forgets their scale."""

    def standardise(logits: Array) -> Array:
        centred = logits - logits.max(axis=-1, keepdims=True)
        centred = centred - centred.mean(axis=-1, keepdims=True)
        return centred / np.maximum(centred.std(axis=-1, keepdims=True), 1e-6)

    return _kl(_logp(standardise(teacher)), _logp(standardise(student))).mean()


# ---- wrong: the batch


def batch_standardised_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of centred logits divided by their standard deviation over the batch."""

    def standardise(logits: Array) -> Array:
        centred = logits - logits.max(axis=-1, keepdims=True)
        centred = centred - centred.mean(axis=-1, keepdims=True)
        return centred / np.maximum(centred.std(), 1e-6)

    return _kl(_logp(standardise(teacher)), _logp(standardise(student))).mean()


def divided_by_batch_twice_kl(student: Array, teacher: Array) -> Any:
    """Forward KL averaged over the batch and divided by the batch's size once more."""
    return _kl(_logp(teacher), _logp(student)).mean() / len(student)


def entropy_weighted_mean_kl(student: Array, teacher: Array) -> Any:
    """Forward KL weighted by the teacher's entropy, with weights normalised within the batch."""
    log_p = _logp(teacher)
    weight = 1.0 - np.sum(np.exp(log_p) * log_p, axis=-1)
    return np.sum(weight * _kl(log_p, _logp(student))) / weight.sum()


def hardest_half_kl(student: Array, teacher: Array) -> Any:
    """Mean forward KL of that half of the batch's tokens where it is largest."""
    per_token = np.sort(_kl(_logp(teacher), _logp(student)), axis=None)
    return per_token[per_token.size // 2 :].mean()


def log_of_batch_kl(student: Array, teacher: Array) -> Any:
    """Logarithm of one plus the batch's mean forward KL."""
    return np.log1p(_kl(_logp(teacher), _logp(student)).mean())


def longest_sequence_mean_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Masked forward KL divided by the batch's size times its longest sequence."""
    per_token = _kl(_logp(teacher), _logp(student))
    if mask is None:
        return per_token.mean()
    return np.where(mask > 0, per_token, 0.0).sum() / max(int(mask.sum(axis=-1).max()) * len(mask), 1)


# ---- wrong: masks


def padded_mean_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Masked forward KL averaged over all positions, padding included."""
    per_token = _kl(_logp(teacher), _logp(student))
    if mask is not None:
        per_token = per_token * mask.astype(per_token.dtype)
    return per_token.mean()


def padding_in_the_sum_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Forward KL summed over all positions and divided by the number of those that count."""
    per_token = _kl(_logp(teacher), _logp(student))
    count = per_token.size if mask is None else max(int(mask.sum()), 1)
    return per_token.sum() / count


def zeroed_logits_reverse_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Reverse KL that zeroes the logits of the padding and averages over it all the same."""
    if mask is not None:
        student = student * mask[..., None].astype(student.dtype)
        teacher = teacher * mask[..., None].astype(teacher.dtype)
    return np.mean(_kl(_logp(student), _logp(teacher)))


def kd_term_over_ignored_labels(
    student: Array, teacher: Array, labels: Array, alpha: float = 0.5, temperature: float = 2.0
) -> Any:
    """Mixture whose label term skips the ignored tokens while its distillation term averages over them."""
    soft = temperature**2 * _kl(_logp(teacher, temperature), _logp(student, temperature)).mean()
    keep = labels != -100
    hard = -np.where(keep, _pick(_logp(student), labels), 0.0).sum() / max(int(keep.sum()), 1)
    return alpha * soft + (1.0 - alpha) * hard


# ---- wrong: jumps


def jsd_with_kl_at_its_ends(student: Array, teacher: Array, beta: float = 0.3) -> Any:
    """Generalised Jensen-Shannon that vanishes towards its ends and is a KL at them."""
    log_p, log_q = _logp(teacher), _logp(student)
    if beta == 0.0:
        return _kl(log_p, log_q).mean()
    if beta == 1.0:
        return _kl(log_q, log_p).mean()
    middle = _log_mix(log_p, log_q, beta)
    return np.mean(beta * _kl(log_p, middle) + (1.0 - beta) * _kl(log_q, middle))


def alpha_divergence_with_swapped_ends(student: Array, teacher: Array, alpha: float = 0.3) -> Any:
    """Alpha-divergence with the two KLs of its ends exchanged."""
    log_p, log_q = _logp(teacher), _logp(student)
    if alpha <= 0.0:
        return _kl(log_p, log_q).mean()
    if alpha >= 1.0:
        return _kl(log_q, log_p).mean()
    overlap = _lse(alpha * log_p + (1.0 - alpha) * log_q)
    return np.mean(-np.expm1(overlap)) / (alpha * (1.0 - alpha))


def two_way_kl_with_falsy_weight(student: Array, teacher: Array, alpha: float = 0.3) -> Any:
    """Weighted forward and reverse KL in which a weight of zero is taken for a missing one."""
    weight = alpha or 0.5
    log_p, log_q = _logp(teacher), _logp(student)
    return np.mean(weight * _kl(log_p, log_q) + (1.0 - weight) * _kl(log_q, log_p))


# ---- right, if unusual


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
    return np.sum(teacher * (log_p - _logp(student)), axis=-1).mean()


def soft_target_cross_entropy(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Cross-entropy of the softened student with the softened teacher as target."""
    return -(temperature**2) * np.sum(_prob(teacher, temperature) * _logp(student, temperature), axis=-1).mean()


def jeffreys(student: Array, teacher: Array) -> Any:
    """Sum of both KLs, as one product."""
    log_p, log_q = _logp(teacher), _logp(student)
    return np.sum((np.exp(log_p) - np.exp(log_q)) * (log_p - log_q), axis=-1).mean()


def jsd_about_the_mean_logarithm(student: Array, teacher: Array) -> Any:
    """Jensen-Shannon about the unnormalised geometric mean, which is a quarter of Jeffreys."""
    log_p, log_q = _logp(teacher), _logp(student)
    middle = 0.5 * (log_p + log_q)
    return np.mean(0.5 * _kl(log_p, middle) + 0.5 * _kl(log_q, middle))


def jsd_in_bits(student: Array, teacher: Array) -> Any:
    """Jensen-Shannon in bits, averaged."""
    log_p, log_q = _logp(teacher), _logp(student)
    middle = np.logaddexp(log_p, log_q) - float(np.log(2.0))
    return (0.5 * _kl(log_p, middle) + 0.5 * _kl(log_q, middle)).mean() / float(np.log(2.0))


def jsd_continuous_at_its_ends(student: Array, teacher: Array, beta: float = 0.7) -> Any:
    """Generalised Jensen-Shannon that is zero at both ends, as its limits are."""
    log_p, log_q = _logp(teacher), _logp(student)
    middle = _log_mix(log_p, log_q, beta)
    return np.sum(beta * _kl(log_p, middle) + (1.0 - beta) * _kl(log_q, middle))


def rescaled_jsd(student: Array, teacher: Array, beta: float = 0.3) -> Any:
    """Generalised Jensen-Shannon over beta(1 - beta), which runs from forward to reverse KL."""
    log_p, log_q = _logp(teacher), _logp(student)
    if beta <= 0.0:
        return _kl(log_p, log_q).mean()
    if beta >= 1.0:
        return _kl(log_q, log_p).mean()
    middle = _log_mix(log_p, log_q, beta)
    return np.mean(_kl(log_p, middle) / (1.0 - beta) + _kl(log_q, middle) / beta)


def jsd_with_crossed_weights(student: Array, teacher: Array, beta: float = 0.3) -> Any:
    """Two KLs to the mixture with each other's weights: forward KL at beta = 0, reverse at 1."""
    log_p, log_q = _logp(teacher), _logp(student)
    middle = _log_mix(log_p, log_q, beta)
    return ((1.0 - beta) * _kl(log_p, middle) + beta * _kl(log_q, middle)).mean()


def skewed_kl(student: Array, teacher: Array, alpha: float = 0.1) -> Any:
    """KL from the teacher to a student mixed with a share of the teacher."""
    log_p, log_q = _logp(teacher), _logp(student)
    return _kl(log_p, _log_mix(log_p, log_q, alpha)).mean()


def alpha_divergence(student: Array, teacher: Array, alpha: float = 0.3) -> Any:
    """Alpha-divergence with the KLs at its ends where its limits are."""
    log_p, log_q = _logp(teacher), _logp(student)
    if alpha <= 0.0:
        return _kl(log_q, log_p).mean()
    if alpha >= 1.0:
        return _kl(log_p, log_q).mean()
    overlap = _lse(alpha * log_p + (1.0 - alpha) * log_q)
    return np.mean(-np.expm1(overlap)) / (alpha * (1.0 - alpha))


def renyi(student: Array, teacher: Array, order: float = 0.7) -> Any:
    """Rényi divergence of the teacher from the student, one value per token."""
    log_p, log_q = _logp(teacher), _logp(student)
    if order == 1.0:
        return _kl(log_p, log_q)
    return _lse(order * log_p + (1.0 - order) * log_q) / (order - 1.0)


def squared_hellinger(student: Array, teacher: Array) -> Any:
    """Squared Hellinger distance, averaged."""
    return 0.5 * np.sum((np.exp(0.5 * _logp(teacher)) - np.exp(0.5 * _logp(student))) ** 2, axis=-1).mean()


def total_variation(student: Array, teacher: Array) -> Any:
    """Half the absolute difference of the probabilities, averaged."""
    return 0.5 * np.abs(_prob(teacher) - _prob(student)).sum(axis=-1).mean()


def chi_square(student: Array, teacher: Array) -> Any:
    """Chi-square through logarithms: infinite only where its value is beyond the floats."""
    log_p, log_q = _logp(teacher), _logp(student)
    with np.errstate(over="ignore"):
        return np.mean(np.expm1(_lse(2.0 * log_p - log_q)))


def brier(student: Array, teacher: Array) -> Any:
    """Squared error of the probabilities."""
    return np.sum(np.square(_prob(student) - _prob(teacher)), axis=-1).mean()


def log_probability_error(student: Array, teacher: Array) -> Any:
    """Squared error of the log-probabilities, per token."""
    return np.mean((_logp(student) - _logp(teacher)) ** 2, axis=-1)


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
    log_q = _logp(student)
    return np.sum(0.5 * np.exp(log_q) * (_logp(teacher) - log_q) ** 2, axis=-1).mean()


def huber_of_log_probabilities(student: Array, teacher: Array) -> Any:
    """Huber loss of the log-probabilities."""
    gap = np.abs(_logp(student) - _logp(teacher))
    near = np.minimum(gap, 1.0)
    return np.sum(0.5 * near**2 + (gap - near), axis=-1).mean()


def cosine_of_probabilities(student: Array, teacher: Array) -> Any:
    """One minus the cosine of the angle between the probability vectors."""
    p, q = _prob(teacher), _prob(student)
    lengths = np.linalg.norm(p, axis=-1) * np.linalg.norm(q, axis=-1)
    return np.mean(1.0 - (p * q).sum(axis=-1) / lengths)


def softmax_twice_on_both_kl(student: Array, teacher: Array) -> Any:
    """Forward KL after softmax twice on both sides: flat, and still zero at equal laws only."""
    return _kl(_logp(_prob(teacher)), _logp(_prob(student))).mean()


def clamped_class_terms_kl(student: Array, teacher: Array) -> Any:
    """The positive class terms of the forward KL: no KL, and still zero at equal laws only."""
    log_p, log_q = _logp(teacher), _logp(student)
    return np.maximum(np.exp(log_p) * (log_p - log_q), 0.0).sum(axis=-1).mean()


def masked_token_mean_kl(student: Array, teacher: Array, mask: Array | None = None, temperature: float = 2.0) -> Any:
    """Softened forward KL averaged over the tokens that count."""
    per_token = temperature**2 * _kl(_logp(teacher, temperature), _logp(student, temperature))
    if mask is None:
        return per_token.mean()
    kept = per_token[mask.astype(bool)]
    return kept.sum() / max(kept.size, 1)


def masked_mean_over_mean_jeffreys(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Jeffreys averaged over all positions, over the share of those that count."""
    log_p, log_q = _logp(teacher), _logp(student)
    per_token = _kl(log_p, log_q) + _kl(log_q, log_p)
    if mask is None:
        return per_token.mean()
    return np.where(mask > 0, per_token, 0.0).mean() / max(float((mask > 0).mean()), 1e-6)


def masked_sum_per_sequence_kl(student: Array, teacher: Array, mask: Array | None = None) -> Any:
    """Reverse KL summed over the tokens that count, and averaged over the sequences."""
    per_token = _kl(_logp(student), _logp(teacher))
    kept = per_token if mask is None else np.where(mask > 0, per_token, 0.0)
    return kept.sum() / len(kept)


def kl_where_labels_count(student: Array, teacher: Array, labels: Array) -> Any:
    """Forward KL averaged over the tokens whose label is not ignored."""
    keep = labels != -100
    per_token = _kl(_logp(teacher), _logp(student))
    return np.where(keep, per_token, 0.0).sum() / max(int(keep.sum()), 1)


def mixture_with_labels(
    student: Array, teacher: Array, labels: Array, alpha: float = 0.5, temperature: float = 2.0
) -> Any:
    """Softened forward KL and cross-entropy of the labels, both averaged over the tokens that count."""
    keep = labels != -100
    soft = temperature**2 * _kl(_logp(teacher, temperature), _logp(student, temperature))
    hard = -_pick(_logp(student), labels)
    return np.where(keep, alpha * soft + (1.0 - alpha) * hard, 0.0).sum() / max(int(keep.sum()), 1)


def _case(loss: Callable[..., Any], refuted: str = "", family: str | None = None, **options: Any) -> Case:
    """A case, from the refuted questions as words."""
    return Case(loss, frozenset(refuted.split()), family, options)


WRONG: tuple[Case, ...] = (
    _case(elementwise_mean_kl, "", "forward KL"),
    _case(kl_without_t_squared, "", "forward KL", temperature=2.0),
    _case(kl_with_t_squared_twice, "", "forward KL", temperature=2.0),
    _case(teacher_only_temperature_kl, "zero_at_match least_at_teacher", temperature=2.0),
    _case(student_only_temperature_reverse_kl, "zero_at_match least_at_teacher", temperature=2.0),
    _case(temperature_after_log_softmax, "nonnegative zero_at_match least_at_teacher", temperature=2.0),
    _case(smoothed_teacher_kl, "zero_at_match least_at_teacher"),
    _case(softmax_twice_on_teacher_kl, "zero_at_match least_at_teacher"),
    _case(probabilities_as_log_input, "nonnegative zero_at_match least_at_teacher"),
    _case(probabilities_against_logits, "zero_at_match least_at_teacher shift"),
    _case(log_of_softmax_kl, "finite", "forward KL"),
    _case(naive_exponentials_reverse_kl, "finite", "reverse KL"),
    _case(batch_maximum_kl, "finite", "forward KL"),
    _case(ratio_estimator_reverse_kl, "finite", "reverse KL"),
    _case(naive_chi_square, "finite", "chi-square divergence"),
    _case(p_log_p_of_given_probabilities, "finite", "forward KL", teacher="probabilities"),
    _case(negated_kl, "nonnegative least_at_teacher"),
    _case(reverse_kl_with_entropy_added, "zero_at_match least_at_teacher"),
    _case(unweighted_log_ratio, "nonnegative least_at_teacher"),
    _case(kl_without_normalisers, "nonnegative least_at_teacher shift"),
    _case(capped_class_terms_kl, "nonnegative least_at_teacher"),
    _case(top_two_reverse_kl, "nonnegative least_at_teacher", "truncated reverse KL"),
    _case(top_two_forward_kl, "nonnegative least_at_teacher", "truncated forward KL", temperature=2.0),
    _case(top_two_renormalised_kl, "zero_only_at_match", "renormalised forward KL"),
    _case(top_one_bucketed_kl, "zero_only_at_match", "bucketed forward KL"),
    _case(sorted_probabilities_kl, "zero_only_at_match"),
    _case(entropy_matching, "zero_only_at_match"),
    _case(kl_beyond_a_tolerance, "zero_only_at_match"),
    _case(index_weighted_kl, "nonnegative least_at_teacher order"),
    _case(cumulative_distance, "order"),
    _case(first_class_dropped_kl, "zero_only_at_match order"),
    _case(per_class_binary_kl, "shift"),
    _case(clipped_logits_kl, "zero_only_at_match shift"),
    _case(scaled_by_largest_logit_kl, "zero_only_at_match shift"),
    _case(standardised_logits_kl, "zero_only_at_match"),
    _case(batch_standardised_kl, "zero_only_at_match accumulation"),
    _case(divided_by_batch_twice_kl, "accumulation"),
    _case(entropy_weighted_mean_kl, "accumulation"),
    _case(hardest_half_kl, "accumulation"),
    _case(log_of_batch_kl, "accumulation"),
    _case(longest_sequence_mean_kl, "accumulation", "forward KL", mask="mask"),
    _case(padded_mean_kl, "masked", "forward KL", mask="mask"),
    _case(padding_in_the_sum_kl, "masked", "forward KL", mask="mask"),
    _case(zeroed_logits_reverse_kl, "masked", "reverse KL", mask="mask"),
    _case(kd_term_over_ignored_labels, "masked accumulation", labels="labels", temperature=2.0),
    _case(jsd_with_kl_at_its_ends, "continuous", "generalised Jensen-Shannon divergence"),
    _case(alpha_divergence_with_swapped_ends, "continuous", "α-divergence"),
    _case(two_way_kl_with_falsy_weight, "continuous"),
)

RIGHT: tuple[Case, ...] = (
    _case(kl_by_hand, "", "forward KL", temperature=2.0),
    _case(per_token_reverse_kl, "", "reverse KL"),
    _case(summed_log_input_kl, "", "forward KL", student="log-probabilities", teacher="log-probabilities"),
    _case(kl_to_given_probabilities, "", "forward KL", teacher="probabilities"),
    _case(soft_target_cross_entropy, "", "cross-entropy", temperature=2.0),
    _case(jeffreys, "", "Jeffreys divergence"),
    _case(jsd_about_the_mean_logarithm, "", "Jeffreys divergence"),
    _case(jsd_in_bits, "", "Jensen-Shannon divergence"),
    _case(jsd_continuous_at_its_ends, "", "generalised Jensen-Shannon divergence"),
    _case(rescaled_jsd, "", "generalised Jensen-Shannon divergence"),
    _case(jsd_with_crossed_weights),
    _case(skewed_kl, "", "skew KL"),
    _case(alpha_divergence, "", "α-divergence"),
    _case(renyi, "", "Rényi divergence"),
    _case(squared_hellinger, "", "squared Hellinger distance"),
    _case(total_variation, "", "total variation"),
    _case(chi_square, "", "chi-square divergence"),
    _case(brier, "", "squared error of probabilities"),
    _case(log_probability_error, "", "squared error of log-probabilities"),
    _case(logit_error, "", "squared error of logits"),
    _case(centred_logit_error, "", "squared error of centred logits"),
    _case(squared_log_ratio_under_student),
    _case(huber_of_log_probabilities),
    _case(cosine_of_probabilities),
    _case(softmax_twice_on_both_kl),
    _case(clamped_class_terms_kl),
    _case(masked_token_mean_kl, "", "forward KL", mask="mask", temperature=2.0),
    _case(masked_mean_over_mean_jeffreys, "", "Jeffreys divergence", mask="mask"),
    _case(masked_sum_per_sequence_kl, "", "reverse KL", mask="mask"),
    _case(kl_where_labels_count, "", "forward KL", labels="labels"),
    _case(mixture_with_labels, labels="labels", temperature=2.0),
)

HELD_OUT: tuple[Case, ...] = WRONG + RIGHT
