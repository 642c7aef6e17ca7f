r"""Every registered family satisfies the five axioms on the domain that it declares.

Power, mixing, Tsallis (α = 0, 1/2, 3/2, 2, 3), logit, adaptive power, spliced, additive: ranking (strictly from the
declared temperature on), continuity, entropy, identity; and the boundary axiom on the open simplex or, where declared,
the closed. A table of map against axiom, each cell the worst that a hunt found; and entropy enclosed over a box.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Rational, limit, oo, symbols

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.operator import AXIOMS, Operator
from numerics.prover import decide_positive
from numerics.registry import non_operators, operators
from numerics.simplex import Array
from numerics.sweeping import sweep, worst_of
from proofs_checks.axiom_table import cells, measure, row
from proofs_checks.axioms import at_point
from proofs_checks.machine.checks import all_equal, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory.axioms import Softening, entropy_derivative
from theory.operators.adaptive import adaptive
from theory.operators.additive import additive
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, completed, explicit

claim = Claim(
    statement=r"\text{A1–A5 hold for every registered family on its declared domain}",
    scope="the registered operators, V >= 2, their own temperatures",
    reads={"S5.families": "repairs"},
    hypotheses={"positive": "every class has positive probability (for A5), unless the family is declared closed"},
    expect="supported",
)

Maps = Callable[[], dict[str, Operator]]


def table(maps: Maps, seed: int) -> Evidence:
    found = cells(maps().values(), seed)
    figures = {"axioms": " ".join(AXIOMS), **{name: row(found, name) for name in maps()}}
    (name, axiom), worst = max(found.items(), key=lambda cell: cell[1].excess)
    if worst.excess <= 0:
        return Evidence("supports", {"examples": sum(cell.examples for cell in found.values()), **figures})
    return Evidence(
        "refutes", figures, note=f"{name} breaks {axiom} by {worst.excess:.3g} in floats at T = {worst.T:g}"
    )


@leg("search", covers="11 operators and 5 axioms: 120 adversarial laws for V = 2, 3, 8; temperatures from 0.05 to 1e4")
def hunted(maps: Maps = operators, seed: int = 0) -> Evidence:
    return table(maps, seed)


ONCE = (1.0,)  # the identity is looked at at T = 1, whatever it is given


def on_rows(rows: Array, maps: Maps, temperatures: tuple[float, ...]) -> Evidence:
    """Ranking, entropy and identity on a teacher's rows, beyond rounding."""
    found = (
        sweep(measure(F, axiom), [rows], temperatures if axiom != "identity" else ONCE)
        for F in maps().values()
        for axiom in ("ranking", "entropy", "identity")
    )
    return no_violation(worst_of(found), "an axiom fails")


@on_teachers("11 operators, three axioms; T = 1 to 50", names=ROWS)
def teacher(rows: Array, maps: Maps = operators) -> Evidence:
    return on_rows(rows, maps, (1.0, 1.5, 2.0, 50.0))


@on_teachers("11 operators, three axioms; T = 50", names=("wordfreq",))
def words(rows: Array, maps: Maps = operators) -> Evidence:
    return on_rows(rows, maps, (50.0,))


@leg("enclosure", covers="adaptive power, V = 3: dH/dT > 0 for p_1 in [1/20, 1/10], p_2 in [1/5, 3/10], T in [1, 2]")
def adaptive_box(warmth: Callable[[Expr], Expr] = lambda T: T) -> Evidence:
    a, b = symbols("a b", positive=True)
    law = completed([a, b])
    rate = entropy_derivative(lambda p, t: adaptive(p, warmth(t)), law)
    box = {a: (Rational(1, 20), Rational(1, 10)), b: (Rational(1, 5), Rational(3, 10)), T: (1, 2)}
    return over_boxes(decide_positive(rate, box))


CLOSED_FORM: dict[str, Softening] = {
    **{"power": power, "mixing": mixing, "adaptive": adaptive},
    "additive:0.1": lambda p, T: additive(p, T, Rational(1, 10)),
}
LAWS, WARM = 4, (1.0, 3.0, 300.0)
INSIDE, FACE = [Rational(w, 6) for w in (3, 2, 1)], [Rational(w, 3) for w in (2, 1, 0)]


@leg("exact", covers="closed forms: the limit as T → ∞ at (3, 2, 1)/6, and at (2, 1, 0)/3 of those declared closed")
def hot(everywhere: bool = False) -> Evidence:
    cases = []
    for name, F in CLOSED_FORM.items():
        for p in (INSIDE, FACE) if everywhere or operators()[name].closed else (INSIDE,):
            cases += [({"map": name, "p": p}, limit(q, T, oo), Rational(1, 3)) for q in F(explicit(p), T).entries]
    return all_equal(cases)


control(hot, "a face, of every family", drops="positive", everywhere=True)


@leg("enclosure", covers="closed forms against theory's in balls: 4 adversarial laws each for V = 3, 8, T = 1, 3, 300")
def accuracy(off: float = 0.0, seed: int = 0) -> Evidence:
    """Within the allowance of each; reported is the worst relative error, in units of 2^−52."""
    figures, worst = {}, []
    for name, theory in CLOSED_FORM.items():
        F, ulps = operators()[name], 0.0
        for V, T_ in product((3, 8), WARM):
            for p in adversarial(stream(seed, "operators.families", V), LAWS, V, faces=False):
                balls = at_point(lambda law, F=theory: F(law, T).entries, tuple(map(float, p)), T_)
                assert all(ball.rel_accuracy_bits() > 60 for ball in balls)
                exact = np.array([float(ball) for ball in balls])
                error = np.abs(F(p, T_) * (1 + off) - exact)
                ulps = max(ulps, float((error / exact).max()) / 2.0**-52)
                worst.append((error / F.allowance(p, T_, exact)).max())
        figures[f"{name}, ulp"] = round(ulps, 1)
    share = float(np.max(worst))  # not a number if one is not
    return Evidence("supports" if share <= 1 else "refutes", {**figures, "worst over allowance": share})


def only(name: str) -> Maps:
    return lambda: {name: non_operators()[name]}


def altered(temperature: Callable[[Any], Any]) -> Maps:
    """Power alone, at another temperature."""
    power = operators()["power"]
    return lambda: {"power": replace(power, formula=lambda p, T: power.formula(p, temperature(T)))}


for name in ("flattening", "jump", "unsteady", "shifted", "bounded"):
    control(hunted, f"a map that breaks one axiom: {name}", maps=only(name))
for name in ("flattening", "unsteady", "shifted"):
    control(teacher, f"a map that breaks one axiom: {name}", maps=only(name))
control(words, "a map that breaks one axiom: shifted", maps=only("shifted"))
for check in (hunted, teacher, words):
    control(check, "power at T off by 1.5 parts in 10^14", maps=altered(lambda T: T * (1 + 1.5e-14)))
control(hunted, "power no hotter than 2000", maps=altered(lambda T: np.minimum(T, 2000.0)))
control(
    hunted, "power that jumps by 4 parts in 10^9 at T = 1", maps=altered(lambda T: np.where(T > 1, 1 + 4e-9, 1.0) * T)
)
control(accuracy, "entries off by 1.5 parts in 10^14", off=1.5e-14)
control(adaptive_box, "the temperature turned over", warmth=lambda T: 1 / T)
