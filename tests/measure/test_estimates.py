"""On synthetic models of known bias, variance and noise: estimates are unbiased, intervals hold what they promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import kdaudit
from kdaudit.predictions.estimates import _over_units
from numerics.decomposition import Units, kl, squared
from numerics.intervals import Mean, difference, multiplier, normal_multiplier, seeds_needed
from numerics.teachers.digit_students import digit_students
from tests.measure import synthetic

CASES = [(model, seeds, loss) for loss in ("squared", "kl") for model in synthetic.MODELS for seeds in synthetic.SEEDS]
DOCS = Path(__file__).parents[2] / "docs" / "measure.md"


@pytest.mark.parametrize(("model", "seeds", "loss"), CASES)
def test_unbiased_and_covering(model, seeds, loss):
    found = synthetic.measured(model, seeds, loss)
    for part, truth in found.truth.items():
        ours, plug_in = found.ours[part], found.plug_in[part]
        error = ours.std() / np.sqrt(len(ours))
        simulated = 2e-3 * abs(truth) + 1e-9 if loss == "kl" else 1e-12  # how well the truth is known
        assert abs(ours.mean() - truth) <= 4 * error + simulated
        if error and seeds < 20:
            assert abs(plug_in.mean() - truth) > 4 * error  # the plug-in is not
    assert found.covered >= 0.93


def test_students_t_does_not_cover_where_one_shift_moves_all():
    for seeds in (3, 5):
        assert synthetic.measured("one shift alone", seeds).covered_by_t < 0.9


def test_the_table_is_the_one_in_the_documentation():
    text = DOCS.read_text(encoding="utf-8")
    block = text.partition("<!-- coverage -->\n")[2].partition("\n\n")[0]
    assert block == synthetic.table()


@pytest.mark.parametrize("shift", [0.0, 0.15])
def test_intervals_over_seeds_from_twenty_on(shift):
    """The jackknife's, of bias² and of variance: near what they promise where pseudo-values are near normal."""
    rng = np.random.default_rng(0)
    M, sets, examples = 20, 400, 30
    held = {"bias": 0, "variance": 0}
    away = np.array([0.3, -0.3])
    for _ in range(sets):
        p = away + 0.2 * rng.standard_normal((M, examples, 2)) + shift * rng.standard_normal((M, 1, 2))
        terms = squared(p, np.zeros((examples, 2)), Units.named(range(M)))
        losses, left_out = terms.losses.mean(axis=1), terms.left_out.mean(axis=1)
        pseudo = M * terms.plug_in.mean() - (M - 1) * left_out
        truth = {"bias": 0.18, "variance": 2 * (0.04 + shift**2)}
        for part, values in (("bias", pseudo), ("variance", losses - pseudo)):
            interval = _over_units(values, 0.95)
            held[part] += interval.low <= truth[part] <= interval.high
    assert min(held.values()) >= 0.9 * sets  # of 95 %: variance is skew, and 20 seeds are few


def test_no_interval_over_seeds_below_twenty():
    assert _over_units(np.arange(19.0), 0.95) is None


QUADRATICS = {
    "z²": lambda z: z[0] ** 2,
    "(1 + z)²": lambda z: (1 + z[0]) ** 2,
    "z² − w²/2": lambda z: z[0] ** 2 - z[1] ** 2 / 2,
    "z² + zw + w": lambda z: z[0] ** 2 + z[0] * z[1] + z[1],
    "−z² + z": lambda z: -(z[0] ** 2) + z[0],
    "z": lambda z: z[0],
}
MEANS = {"z²": 1.0, "(1 + z)²": 2.0, "z² − w²/2": 0.5, "z² + zw + w": 1.0, "−z² + z": -1.0, "z": 0.0}


@pytest.mark.parametrize("name", QUADRATICS)
@pytest.mark.parametrize("seeds", [2, 3, 7, 20])
def test_the_multiplier_covers_every_quadratic(name, seeds):
    z = np.random.default_rng(1).standard_normal((2, 50_000, seeds))
    values = QUADRATICS[name](z)
    error = values.std(axis=1, ddof=1) / np.sqrt(seeds)
    covered = (np.abs(values.mean(axis=1) - MEANS[name]) <= multiplier(seeds, 0.95) * error).mean()
    assert covered >= 0.945  # five standard errors of a share of 50,000 below 0.95


def test_two_samples_cover_at_unequal_spreads():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(2000):
        a, b = rng.normal(0, 1, 3), rng.normal(0, 5, 8)
        interval = difference(Mean.of(a), Mean.of(b), 0.95, normal=True)
        held += interval.low <= 0 <= interval.high
    assert held >= 0.935 * 2000  # three standard errors below 0.95


def test_seeds_needed():
    needed = seeds_needed(0.5, 1.0, 0.95)
    assert multiplier(needed, 0.95) / np.sqrt(needed) < 0.5 <= multiplier(needed - 1, 0.95) / np.sqrt(needed - 1)
    assert seeds_needed(0.0, 1.0, 0.95) is None
    assert seeds_needed(1.0, 1e-9, 0.95) == 2


def test_the_multiplier_of_very_many_seeds_is_as_near_as_that_of_few():
    """Of a thousand seeds, from 100,000 samples of our own; a fifth of the samples that are drawn misses by 2 %."""
    rng, found = np.random.default_rng(3), []
    for _ in range(100):
        squares = rng.standard_normal((1000, 1000)) ** 2
        found.append(np.sqrt(1000) * np.abs(squares.mean(axis=1) - 1) / squares.std(axis=1, ddof=1))
    assert multiplier(1000, 0.95) == pytest.approx(np.quantile(np.concatenate(found), 0.95), rel=0.01)


def test_the_multiplier_is_never_less_than_students():
    assert all(multiplier(M, 0.95) >= normal_multiplier(M, 0.95) for M in (2, 5, 300))


def test_the_documentation_says_what_students_of_digits_do():
    pytest.importorskip("sklearn")
    found = digit_students(100, 20, (16,), drawn=True, temperature=4.0)
    drawn = kdaudit.measure(found.dense, found.sparse[16], target=found.target, units=range(20))
    assert drawn.decision == "student"
    page = " ".join((DOCS.parents[1] / "docs" / "predictions.md").read_text(encoding="utf-8").split())
    fall, rise = drawn.variance_difference, drawn.bias_difference
    less, more = fall.over_seeds, rise.over_seeds
    falls = f"variance falls by {-fall.value:.3f} (over seeds {-less.high:.3f} to {-less.low:.3f} at 95 %)"
    assert f"{falls} and bias² rises by {rise.value:.3f} ({more.low:.3f} to {more.high:.3f})" in page
    found = digit_students(100, 8, (16,))
    soft = kdaudit.measure(found.dense, found.sparse[16], target=found.target, units=range(8))
    assert soft.decision == "teacher"
    assert soft.variance_difference.value > 0


def test_rows_that_are_the_same_have_no_variance_under_kl():
    """Single precision leaves their sums 1e-7 from one; so is the centre, and rows are normalised alike."""
    rng = np.random.default_rng(3)
    row = rng.dirichlet(np.ones(50), 40).astype(np.float32)
    log_p = np.log(np.stack([row] * 3).astype(np.float64))
    terms = kl(log_p, rng.dirichlet(np.ones(50), 40), Units.named(["a", "b", "c"]))
    np.testing.assert_allclose(terms.losses.mean(axis=0) - terms.plug_in, 0, atol=1e-14, rtol=0)
