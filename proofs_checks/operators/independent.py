r"""No axiom follows from the four others.

For each there is a map that breaks it alone, every V ≥ 2. With power at τ(T): a jump of τ (continuity), a τ that falls
for a while (entropy), τ(1) ≠ 1 (identity), a bounded τ (boundary); and, for ranking, power for T ≤ 1 and the
segment to u that arrives at T = 2. Power at τ(T) ranks at every τ > 0; its entropy rises where τ does.
"""

from collections.abc import Mapping

from sympy import Expr, Integer, Rational

from numerics.operator import AXIOMS, Axiom
from numerics.registry import non_operators
from proofs_checks.axiom_table import cells, row
from proofs_checks.machine.checks import Cases, all_positive
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.violations import Place, violation
from theory.axioms import Softening
from theory.non_operators.bounded import bounded
from theory.non_operators.flattening import flattening
from theory.non_operators.jump import jump
from theory.non_operators.shifted import shifted
from theory.non_operators.unsteady import unsteady
from theory.operators.power import power

claim = Claim(
    statement=r"\text{for each } i \text{ a map satisfies every axiom but A}_i",
    scope="A1–A5, V >= 2, the open simplex",
    reads={"S5.families": "lemma"},
    rests_on=("operators.power_interior", "operators.mixing", "operators.temperature"),
    expect="proved",
)

P = [Rational(w, 21) for w in (16, 4, 1)]


def warmer(h: Expr) -> tuple[list[Expr], Expr]:
    return P, 2 + h


ALONE: Mapping[str, tuple[Softening, Place]] = {
    "flattening": (flattening, Place("ranking", P, Integer(2))),
    "jump": (jump, Place("continuity", P, Integer(2), towards=warmer)),
    "unsteady": (unsteady, Place("entropy", P, Integer(2), hotter=Integer(3))),
    "shifted": (shifted, Place("identity", P)),
    "bounded": (bounded, Place("boundary", P)),
}


@leg("exact", covers="one place for each of the five maps, exactly or in balls")
def breaks(F: Softening | None = None, of: tuple[Axiom, ...] = AXIOMS) -> Evidence:
    def cases() -> Cases:
        for name, (own, place) in ((n, found) for n, found in ALONE.items() if found[1].axiom in of):
            broken, says = violation(F or own, place)
            yield {"map": name, "axiom": place.axiom, "p": place.p, "T": place.T}, broken, says

    return all_positive(cases())


@leg(
    "search", covers="the same maps in floats: 120 adversarial laws for V = 2, 3, 8: each breaks its axiom and no other"
)
def alone(declared: Mapping[str, Axiom] | None = None, seed: int = 0) -> Evidence:
    wanted = declared or {name: place.axiom for name, (_, place) in ALONE.items()}
    found = cells([non_operators()[name] for name in wanted], seed)
    figures = {"axioms": " ".join(AXIOMS), **{name: row(found, name) for name in wanted}}
    for name, axiom in wanted.items():
        if {a for a in AXIOMS if found[name, a].excess > 0} != {axiom}:
            return Evidence("refutes", figures, note=f"{name} does not break {axiom} alone")
    return Evidence("supports", figures)


for axiom in AXIOMS:
    control(breaks, f"power in their place, of {axiom}", F=power, of=(axiom,))
control(alone, "the names of two exchanged", declared={"shifted": "boundary", "bounded": "identity"})
control(alone, "one that breaks two", declared={"smoothing:0.1": "identity"})

independent = formal("operators.independent", covers="every V >= 2, each axiom")
