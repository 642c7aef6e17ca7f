r"""Students of hard labels do not see which operator made them.

F with A1 (ranking): argmax F_T(p) = argmax p where the maximum of p is unique; with A2 too, ties stay ties, and the
set of maxima is the same. So with labels e_{argmax F_T(p_i)} (one rule for ties) all operators give the same table of
targets, and the same student, whatever the loss and the features.
Proof. If p_1 > p_j for every j ≠ 1, A1 says q_1 > q_j for every j ≠ 1. If p_1 = p_2, q_1 = q_2 (claim `ties`). ∎
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
from sympy import Integer

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.operator import Operator
from numerics.registry import non_operators, operators
from numerics.simplex import Array
from proofs_checks.machine.checks import Cases, all_equal, all_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import EVERY, on_teachers

claim = Claim(
    statement=r"A1, A2 \implies \arg\max F_T(p) = \arg\max p \implies F \equiv G \text{ on hard labels}",
    scope="operators with A1 and A2 on the closed simplex (A1 alone at unique maxima), V >= 2, any T, loss, features",
    reads={"S4.characterised": "repairs"},
    rests_on=("operators.ties",),
    expect="proved",
)

Order = tuple[int, ...]


def orders(V: int) -> Iterator[Order]:
    """All weak orders of V classes, as ranks without gaps."""
    return (ranks for ranks in product(range(V), repeat=V) if set(ranks) == set(range(max(ranks) + 1)))


def top(ranks: Order) -> set[int]:
    return {c for c, r in enumerate(ranks) if r == max(ranks)}


def ranked(p: Order, q: Order) -> bool:
    """A1: what is larger in p is larger in q."""
    return all(q[a] > q[b] for a in range(len(p)) for b in range(len(p)) if p[a] > p[b])


def tied(p: Order, q: Order) -> bool:
    """What A2 adds: what is tied in p is tied in q."""
    return all(q[a] == q[b] for a in range(len(p)) for b in range(len(p)) if p[a] == p[b])


@leg(
    "exact",
    covers=Whole(
        "a unique maximum is V − 1 comparisons of two classes, each of them A1 at that pair; several are comparisons "
        "and ties, so that no more classes meet than V = 4 has. All weak orders of V = 2, 3, 4, p's and q's"
    ),
)
def by_order(ranked: Callable[[Order, Order], bool] = ranked, unique: bool = True) -> Evidence:
    """A1 where p has one maximum; A1 and ties wherever."""
    pairs = [(p, q) for V in (2, 3, 4) for p in orders(V) for q in orders(V) if ranked(p, q)]
    alone = [(p, q) for p, q in pairs if len(top(p)) == 1 or not unique]
    both = [(p, q) for p, q in pairs if tied(p, q)]
    return all_equal(({"p": p, "q": q}, Integer(int(top(p) == top(q))), Integer(1)) for p, q in [*alone, *both])


Maps = Callable[[], dict[str, Operator]]
TEMPERATURES = (0.05, 0.5, 1.0, 1.5, 4.0, 50.0)


def misplaced(families: Sequence[Array], maps: Maps) -> Evidence:
    """Rows whose largest class is not the largest of the softened row, for any map and temperature."""

    def cases() -> Cases:
        for rows in families:
            largest = np.sort(rows, axis=-1)
            clear = rows[largest[:, -1] - largest[:, -2] > 1e-9 * largest[:, -1]]
            for F in maps().values():
                defined = [T for T in TEMPERATURES if F.coldest < T or (F.coldest_included and F.coldest == T)]
                for T in defined:
                    wrong = int((F(clear, T).argmax(axis=-1) != clear.argmax(axis=-1)).sum())
                    at = {"operator": F.name, "T": T, "V": rows.shape[-1]}
                    yield at, 0.5 - wrong, f"{F.name} at T = {T:g}: {wrong} labels differ"

    return all_positive(cases())


@leg("search", covers="every registered operator: 200 adversarial laws each for V = 2, 3, 10, T from 0.05 to 50")
def floats(maps: Maps = operators, seed: int = 0) -> Evidence:
    chance = {V: stream(seed, "equivalence.hard_labels", V) for V in (2, 3, 10)}
    return misplaced([adversarial(rng, 200, V, faces=False) for V, rng in chance.items()], maps)


@on_teachers("every registered operator, T from 0.05 to 50", names=EVERY)
def labels(rows: Array, maps: Maps = operators) -> Evidence:
    return misplaced([rows], maps)


def only(name: str) -> Maps:
    return lambda: {name: non_operators()[name]}


control(by_order, "A1 alone at tied maxima", unique=False)
control(
    by_order,
    "the weak reading: what is larger is not smaller",
    ranked=lambda p, q: all(q[a] >= q[b] for a in range(len(p)) for b in range(len(p)) if p[a] > p[b]),
)
control(floats, "a map that breaks ranking", maps=only("prior"))
control(labels, "a map that breaks ranking", maps=only("prior"))

hard_labels = formal("equivalence.hard_labels", covers="every V, rule for ties, and way to learn")
