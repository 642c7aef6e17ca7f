r"""Every registered family satisfies the five axioms on the domain that it declares.

Power, mixing, Tsallis (α = 0, 1/2, 3/2, 2, 3), logit, adaptive power, spliced, additive: ranking (strictly from the
declared temperature on), continuity, entropy, identity; and the boundary axiom on the open simplex or, where declared,
the closed. A table of map against axiom, each cell the worst that a hunt found; and entropy enclosed over a box.
"""

from collections.abc import Callable

from sympy import Expr, Rational, symbols

from numerics.enclosure import decide_positive
from numerics.operator import AXIOMS, Operator
from numerics.registry import non_operators, operators
from numerics.sweeping import Worst, sweep
from numerics.teachers import digits
from proofs_checks.axiom_table import cells, measure, row
from proofs_checks.checks import decided, survives
from proofs_checks.claim import Claim, control, leg
from proofs_checks.evidence import Evidence
from theory.axioms import entropy_derivative
from theory.operators.adaptive import adaptive
from theory.simplex import T, completed

claim = Claim(
    statement=r"\text{A1–A5 hold for every registered family on its declared domain}",
    scope="the registered operators, V >= 2, their own temperatures",
    reads={"S5": "repaired"},
    hypotheses=("every class has positive probability, unless the family is declared closed",),
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


@leg(
    "search",
    covers="11 operators, three axioms: digits, 898 held-out rows, T = 1 to 50",
    needs=("sklearn",),
)
def teacher(maps: Maps = operators) -> Evidence:
    rows = [digits().probabilities]
    found: list[Worst] = [
        sweep(measure(F, axiom), rows, (1.0, 1.5, 2.0, 50.0))
        for F in maps().values()
        for axiom in ("ranking", "entropy", "identity")
    ]
    return survives(max(found, key=lambda worst: worst.excess), "an axiom fails")


@leg("enclosure", covers="adaptive power, V = 3: dH/dT > 0 for p_1 in [1/20, 1/10], p_2 in [1/5, 3/10], T in [1, 2]")
def adaptive_box(warmth: Callable[[Expr], Expr] = lambda T: T) -> Evidence:
    a, b = symbols("a b", positive=True)
    law = completed([a, b])
    rate = entropy_derivative(lambda p, t: adaptive(p, warmth(t)), law)
    box = {a: (Rational(1, 20), Rational(1, 10)), b: (Rational(1, 5), Rational(3, 10)), T: (1, 2)}
    return decided(decide_positive(rate, box))


def only(name: str) -> Maps:
    return lambda: {name: non_operators()[name]}


for name in ("flattening", "jump", "unsteady", "shifted", "bounded"):
    control(hunted, f"a map that breaks one axiom: {name}", maps=only(name))
for name in ("flattening", "unsteady", "shifted"):
    control(teacher, f"a map that breaks one axiom: {name}", maps=only(name))
control(adaptive_box, "the temperature turned over", warmth=lambda T: 1 / T)
