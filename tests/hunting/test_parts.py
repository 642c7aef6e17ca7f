"""The parts of the hunt, each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.hunting import jumps, margins
from numerics.hunting.confirmation import confirm, plainer
from numerics.hunting.domain import Domain
from numerics.hunting.ends import approach
from numerics.hunting.margins import Order, examine, reversal
from numerics.hunting.refining import bends
from numerics.hunting.sampling import broad, lattice, mixed, near_ties, some, thin
from numerics.hunting.subject import Subject, examined
from numerics.hunting.ties import closed_by_the_map, widest
from numerics.hunting.worst_cases import Case, WorstCases
from numerics.precision import FLOAT16, FLOAT32, FLOAT64
from numerics.registry import operator
from numerics.rounding import TINY, ULPS, Tolerance
from numerics.simplex import InputError, entropy
from tests.hunting.made_up import P, power, rng, subject


def test_the_tolerance_of_doubles_and_singles():
    q = np.array([[0.5, 0.3, 0.2]])
    condition = 1 + (np.abs(np.log(P[:1])) + np.abs(np.log(0.6))) / 2
    double, single = Tolerance(FLOAT64), Tolerance(FLOAT32)
    wanted = ULPS * condition * q + ULPS / 4 * 1.5 * 0.5 + TINY
    # within a few ulp, products being taken in another order
    np.testing.assert_allclose(double.entries(P[:1], 2.0, q), wanted, rtol=4e-15)
    np.testing.assert_allclose(double.order(P[:1], 2.0, q), ULPS / 2 * condition * q + TINY, rtol=4e-15)
    np.testing.assert_allclose(double.entropy(P[:1], 2.0, q), ((1 - np.log(q)) * wanted).sum(axis=-1), rtol=4e-15)
    assert double.jump(2.0) == pytest.approx(1e-9 + 4 * ULPS * 1.5, rel=1e-12)
    assert (double.apart, double.total(3), single.total(3)) == (4 * ULPS, 1e-9, 1e-5)
    assert single.eps == 2.0**-23
    told = Tolerance(allowance=lambda p, T, q: 0 * q + 7.0)
    assert (told.entries(P, 2.0, P) == 7).all()
    assert (told.order(P, 2.0, P) == 7).all()


def test_a_domain_says_what_is_wrong_with_it():
    for options, says in (
        ({"coldest": 0.0}, "need 0 < coldest < hottest, got 0:50"),
        ({"hottest": np.inf}, "need 0 < coldest < hottest"),
        ({"classes": ()}, "need numbers from 2 on"),
        ({"floor": 0.01}, r"in \[0, 1/V\) = \[0, 0.01\) for V = 100, got 0.01"),
    ):
        with pytest.raises(InputError, match=says):
            Domain(**options)


def test_no_window_one_hundredth_wide_is_missed():
    shares = [Domain().dense_temperatures(V, 10**6) for V in Domain().classes]
    every = np.unique(np.concatenate(shares))
    np.testing.assert_array_equal(every, Domain(classes=(5,)).dense_temperatures(5, 10**6))
    assert len(every) > 5 * max(map(len, shares))
    assert len(Domain().dense_temperatures(5, 100)) < 110
    assert (every[0], every[-1]) == (0.1, 50.0)
    assert 1.0 in every
    gaps = np.diff(every)
    assert gaps.max() < 0.01
    assert (gaps / every[:-1]).max() < 0.0031
    assert (np.diff(Domain(1e-3, 1e6, classes=(3,)).dense_temperatures(3, 10**6)) > 0).all()


def test_laws_are_laws_and_of_their_kinds():
    kinds = {
        "broad": broad(rng(), 5, 400),
        "ties": near_ties(rng(), 5, 300),
        "thin": thin(rng(), 5, 300, zeros=False),
        "zeros": thin(rng(), 5, 300, zeros=True),
        "mixed": mixed(rng(), 5, 10, Domain()),
        "lattice": lattice(3, 100),
    }
    for p in kinds.values():
        np.testing.assert_allclose(p.sum(axis=-1), 1, atol=1e-12, rtol=0)
        assert p.min() >= 0
    ordered = np.sort(kinds["ties"], axis=-1)
    gap = (np.diff(ordered) / ordered[:, 1:]).min(axis=-1)
    assert ((gap > 1e-14) & (gap < 1e-11)).sum() > 10
    assert (kinds["thin"] > 0).all()
    assert kinds["thin"].min() < 1e-200
    assert (kinds["zeros"] == 0).any(axis=-1).mean() > 0.6
    assert ((kinds["zeros"] > 0) & (kinds["zeros"] < 1e-6)).any()
    assert len(kinds["lattice"]) == 5151
    assert len(some(rng(), kinds["broad"], 7)) == 7
    above = Domain(floor=1e-3).raised(kinds["zeros"])
    assert above.min() >= 1e-3
    np.testing.assert_allclose(above.sum(axis=-1), 1, atol=1e-12, rtol=0)


def test_worst_cases_keep_the_worst_of_each_kind():
    worst_cases = WorstCases()
    p = np.array([[0.5, 0.5], [1.0, 0.0], [0.9, 0.1]])
    worst_cases.enter("ranking", np.array([1.0, 3.0, 2.0]), p, 2.0)
    worst_cases.enter("ranking", np.array([np.nan, -1.0, 0.5]), p, np.array([1.0, 2.0, 3.0]))
    assert [case.margin for case in worst_cases.worst("ranking")] == [3.0, 2.0, 1.0, 0.5, -1.0]
    assert [case.margin for case in worst_cases.telling("ranking")] == [2.0, 1.0, 0.5, 3.0]
    assert worst_cases.examples == {"ranking": 6}
    assert worst_cases.thinnest == {"ranking": 0.5}
    other = WorstCases()
    other.enter("ranking", np.array([9.0]), np.array([[0.8, 0.1, 0.1]]), 1.0)
    assert worst_cases.merge([other]).worst("ranking")[0].margin == 9.0
    assert worst_cases.examples == {"ranking": 7}


def test_the_worst_temperatures_are_those_of_each_side():
    """Where laws inside are moved most at other temperatures than laws with a zero, both are entered."""
    p, T = np.array([[0.6, 0.3, 0.1], [0.7, 0.3, 0.0]]), np.arange(2.0, 12.0)

    def off(p, T):  # a sum that is wrong: inside by T, with a zero by 1/T
        return p * (1 + np.where(p.min(axis=-1, keepdims=True) > 0, T, 1 / T))

    worst_cases = WorstCases()
    examine(worst_cases, subject(off), p, T)
    first = {side: next(c for c in worst_cases.worst("simplex") if c.on_the_boundary == side) for side in (False, True)}
    assert {side: case.T for side, case in first.items()} == {False: 11.0, True: 2.0}
    assert worst_cases.examples["simplex"] == len(p) * len(T)


def test_margins_are_what_they_say():
    """By hand: at T = 2 the map exchanges the last two entries, at T = 3 it goes back to p."""

    def F(p, T):
        return p[..., [0, 2, 1]] if T == 2 else (p + 1 / 3) / 2 if T == 2.5 else p

    worst_cases = WorstCases()
    examine(worst_cases, subject(F), P[:1], np.array([1.0, 2.0, 2.5, 3.0]))
    (ranking, *_), (fall, *_) = worst_cases.worst("ranking"), worst_cases.worst("entropy")
    assert (ranking.T, ranking.margin) == (2.0, pytest.approx(0.2, rel=1e-12))
    assert (fall.T, fall.other_temperature) == (3.0, 2.5)
    assert fall.margin == pytest.approx(float(entropy((P[0] + 1 / 3) / 2) - entropy(P[0])), rel=1e-10)
    assert worst_cases.worst("identity")[0].margin < 0
    assert worst_cases.worst("simplex")[0].margin < 0


def test_a_fall_is_seen_across_blocks(monkeypatch):
    monkeypatch.setattr("numerics.hunting.margins.BLOCK", 7)
    worst_cases = WorstCases()
    temperatures = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    examine(worst_cases, subject(lambda p, T: power(p, T if T < 7 else 1.5)), P, temperatures)
    fall = worst_cases.telling("entropy")[0]
    assert (fall.T, fall.other_temperature) == (7.0, 6.0)


def test_ties_closed_by_floats_are_told_from_ties_closed_by_the_map():
    def case(p, T):
        return Case("ties", 0.1, tuple(p), T)

    for F, p, T, closed in (
        (power, [0.9, 0.1 - 1e-40, 1e-40], 0.02, False),  # underflow of both
        (power, [0.5 + 1e-16, 0.5 - 1e-16], 50.0, False),  # rounding
        (lambda p, T: power(p, np.exp(T - 1)), [0.6, 0.3, 0.1], 45.0, False),  # all but uniform, by rounding
        (operator("top_k:2").formula, [0.5, 0.3, 0.15, 0.05], np.array([[2.0]]), True),
        (operator("flattening").formula, [0.6, 0.3, 0.1], np.array([[3.0]]), True),
        (lambda p, T: power(np.round(p, 3), T), [0.5001, 0.4999], 2.0, True),
        (lambda p, T: np.full_like(p, 1 / p.shape[-1]), [0.6, 0.4], 2.0, True),
    ):

        def called(p, T, F=F):
            return F(p, np.array([[T]])) if F.__name__ == "formula" else F(p, T)

        t = float(np.squeeze(T))
        assert closed_by_the_map(subject(called), case(p, t), 0.01, 50.0) is closed, (p, t)
    assert widest(np.array([0.1, 0.3, 0.6]), np.array([0.2, 0.2, 0.6])) == (0, 1)
    assert widest(np.array([0.1, 0.3, 0.6]), np.array([0.1, 0.2, 0.7])) is None


def test_a_jump_persists_and_a_slope_does_not():
    def steep(p, T):
        return power(p, T * (1 + 0.3 * np.tanh(1e6 * (p[..., :1] - 0.4))))

    def broken(p, T):
        return power(p, T * (1 + 1e-3 * (p[..., :1] > 0.4)))

    for F, jumps_ in ((power, False), (steep, False), (broken, True)):
        worst_cases = WorstCases()
        jumps.along_paths(worst_cases, subject(F), rng(), 3, Domain())
        assert bool(worst_cases.telling("continuity")) is jumps_


def test_a_plateau_refutes_and_a_slow_approach_does_not():
    def found(F, **span):
        worst_cases = WorstCases()
        ends = approach(worst_cases, subject(F), rng(), 3, Domain(**{"floor": 1e-3, **span}))
        return bool(worst_cases.telling("boundary")), ends.supported

    assert found(power) == (False, True)
    assert found(lambda p, T: power(p, T**0.2)) == (False, False)
    assert found(lambda p, T: power(p, min(T, 5.0)), hottest=1e3) == (True, False)
    assert found(lambda p, T: power(p, max(T, 0.2)), coldest=1e-3)[0]
    assert found(lambda p, T: power(p, max(T, 0.2)))[0] is False  # a factor of 2 only


@pytest.mark.parametrize("precision", [FLOAT16, FLOAT32, FLOAT64], ids=lambda precision: precision.name)
def test_smaller_entries_are_those_that_the_precision_tells_apart(precision):
    """By counting: of ties, of entries a few ulp apart, of zeros; and the gap is that to the largest of them."""
    tolerance, V = Tolerance(precision), 9
    p = rng().standard_gamma(1.0, (60, V))
    p[:20, 3:6] = p[:20, 2:3] * (1 + precision.eps * np.arange(1, 4) * 20)
    p[10:30, 5:8] = p[10:30, 4:5]
    p[25:40, :2] = 0.0
    p = np.concatenate([p / p.sum(axis=-1, keepdims=True), np.full((1, V), 1 / V)])
    order = Order.of(p, tolerance)
    np.testing.assert_array_equal(order.laws, np.sort(p, axis=-1))
    below = order.below(order.sorted(p[None]))[0]
    for law, smaller, gap, under in zip(order.laws, order.smaller, order.gap, below, strict=True):
        assert smaller.tolist() == [int((law < x * (1 - tolerance.apart)).sum()) for x in law]
        assert gap.tolist() == [x - law[count - 1] if count else 0.0 for x, count in zip(law, smaller, strict=True)]
        assert under.tolist() == [law[count - 1] if count else -np.inf for count in smaller]


def test_a_reversal_is_the_widest_of_all_pairs():
    """Not of neighbours alone, of which each may be within its rounding."""
    p, q = np.array([[0.3, 0.1, 0.4, 0.2]]), np.array([[[0.2, 0.4, 0.1, 0.3]]])
    order = Order.of(p, Tolerance())
    assert reversal(order, order.sorted(q), np.zeros((1, 1, 4)))[0, 0] == pytest.approx(0.3, abs=1e-15)
    assert reversal(order, order.sorted(q), np.full((1, 1, 4), 0.1))[0, 0] == pytest.approx(0.1, abs=1e-15)


def test_confirmation_is_exact_and_plain():
    reversing = subject(lambda p, T: p[..., ::-1].copy())
    case = Case("ranking", 0.5, (0.30000000000000004, 0.7), 2.0, other_temperature=None)
    plain = plainer(reversing, case)
    assert plain.p == (0.3, 0.7)
    witness = confirm(reversing, plain)
    assert (witness.q, witness.T) == ((0.7, 0.3), 2.0)
    assert witness.says == "p_2 = 0.7 > p_1 = 0.3, but q_2 = 0.3 < q_1 = 0.7"
    assert confirm(subject(power), case) is None


def test_a_map_that_mixes_rows_or_is_none_is_turned_away():
    for F, says in (
        (lambda p, T: p / p.sum() * len(p), "every row is softened by itself"),
        (lambda p, T: rng().permuted(p, axis=0) if p.ndim > 1 else p, "every row is softened by itself"),
    ):
        with pytest.raises(InputError, match=says):
            examined(subject(F), 3, 2.0)
    examined(subject(power), 3, 2.0)


def test_an_operator_is_called_once_for_many_temperatures():
    F = operator("logit")
    registered, stranger = Subject(F, "logit", operator=F), subject(F)
    temperatures = np.geomspace(0.01, 1e4, 50)
    np.testing.assert_array_equal(registered.over(P, temperatures), stranger.over(P, temperatures))
    assert (registered.calls, stranger.calls) == (1, 50)
    assert registered.tolerance.allowance is F.allowance


def test_the_fall_of_entropy_does_not_depend_on_how_many_temperatures_are_looked_at_at_once(monkeypatch):
    """Not by a bit, where the last of a block is compared with the first of the next."""
    T = np.geomspace(0.5, 20, 40)

    def found(function):
        worst_cases = WorstCases()
        examine(worst_cases, subject(function), P, T)
        return worst_cases.worst("entropy")[0]

    def cools(p, T):
        return power(p, T if T < 5 else 5 / T)

    together = found(power), found(cools)
    monkeypatch.setattr(margins, "BLOCK", P.size)
    apart = found(power), found(cools)
    for one, other in zip(together, apart, strict=True):
        assert (one.margin, one.T, one.p) == (other.margin, other.T, other.p)
    assert together[0].margin < 0 < together[1].margin


def test_a_bump_bends_and_a_corner_does_not():
    x = np.arange(20.0)
    corner = np.abs(x - 12)
    assert bends((corner + 0.3 * (x >= 6))[:, None], x)[0] == 5
    beside = np.stack([corner, np.where(x >= 15, 0.1, 0.0)], axis=1)
    assert bends(beside, x)[0] == 14
