r"""Equal classes stay equal.

Let F = F_T rank strictly (A1) and be continuous in p (A2). If p_i = p_j then F(p)_i = F(p)_j, on the
closed simplex, every V ≥ 2.
Proof. Suppose F(p)_i − F(p)_j = g > 0. Take any p' near p with p'_j > p'_i (move a little mass to j).
By A1, F(p')_j − F(p')_i = r > 0. The two entries together have moved by g + r, so one of them has moved by
more than g/2, however near p' is: a jump at p, against A2. ∎
"""

from collections.abc import Callable, Sequence

import numpy as np
from sympy import Expr, Integer, Rational, symbols

from numerics.axioms import Softener
from numerics.registry import operators
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks.machine.checks import Cases, all_positive, is_positive, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers

claim = Claim(
    statement=r"A1 \wedge A2 \implies \bigl(p_i = p_j \Rightarrow F_T(p)_i = F_T(p)_j\bigr)",
    scope="every operator, V >= 2, every p in the closed simplex",
    reads={"S5.axioms": "lemma"},
    expect="proved",
)

SPLIT, RANKED = Integer(1), Rational(1, 10)
Map = Callable[[Sequence[Expr]], list[Expr]]


@leg(
    "identity",
    covers=Whole("only four numbers enter, whatever the operator, V and T, and p' is as near to p as one likes"),
)
def squeeze(share: Expr = Rational(1, 2)) -> Evidence:
    """The larger of the two moves, at least their mean, exceeds share·g."""
    b, c, g, r = symbols("b c g r", positive=True)
    at_p, at_near = {"i": b + g, "j": b}, {"i": c, "j": c + r}
    moves = (at_p["i"] - at_near["i"], at_near["j"] - at_p["j"])
    return is_positive(((moves[0] + moves[1]) / 2 - share * g).expand(), "jump > share * g", {g: SPLIT, r: RANKED})


def first_maximum(p: Sequence[Expr]) -> list[Expr]:
    """Moves a quarter of the way to the first of the largest classes: ranks strictly where p does."""
    first = p.index(max(p))
    return [Rational(3, 4) * entry + (Rational(1, 4) if c == first else 0) for c, entry in enumerate(p)]


def positions(p: Sequence[Expr]) -> list[Expr]:
    """Weights by rank, ties broken by the order of the classes."""
    order = sorted(range(len(p)), key=lambda c: (-p[c], c))
    total = Rational(len(p) * (len(p) + 1), 2)
    return [(len(p) - order.index(c)) / total for c in range(len(p))]


def favourite(p: Sequence[Expr]) -> list[Expr]:
    """Weighs the first class by 3/2: continuous, but it does not rank."""
    weighed = [Rational(3, 2) * p[0], *p[1:]]
    return [w / sum(weighed) for w in weighed]


def near(p: Sequence[Expr], i: int, j: int, h: Expr) -> list[Expr]:
    """p with a share h of class i given to class j."""
    moved = list(p)
    moved[i], moved[j] = p[i] * (1 - h), p[j] + p[i] * h
    return moved


TIED = ([Rational(2, 5), Rational(2, 5), Rational(1, 5)], [Rational(3, 8), Rational(1, 4), Rational(3, 8), Rational(0)])
STEPS = [Rational(1, 10) ** e for e in (1, 4, 16, 64)]
TEMPERATURES = (1.0, 1.5, 10.0, 1e6)


def consequences(F: Map, ranking: bool) -> Cases:
    """At each tie that F splits and each step, where F keeps A1 at p' (or may break it): it has jumped by g/2."""
    for p in TIED:
        top = [c for c in range(len(p)) if p[c] == max(p)]
        for h in STEPS:
            assert sum(F(p)) == 1
            assert min(F(p)) >= 0
            i, j = sorted(top, key=lambda c: -F(p)[c])
            p_near, q, q_near = near(p, i, j, h), F(p), F(near(p, i, j, h))
            assert sum(p_near) == 1
            split, jump = q[i] - q[j], max(abs(q[i] - q_near[i]), abs(q[j] - q_near[j]))
            if ranking and q_near[j] <= q_near[i]:
                continue  # it breaks A1 there, which is what the claim says of it
            yield {"map": F.__name__, "p": p, "p'": p_near}, jump - split / 2, f"split {split}, moved by {jump}"


@leg("exact", covers="three maps that split ties, two tied laws, steps down to 1e-64")
def splitters(maps: Sequence[Map] = (first_maximum, positions, favourite), ranking: bool = True) -> Evidence:
    return all_positive(case for F in maps for case in consequences(F, ranking))


def split(F: Softener) -> Measure:
    """|F(p)_1 − F(p)_2| on the given laws with their first two classes made equal."""

    def measure(p: Array, T: float) -> Array:
        tied = p.copy()
        tied[:, :2] = p[:, :2].mean(axis=-1, keepdims=True)
        q = F(tied, T)
        return np.abs(q[:, 0] - q[:, 1])

    return measure


def every_operator(laws: list[Array], altered: Callable[[Softener], Softener]) -> Evidence:
    worst = (sweep(split(altered(F)), laws, TEMPERATURES) for F in operators().values())
    return no_violation(worst_of(worst), "a tie is split")


@leg(
    "search",
    covers="every registered operator: 400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6",
)
def registered(altered: Callable[[Softener], Softener] = lambda F: F, seed: int = 0) -> Evidence:
    return every_operator(adversaries(seed, "operators.ties", faces=True), altered)


@on_teachers("every registered operator, two classes made equal; T from 1 to 1e6", names=ROWS)
def teacher(rows: Array, altered: Callable[[Softener], Softener] = lambda F: F) -> Evidence:
    return every_operator([rows], altered)


def biased(F: Softener) -> Softener:
    return lambda p, T: F(p, T) * (1 + 1e-12 * np.arange(p.shape[-1]))


control(squeeze, "a jump of the whole split", share=Rational(1))
control(splitters, "ranking dropped from the hypotheses", ranking=False)
for check in (registered, teacher):
    control(check, "a bias of 1e-12 by class number", altered=biased)

ties = formal("operators.ties", covers="every V, operator and p")
