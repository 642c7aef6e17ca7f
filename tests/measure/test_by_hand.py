"""One small measurement, every number of it computed again in a few lines, an example and a seed at a time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import t as student_t

import kdaudit
from numerics.decomposition import Units, kl, squared
from numerics.intervals import multiplier
from numerics.registry import operator

SEEDS, EXAMPLES, CLASSES, T = 3, 40, 3, 2.0
RNG = np.random.default_rng(7)
TARGET = RNG.dirichlet(np.full(3, 2.0), EXAMPLES)
TEACHER = softmax(np.log(TARGET) + 0.5 * RNG.standard_normal((SEEDS, EXAMPLES, CLASSES)), axis=-1)
STUDENT = softmax(0.2 * np.log(TARGET) + 0.2 * RNG.standard_normal((SEEDS, EXAMPLES, CLASSES)), axis=-1)
CLOSE = 1e-9  # sums in another order, and bias² as a difference of nearly equal sums


def by_hand(p, q, loss):
    """Risk, bias² and variance of each example: bias² over pairs of seeds, or by leaving each out of the centre."""
    if loss == "squared":
        risk = [np.mean([((s - y) ** 2).sum() for s in p[:, e]]) for e, y in enumerate(q)]
        bias = [np.mean([(a - y) @ (b - y) for a, b in combinations(p[:, e], 2)]) for e, y in enumerate(q)]
    else:
        risk, bias = [], []
        for e, y in enumerate(q):
            rows = np.log(p[:, e])

            def to(centre, y=y):
                return float((y * (np.log(y) - centre)).sum() + np.log(np.exp(centre).sum()))

            left = [to(np.delete(rows, s, axis=0).mean(axis=0)) for s in range(SEEDS)]
            bias.append(SEEDS * to(rows.mean(axis=0)) - (SEEDS - 1) * np.mean(left))
            risk.append(np.mean([(y * (np.log(y) - row)).sum() for row in rows]))
    return np.array(risk), np.array(bias), np.array(risk) - np.array(bias)


@pytest.fixture(scope="module", params=["squared", "kl"])
def case(request):
    q = operator("power")(TARGET, T)
    found = kdaudit.measure(TEACHER, STUDENT, target=TARGET, operator="power", temperature=T, loss=request.param)
    return found, q, request.param, *(by_hand(p, q, request.param) for p in (TEACHER, STUDENT))


def test_risks_and_parts(case):
    found, q, loss, *parts = case
    for side, (risk, bias, variance) in zip((found.teacher, found.student), parts, strict=True):
        assert side.risk == pytest.approx(risk.mean(), rel=CLOSE)
        for estimate, values in ((side.bias, bias), (side.variance, variance)):
            assert estimate.value == pytest.approx(values.mean(), rel=CLOSE)
            half = student_t.ppf(0.975, EXAMPLES - 1) * values.std(ddof=1) / np.sqrt(EXAMPLES)
            assert estimate.for_these_seeds.high - estimate.value == pytest.approx(half, rel=1e-6)
            assert estimate.value - estimate.for_these_seeds.low == pytest.approx(half, rel=1e-6)
    noise = 1 - (q**2).sum(axis=1) if loss == "squared" else -(q * np.log(q)).sum(axis=1)
    assert found.noise == pytest.approx(noise.mean(), rel=CLOSE)


def test_differences_and_who_wins(case):
    found, q, loss, teacher, student = case
    for part, estimate in ((1, found.bias_difference), (2, found.variance_difference)):
        gap = student[part] - teacher[part]
        assert estimate.value == pytest.approx(gap.mean(), rel=CLOSE)
        half = student_t.ppf(0.975, EXAMPLES - 1) * gap.std(ddof=1) / np.sqrt(EXAMPLES)
        assert estimate.for_these_seeds.high - estimate.value == pytest.approx(half, rel=1e-6)
    if loss == "squared":
        seeds = [((p - q) ** 2).sum(axis=-1).mean(axis=-1) for p in (TEACHER, STUDENT)]
    else:
        seeds = [(q * (np.log(q) - np.log(p))).sum(axis=-1).mean(axis=-1) for p in (TEACHER, STUDENT)]
    half = multiplier(SEEDS, 0.95) * np.hypot(*(s.std(ddof=1) for s in seeds)) / np.sqrt(SEEDS)
    value = seeds[1].mean() - seeds[0].mean()
    assert (found.difference, found.interval.high) == pytest.approx((value, value + half), rel=1e-6)
    M, spread = found.seeds_needed, np.hypot(*(s.std(ddof=1) for s in seeds))
    assert multiplier(M, 0.95) * spread / np.sqrt(M) < abs(value) <= multiplier(M - 1, 0.95) * spread / np.sqrt(M - 1)


@pytest.mark.parametrize("better", ["student", "teacher"])
def test_the_winner_is_who_has_the_smaller_risk(better):
    far = np.broadcast_to(np.array([0.98, 0.01, 0.01]), TEACHER.shape)
    near = TARGET + 0 * TEACHER
    pair = (far, near) if better == "student" else (near, far)
    assert kdaudit.measure(*pair, target=TARGET).decision == better


def test_groups_and_worst_examples(case):
    found, q, _, teacher, student = case
    sure = TEACHER.max(axis=-1).mean(axis=0)
    members = [(g, q.argmax(axis=-1) == int(g.name.split()[1])) for g in found.by_class]
    members += [
        (g, (sure >= float(g.name.split()[0])) & (sure < float(g.name.split()[2]))) for g in found.by_confidence
    ]
    for group, chosen in members:
        assert group.examples == chosen.sum()
        mine = (group.teacher_risk, group.teacher_bias, group.teacher_variance)
        theirs = (group.student_risk, group.student_bias, group.student_variance)
        assert mine == pytest.approx([v[chosen].mean() for v in teacher], rel=CLOSE, abs=1e-12)
        assert theirs == pytest.approx([v[chosen].mean() for v in student], rel=CLOSE, abs=1e-12)
    assert sum(g.examples for g in found.by_class) == sum(g.examples for g in found.by_confidence) == EXAMPLES
    order = np.argsort(teacher[0] - student[0])[:10]
    assert [w.example for w in found.worst] == [e for e in order if student[0][e] > teacher[0][e]]
    first = found.worst[0]
    assert (first.student_loss, first.teacher_loss) == pytest.approx(
        (student[0][order[0]], teacher[0][order[0]]), rel=CLOSE
    )


def test_calibration_before_and_after(case):
    found = case[0]
    for side, p in ((found.teacher, TEACHER), (found.student, STUDENT)):
        for given, as_found in zip((p, operator("power")(p, T)), side.calibration, strict=True):
            errors = []
            for row in given:
                place = np.minimum((row.max(axis=-1) * 15).astype(int), 14)
                gap = row.max(axis=-1) - TARGET[np.arange(EXAMPLES), row.argmax(axis=-1)]
                errors.append(sum(abs(gap[place == b].sum()) for b in range(15)) / EXAMPLES)
            assert as_found.expected_error == pytest.approx(np.mean(errors), rel=CLOSE)
            assert as_found.interval.low < as_found.squared_error < as_found.interval.high


@pytest.mark.parametrize("loss", [squared, kl])
def test_units_of_unequal_size(loss):
    """Units of one, three and two rows weigh alike: the jackknife over means of units, by leaving each out."""
    names, q = [0, 1, 1, 1, 2, 2], TARGET[:5]
    rows = softmax(RNG.standard_normal((6, 5, CLASSES)), axis=-1)
    rows = np.log(rows) if loss is kl else rows
    found = loss(rows, q, Units.named(names))
    means = np.stack([rows[[n == unit for n in names]].mean(axis=0) for unit in range(3)])
    alone = [loss(rows[[n]], q, Units.named([0])).losses[0] for n in range(6)]
    losses = np.stack(
        [np.mean([a for a, n in zip(alone, names, strict=True) if n == unit], axis=0) for unit in range(3)]
    )
    np.testing.assert_allclose(found.losses, losses, rtol=1e-12)
    whole = loss(means.mean(axis=0)[None], q, Units.named([0])).plug_in
    left = [loss(np.delete(means, u, axis=0).mean(axis=0)[None], q, Units.named([0])).plug_in for u in range(3)]
    np.testing.assert_allclose(found.plug_in, whole, rtol=1e-12)
    np.testing.assert_allclose(found.left_out, left, rtol=1e-9)  # differences of nearly equal numbers
    np.testing.assert_allclose(found.bias, 3 * whole - 2 * np.mean(left, axis=0), rtol=1e-8, atol=1e-12)


def test_units_of_another_number_of_rows():
    with pytest.raises(ValueError, match="5 rows, and units of 3"):
        Units.named(range(3)).means(np.ones((5, 2)))


def test_far_apart_logits_stay_finite():
    logits = np.array([[[0.0, 2000.0]], [[2000.0, 0.0]]])
    found = kdaudit.measure(logits, logits, labels=np.array([0]), logits=True, loss="kl")
    assert found.teacher.risk == pytest.approx(1000, rel=1e-12)  # half of them says 2000 nats
    assert np.isfinite(found.teacher.bias.value)


def test_twenty_seeds_have_intervals_over_seeds():
    p = softmax(np.log(TARGET) + 0.5 * RNG.standard_normal((20, EXAMPLES, CLASSES)), axis=-1)
    s = softmax(np.log(TARGET) + 0.1 * RNG.standard_normal((20, EXAMPLES, CLASSES)), axis=-1)
    found = kdaudit.measure(p, s, target=TARGET, units=range(20))
    pseudo = []
    for rows in (p, s):
        whole = ((rows.mean(axis=0) - TARGET) ** 2).sum(-1).mean()
        left = [((np.delete(rows, u, axis=0).mean(axis=0) - TARGET) ** 2).sum(-1).mean() for u in range(20)]
        pseudo.append(20 * whole - 19 * np.array(left))
    gap = pseudo[1] - pseudo[0]
    half = student_t.ppf(0.975, 19) * gap.std(ddof=1) / np.sqrt(20)
    over = found.bias_difference.over_seeds
    assert (over.low, over.high) == pytest.approx((gap.mean() - half, gap.mean() + half), rel=1e-6)
    mine = found.teacher.bias.over_seeds
    half = student_t.ppf(0.975, 19) * pseudo[0].std(ddof=1) / np.sqrt(20)
    assert (mine.low, mine.high) == pytest.approx((pseudo[0].mean() - half, pseudo[0].mean() + half), rel=1e-6)
