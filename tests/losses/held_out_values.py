"""Losses of wrong values, written by somebody who had not seen the code."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from tests.losses.case import Case
from tests.losses.held_out_parts import Array, case, kl, law, log_law, log_sum, top


def elementwise_mean_kl(student: Array, teacher: Array) -> Any:
    """Forward KL averaged over the classes as well as over the batch."""
    log_p, log_q = log_law(teacher), log_law(student)
    return np.mean(np.exp(log_p) * (log_p - log_q))


def kl_without_t_squared(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Softened forward KL whose gradient shrinks as 1/T²."""
    return kl(special.log_softmax(teacher / temperature, axis=-1), log_law(student, temperature)).mean()


def kl_with_t_squared_twice(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Softened forward KL scaled by T² per token, and by T² again at the end."""
    per_token = temperature**2 * kl(log_law(teacher, temperature), log_law(student, temperature))
    return np.mean(per_token) * temperature * temperature


# ---- wrong: temperature and targets


def teacher_only_temperature_kl(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL from a softened teacher to a student that is not softened."""
    target = log_law(teacher, temperature)
    return temperature**2 * kl(target, log_law(student)).mean()


def student_only_temperature_reverse_kl(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Reverse KL from a softened student to a teacher that is not softened."""
    log_q = log_law(student, temperature)
    q = np.exp(log_q)
    return np.sum(q * log_q - q * log_law(teacher)) / q[..., 0].size


def temperature_after_log_softmax(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL with the student's log-probabilities divided by T, so that they sum to more than one."""
    log_p = log_law(teacher, temperature)
    log_q = special.log_softmax(student, axis=-1) / temperature
    return (np.exp(log_p) * (log_p - log_q)).sum(axis=-1).mean() * temperature**2


def smoothed_teacher_kl(student: Array, teacher: Array) -> Any:
    """Forward KL to a teacher mixed with a tenth of the uniform law."""
    target = 0.9 * law(teacher) + 0.1 / teacher.shape[-1]
    return np.sum(target * (np.log(target) - log_law(student)), axis=-1).mean()


def softmax_twice_on_teacher_kl(student: Array, teacher: Array) -> Any:
    """Forward KL where the teacher's probabilities went through softmax again."""
    target = log_law(law(teacher))
    return kl(target, log_law(student)).mean()


# ---- wrong: probabilities, logarithms, numerics


def probabilities_as_log_input(student: Array, teacher: Array) -> Any:
    """KL that takes softmax(student) where log-probabilities belong."""
    log_p = log_law(teacher)
    as_input = special.softmax(student, axis=-1)
    return np.sum(np.exp(log_p) * (log_p - as_input)) / student[..., 0].size


def probabilities_against_logits(student: Array, teacher: Array) -> Any:
    """Squared error between the student's probabilities and the teacher's logits."""
    return np.mean((law(student) - teacher) ** 2)


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
    log_q = log_law(student)
    log_ratio = log_law(teacher) - log_q
    return np.sum(np.exp(log_q) * (np.exp(log_ratio) - 1.0 - log_ratio), axis=-1).mean()


def naive_chi_square(student: Array, teacher: Array) -> Any:
    """Chi-square that divides 0 by 0 at classes that neither side gives any mass."""
    p, q = law(teacher), law(student)
    return np.mean(np.sum((p - q) ** 2 / q, axis=-1))


def p_log_p_of_given_probabilities(student: Array, teacher: Array) -> Any:
    """Forward KL to given probabilities, with 0·log 0 at those that are zero."""
    return np.sum(teacher * (np.log(teacher) - log_law(student)), axis=-1).mean()


# ---- wrong: signs and factors


def negated_kl(student: Array, teacher: Array) -> Any:
    """Forward KL with its logarithms swapped."""
    log_p, log_q = log_law(teacher), log_law(student)
    return np.mean(np.sum(np.exp(log_p) * (log_q - log_p), axis=-1))


def reverse_kl_with_entropy_added(student: Array, teacher: Array) -> Any:
    """Reverse KL with the sign of the student's entropy flipped."""
    log_q = log_law(student)
    q = np.exp(log_q)
    cross = -(q * log_law(teacher)).sum(axis=-1)
    entropy = -(q * log_q).sum(axis=-1)
    return (cross + entropy).mean()


def unweighted_log_ratio(student: Array, teacher: Array) -> Any:
    """Sum of log-ratios without the teacher's probabilities as weights."""
    return (log_law(teacher) - log_law(student)).sum(axis=-1).mean()


def kl_without_normalisers(student: Array, teacher: Array) -> Any:
    """Teacher-weighted difference of raw logits, taken for a KL."""
    return np.sum(law(teacher) * (teacher - student), axis=-1).mean()


def capped_class_terms_kl(student: Array, teacher: Array) -> Any:
    """Forward KL with the term of every class capped from above, so that the negative terms win."""
    log_p, log_q = log_law(teacher), log_law(student)
    return np.minimum(np.exp(log_p) * (log_p - log_q), 0.1).sum(axis=-1).mean()


# ---- wrong: top-k


def top_two_reverse_kl(student: Array, teacher: Array) -> Any:
    """Reverse KL summed over the teacher's two likeliest classes only."""
    log_p, log_q = log_law(teacher), log_law(student)
    return np.sum(np.where(top(teacher, 2), np.exp(log_q) * (log_q - log_p), 0.0), axis=-1).mean()


def top_two_forward_kl(student: Array, teacher: Array, temperature: float = 2.0) -> Any:
    """Forward KL summed over the teacher's two likeliest classes only."""
    log_p, log_q = log_law(teacher, temperature), log_law(student, temperature)
    kept = np.exp(log_p) * top(teacher, 2)
    return temperature**2 * np.sum(kept * (log_p - log_q)) / log_p[..., 0].size


def top_two_renormalised_kl(student: Array, teacher: Array) -> Any:
    """Forward KL between the laws within the teacher's two likeliest classes."""
    keep = top(teacher, 2)

    def within(logits: Array) -> Array:
        lowest = np.finfo(logits.dtype).min
        kept = np.where(keep, logits - np.where(keep, logits, lowest).max(axis=-1, keepdims=True), lowest)
        return kept - log_sum(kept)[..., None]

    log_p, log_q = within(teacher), within(student)
    return np.sum(np.where(keep, np.exp(log_p) * (log_p - log_q), 0.0), axis=-1).mean()


def top_one_bucketed_kl(student: Array, teacher: Array) -> Any:
    """Forward KL of the teacher's likeliest class, and of all others as one."""
    keep = top(teacher, 1)
    log_p, log_q = log_law(teacher), log_law(student)
    lowest = np.finfo(log_p.dtype).min
    rest_p, rest_q = log_sum(np.where(keep, lowest, log_p)), log_sum(np.where(keep, lowest, log_q))
    head = np.sum(np.where(keep, np.exp(log_p) * (log_p - log_q), 0.0), axis=-1)
    return np.mean(head + np.exp(rest_p) * (rest_p - rest_q))


WRONG: tuple[Case, ...] = (
    case(elementwise_mean_kl, "", "forward KL"),
    case(kl_without_t_squared, "", "forward KL", temperature=2.0),
    case(kl_with_t_squared_twice, "", "forward KL", temperature=2.0),
    case(teacher_only_temperature_kl, "zero_at_match least_at_teacher", temperature=2.0),
    case(student_only_temperature_reverse_kl, "zero_at_match least_at_teacher", temperature=2.0),
    case(temperature_after_log_softmax, "nonnegative zero_at_match least_at_teacher", temperature=2.0),
    case(smoothed_teacher_kl, "zero_at_match least_at_teacher"),
    case(softmax_twice_on_teacher_kl, "zero_at_match least_at_teacher"),
    case(probabilities_as_log_input, "nonnegative zero_at_match least_at_teacher"),
    case(probabilities_against_logits, "zero_at_match least_at_teacher shift"),
    case(log_of_softmax_kl, "finite", "forward KL"),
    case(naive_exponentials_reverse_kl, "finite", "reverse KL"),
    case(batch_maximum_kl, "finite", "forward KL"),
    case(ratio_estimator_reverse_kl, "finite", "reverse KL"),
    case(naive_chi_square, "finite", "chi-square divergence"),
    case(p_log_p_of_given_probabilities, "finite", "forward KL", teacher="probabilities"),
    case(negated_kl, "nonnegative least_at_teacher"),
    case(reverse_kl_with_entropy_added, "zero_at_match least_at_teacher"),
    case(unweighted_log_ratio, "nonnegative least_at_teacher"),
    case(kl_without_normalisers, "nonnegative least_at_teacher shift"),
    case(capped_class_terms_kl, "nonnegative least_at_teacher"),
    case(top_two_reverse_kl, "nonnegative least_at_teacher", "truncated reverse KL"),
    case(top_two_forward_kl, "nonnegative least_at_teacher", "truncated forward KL", temperature=2.0),
    case(top_two_renormalised_kl, "zero_only_at_match", "renormalised forward KL"),
    case(top_one_bucketed_kl, "zero_only_at_match", "bucketed forward KL"),
)
