r"""Students of hard labels do not see which operator made them.

F with A1 (ranking): argmax F_T(p) = argmax p where the maximum of p is unique; with A2 too, ties stay ties, and the
set of maxima is the same. So with labels e_{argmax F_T(p_i)} (one rule for ties) all operators give the same table of
targets, and the same student, whatever the loss and the features.
Proof. If p_1 > p_j for every j ≠ 1, A1 says q_1 > q_j for every j ≠ 1. If p_1 = p_2, q_1 = q_2 (claim `ties`). ∎
"""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from sympy import Integer

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.operator import Operator
from numerics.registry import non_operators, operators
from numerics.simplex import Array
from proofs_checks.checks import agree, certain
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from proofs_checks.teachers import EVERY, on_teachers

claim = Claim(
    statement=r"A1, A2 \implies \arg\max F_T(p) = \arg\max p \implies F \equiv G \text{ on hard labels}",
    scope="operators with A1 and A2 (A1 alone at unique maxima), every V >= 2, T, loss and features",
    reads={"S4": "repaired"},
    rests_on=("operators.ties",),
    expect="proved",
)

Order = tuple[int, ...]


def orders(V: int) -> Iterator[Order]:
    """All weak orders of V classes, as ranks without gaps."""
    return (ranks for ranks in product(range(V), repeat=V) if set(ranks) == set(range(max(ranks) + 1)))


def top(ranks: Order) -> set[int]:
    return {c for c, r in enumerate(ranks) if r == max(ranks)}


def sign(a: int, b: int) -> int:
    return (a > b) - (a < b)


def kept(p: Order, q: Order) -> bool:
    """A1 and ties: each two classes compare as before."""
    return all(sign(p[a], p[b]) == sign(q[a], q[b]) for a in range(len(p)) for b in range(len(p)))


@leg(
    "exact",
    covers=Whole(
        "argmax looks at two classes at a time: whether a is a maximum is that no b is above it; so V = 4 has "
        "every pair of a maximum, another maximum and two others. All 75 × 75 weak orders"
    ),
)
def by_order(allowed: Callable[[Order, Order], bool] = kept) -> Evidence:
    """Wherever two orders compare all classes alike, they have the same maxima; and where they do not, may differ."""
    pairs = [(p, q) for V in (2, 3, 4) for p in orders(V) for q in orders(V) if allowed(p, q)]
    return agree(({"p": p, "q": q}, Integer(int(top(p) == top(q))), Integer(1)) for p, q in pairs)


Maps = Callable[[], dict[str, Operator]]
TEMPERATURES = (0.05, 0.5, 1.0, 1.5, 4.0, 50.0)


def misplaced(rows: Array, maps: Maps) -> Evidence:
    """Rows whose largest class by far is not the largest of the softened row, for any map and temperature."""
    largest = np.sort(rows, axis=-1)
    clear = rows[largest[:, -1] - largest[:, -2] > 1e-9 * largest[:, -1]]
    cases = []
    for F in maps().values():
        defined = [T for T in TEMPERATURES if F.coldest < T or (F.coldest_included and F.coldest == T)]
        for T in defined:
            wrong = int((F(clear, T).argmax(axis=-1) != clear.argmax(axis=-1)).sum())
            cases.append(({"operator": F.name, "T": T}, 0.5 - wrong, f"{F.name} at T = {T:g}: {wrong} labels differ"))
    return certain(cases)


@leg("search", covers="every registered operator: 600 adversarial laws, V = 2, 3, 10, T from 0.05 to 50")
def floats(maps: Maps = operators, seed: int = 0) -> Evidence:
    return misplaced(
        np.concatenate([padded(adversarial(rng_of(seed, V), 200, V, faces=False)) for V in (2, 3, 10)]), maps
    )


def padded(p: Array) -> Array:
    """Rows on ten classes, what is added being tiny, so that all have one length."""
    return np.concatenate([p, np.full((len(p), 10 - p.shape[-1]), 1e-300)], axis=-1)


def rng_of(seed: int, V: int) -> np.random.Generator:
    return stream(seed, "equivalence.hard_labels", V)


@on_teachers("every registered operator, T from 0.05 to 50", names=EVERY)
def labels(rows: Array, maps: Maps = operators) -> Evidence:
    return misplaced(rows, maps)


def only(name: str) -> Maps:
    return lambda: {name: non_operators()[name]}


control(
    by_order,
    "the weak reading: ties may be new",
    allowed=lambda p, q: all(sign(q[a], q[b]) in (0, sign(p[a], p[b])) for a in range(len(p)) for b in range(len(p))),
)
control(floats, "a map that breaks ranking", maps=only("prior"))
control(labels, "a map that breaks ranking", maps=only("prior"))
