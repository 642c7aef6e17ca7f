"""What is no prediction, no target or no label is refused in one line, which says what to do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_softmax

import kdaudit
from kdaudit.errors import UsageError
from kdaudit.predictions.remedies import are_laws, are_the_likeliest
from tests.measure.made_up import EXAMPLES, LABELS, TARGET, P, S, V, Z, bfloat16, notes, risk, rng


def test_rounded_rows_are_refused_with_a_way_on_which_the_result_records():
    rounded = np.round(P, 4)
    with pytest.raises(UsageError, match=r"teacher: seed \d, example \d+: sums to .*; --renormalise divides"):
        kdaudit.measure(rounded, S, target=TARGET)
    found = kdaudit.measure(rounded, S, target=TARGET, renormalise=True)
    assert found.teacher.risk == pytest.approx(risk(rounded / rounded.sum(axis=-1, keepdims=True)), rel=1e-12)
    assert "teacher: rows were divided by their sums, which were up to 0.0002 from one" in notes(found)
    assert found.document()["sums_off"]["teacher"] > 1e-5


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([np.inf, *[0.0] * 5], "has entry inf at class 0, which is not finite"),
        ([np.nan, *[0.2] * 5], "has entry nan at class 0, which is not finite"),
        ([0.0] * 6, "sums to 0, not 1"),
        ([-0.5, 1.5, *[0.0] * 4], "has entry -0.5 at class 0, which is negative"),
    ],
)
def test_what_no_sum_can_divide_is_refused_with_renormalise_too(row, says):
    bad = P.copy()
    bad[1, 9] = row
    with pytest.raises(UsageError, match=f"teacher: seed 1, example 9: {says}"):
        kdaudit.measure(bad, S, target=TARGET, renormalise=True)


def test_what_is_sorted_by_chance_is_no_top_k():
    """A row of ten in order is one in 3.6 million, of nine one in 360,000; the limit is a million."""
    for k, found in ((9, False), (10, True)):
        assert are_the_likeliest(np.log(np.full((1, k), 1 / 11)) - np.arange(k)) == found


def test_sums_near_one_are_probabilities_and_others_are_logits():
    for total, found in ((1.04, True), (0.96, True), (1.06, False), (1.4, False)):
        assert are_laws(np.full((3, 4), total / 4)) == found


RANKED = np.sort(log_softmax(rng(23).normal(0, 2, (1, EXAMPLES, 100)), axis=-1))[..., ::-1][..., :5]


@pytest.mark.parametrize(
    ("teacher", "options", "says"),
    [
        (
            bfloat16(P).astype(np.float32),
            {"logits": True},
            "its rows are probabilities, which sum to one; leave it out",
        ),
        (RANKED, {"logits": True}, "logarithms of the likeliest 5 of more classes, sorted by rank"),
        (Z[0], {}, "is negative; if these are logits or logarithms, --logits takes them"),
        (
            np.moveaxis(P, -1, 0),
            {},
            "sums along axis -3 are one: classes must be the last axis, as numpy.moveaxis(x, -3, -1)",
        ),
        (None, {}, "teacher: expected a file or an array, got None"),
        ({"logits": Z}, {}, "teacher: expected a file or an array, got a dict of logits: give one of these"),
        (np.load, {}, "teacher: an array of objects is a pickle"),
    ],
    ids=["probabilities as logits", "top-k", "logits", "axes", "None", "dict", "function"],
)
def test_what_is_something_else_is_told_so(teacher, options, says):
    n = V if not isinstance(teacher, np.ndarray) else teacher.shape[-1]
    examples = EXAMPLES if not isinstance(teacher, np.ndarray) else teacher.shape[1]
    target = np.full((examples, n), 1 / n)
    with pytest.raises(UsageError) as raised:
        kdaudit.measure(teacher, teacher, target=target, **options)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (LABELS.astype(float), "labels: need integers, not float64; they are all whole: save labels.astype(int)"),
        (rng().random(EXAMPLES), "they are not whole: are these probabilities? --target"),
        (np.where(LABELS == 0, -1, LABELS), "has label -1, outside 0 to 5 (and not -100, which leaves an example out)"),
    ],
)
def test_labels_that_are_none(labels, says):
    with pytest.raises(UsageError) as raised:
        kdaudit.measure(P, S, labels=labels)
    assert says in str(raised.value)


def test_classes_that_are_sorted_by_themselves_are_no_ranks():
    z = np.sort(rng().normal(0, 2, (2, 40, 2)), axis=-1)[..., ::-1]
    log_p = log_softmax(z, axis=-1)
    found = kdaudit.measure(log_p, log_p, labels=np.zeros(40, int), logits=True)
    assert found.teacher.accuracy == 1.0
    assert not are_the_likeliest(log_p)


@pytest.mark.parametrize(("left", "likeliest"), [(5e-4, False), (5e-3, True)])
def test_ranks_leave_something_to_other_classes(left, likeliest):
    """Logarithms of three digits are off by half a thousandth: so much is not left; ten times that is."""
    rows = np.tile(np.log((1 - left) * np.array([0.6, 0.3, 0.1])), (1, 40, 1))
    assert are_the_likeliest(rows) == likeliest


def test_the_likeliest_are_told_apart_from_what_they_might_be_taken_for():
    for rows, says in ((RANKED, "logarithms"), (np.exp(RANKED), "probabilities")):
        with pytest.raises(UsageError, match=f"these are {says} of the likeliest 5 of more classes"):
            kdaudit.measure(rows, rows, target=np.full((EXAMPLES, 5), 0.2))


@pytest.mark.parametrize("given", ["labels", "target"])
def test_axes_in_another_order_are_said_to_be_so(given):
    rows, laws = np.full((2, 3, 30), 1 / 30), np.full((30, 3), 1 / 3)
    about = {"labels": {"labels": np.zeros(30, int)}, "target": {"target": laws}}[given]
    for one in (rows, rows[0]):
        with pytest.raises(UsageError, match=r"the last axis, as numpy\.moveaxis\(x, -2, -1\) has them"):
            kdaudit.measure(one, one, **about)
    swapped = np.full((30, 2, 3), 1 / 3)
    with pytest.raises(
        UsageError, match=r"30 examples: seeds must be the first axis, as numpy\.swapaxes\(x, 0, 1\) has them"
    ):
        kdaudit.measure(swapped, swapped, **about)
    square = np.full((30, 30, 3), 1 / 3)  # as it should be, and not told from any other order
    assert kdaudit.measure(square, square, **about).teacher.rows == 30
    with pytest.raises(UsageError, match=r"has shape|of shape"):
        kdaudit.measure(rows, rows, **dict.fromkeys(about, np.array(3)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: 100 * p, "percentages: --renormalise"),
        (lambda p: p - 1e-3, r"numpy\.maximum\(x, 0\) and --renormalise"),
    ],
)
def test_percentages_and_rounding_below_zero_are_told_what_to_do(change, says):
    rows = np.zeros((1, EXAMPLES, V))
    rows[..., 0] = 1
    with pytest.raises(UsageError, match=says):
        kdaudit.measure(change(rows), P, labels=LABELS)


def test_what_an_operator_made_zero_is_not_the_model_s():
    with pytest.raises(UsageError, match="softened, gives class"):
        kdaudit.measure(P, S, target=TARGET, operator="top_k:2", temperature=1.0, soften="both", loss="kl")
    with pytest.raises(UsageError, match="--soften both: softens by --operator"):
        kdaudit.measure(P, S, target=TARGET, soften="both")
