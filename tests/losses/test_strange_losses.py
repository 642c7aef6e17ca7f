"""Losses that were once judged wrongly: what is no number, no loss of an example, no mean, no top k, no name."""

from __future__ import annotations

import pytest

import kdaudit
from kdaudit.testing import assert_loss
from tests.losses.fifteen import EXAMPLES

FEW = {"classes": (3,)}
STRANGE = """
import numpy as np
from scipy.special import log_softmax, softmax
def kl(student, teacher):
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return (np.exp(t) * (t - s)).sum(axis=-1).mean()
def nothing_at_a_match(student, teacher):
    return kl(student, teacher) * (np.nan if np.array_equal(student, teacher) else 1.0)
def labels_alone(student, teacher, labels):
    return -np.take_along_axis(log_softmax(student, axis=-1), labels[..., None], axis=-1).mean()
def falls_far_out(student, teacher):
    return -1.0 if log_softmax(student, axis=-1).min() < -12 else kl(student, teacher)
def fifty(student, teacher, k=50):
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    best = np.argsort(-t, axis=-1)[..., :k]
    s, t = np.take_along_axis(s, best, axis=-1), np.take_along_axis(t, best, axis=-1)
    return (np.exp(t) * (t - s)).sum(axis=-1).mean()
def over_log_v(student, teacher):
    return kl(student, teacher) / np.log(student.shape[-1])
def over_v_squared(student, teacher):
    return kl(student, teacher) / student.shape[-1] ** 2
def over_examples(student, teacher):
    s, t = log_softmax(student, axis=0), log_softmax(teacher, axis=0)
    return (np.exp(t) * (t - s)).sum(axis=0).mean()
def at_random(student, teacher):
    return kl(student, teacher) * np.random.default_rng().uniform(0.5, 1.5)
def swapped(teacher_logits, student_logits):
    return kl(student_logits, teacher_logits)
def with_bools(student, teacher, mask):
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return (np.exp(t) * (t - s)).sum(axis=-1)[mask].mean()
def largest(student, teacher):
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    return (np.exp(t) * (t - s)).sum(axis=-1).max()
def entropy(student, teacher):
    s = log_softmax(student, axis=-1)
    return -(np.exp(s) * s).sum(axis=-1).mean()
def halved(student, teacher):
    return kl(student.astype(np.float16).astype(np.float32), teacher.astype(np.float16).astype(np.float32))
def distance(student, teacher):
    s, t = log_softmax(student, axis=-1), log_softmax(teacher, axis=-1)
    m = np.logaddexp(s, t) - np.log(2)
    js = (np.exp(t) * (t - m)).sum(axis=-1) / 2 + (np.exp(s) * (s - m)).sum(axis=-1) / 2
    return np.sqrt(np.maximum(js, 0)).mean()
def of_the_next(student, teacher, labels):
    s, t = log_softmax(student[:, :-1], axis=-1), log_softmax(teacher[:, :-1], axis=-1)
    count = labels[:, 1:] != -100
    return ((np.exp(t) * (t - s)).sum(axis=-1) * count).sum() / max(count.sum(), 1)
"""


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    path = tmp_path_factory.mktemp("strange") / "strange.py"
    path.write_text(STRANGE, encoding="utf-8")
    return lambda name, **options: kdaudit.audit_loss(f"{path}:{name}", **{"classes": (3,), **options})


def test_what_is_no_number_is_no_match(strange):
    found = strange("nothing_at_a_match")
    assert {"finite", "zero_at_match"} <= set(found.refuted)
    assert found.family is None


def test_labels_alone_are_no_divergence(strange):
    found = strange("labels_alone", labels="labels")
    assert found.family.name == "cross-entropy of labels"
    assert found.questions["zero_at_match"].verdict == "not asked"


def test_a_name_is_kept_only_where_it_has_what_is_refuted(strange):
    found = strange("falls_far_out", classes=(3, 8))
    assert {"nonnegative", "least_at_teacher"} <= set(found.refuted)
    assert found.family is None
    assert any("the values of forward KL" in limit for limit in found.limits)


def test_a_name_holds_at_the_largest_number_of_classes(strange):
    found = strange("fifty", classes=(3, 200))
    assert (found.family.name, found.top_k.k, found.top_k.missing) == ("truncated forward KL", 50, "left out")
    assert "with 10 classes it is forward KL, and with 200 it is truncated forward KL over 50 of them" in found.limits


@pytest.mark.parametrize(("name", "says"), [("over_log_v", ", at V = 3"), ("over_v_squared", ", divided by V²")])
def test_a_factor_says_how_it_depends_on_v(strange, name, says):
    assert says in strange(name).says


def test_large_v_alone(strange):
    found = strange("kl", classes=(16,))
    assert (found.refuted, found.family.name) == ((), "forward KL")
    assert "no descents beyond V = 12" in found.questions["least_at_teacher"].scope


@pytest.mark.parametrize(
    ("name", "says"),
    [("over_examples", "is a softmax taken over another axis"), ("at_random", "two calls with the same input differ")],
)
def test_what_is_no_loss_of_an_example_is_said(strange, name, says):
    with pytest.raises(kdaudit.UsageError, match=says):
        strange(name)


def test_what_a_signature_says_is_a_limit(strange):
    assert any("'teacher_logits' and was given the student" in limit for limit in strange("swapped").limits)


def test_a_mask_of_truth_values(strange):
    found = strange("with_bools", mask="mask")
    assert (found.refuted, found.questions["masked"].verdict) == ((), "supported")


def test_the_largest_of_a_batch_is_no_mean(strange):
    found = strange("largest")
    assert found.reduction.examples == "other"
    assert found.refuted == ("accumulation",)


def test_a_loss_of_one_side_looks_at_no_top_k(strange):
    assert strange("entropy").top_k is None


def test_half_precision_within_excuses_what_it_rounds(strange):
    found = strange("halved")
    assert found.refuted == ()
    assert "its values have the precision of float16, and are judged by it" in found.limits


def test_a_cusp_at_the_match_is_no_fault(strange):
    assert strange("distance").refuted == ()


def test_labels_of_the_next_token(strange):
    found = strange("of_the_next", labels="labels")
    assert (found.refuted, found.family.name) == ((), "forward KL")
    assert "tokens that follow one that counts" in found.questions["accumulation"].scope


def test_a_parameter_given_at_its_end_is_looked_at():
    found = kdaudit.audit_loss(f"{EXAMPLES}:jensen_shannon_switched", arguments={"beta": 1}, **FEW)
    assert found.refuted == ("continuous",)


def test_the_witness_of_a_mask_is_the_whole_batch():
    from examples.losses import padding_counts  # noqa: PLC0415

    seen = kdaudit.audit_loss(padding_counts, mask="mask", **FEW).questions["masked"].witness
    first = padding_counts(seen.student, seen.teacher, seen.also["mask"])
    again = padding_counts(*(seen.also[f"{name}_again"] for name in ("student", "teacher", "mask")))
    assert first == seen.value
    assert abs(first - again) > 0.1


def test_what_was_not_asked_asserts_nothing():
    with pytest.raises(AssertionError, match="masked was not asked: no mask was named"):
        assert_loss(f"{EXAMPLES}:reverse_kl", questions=["masked"], **FEW)
