r"""Maps that people use in place of softening operators, and the axioms that each breaks.

Softmax of probabilities (identity). Label smoothing by a fixed share (identity, boundary). Top-k, nucleus and min-p
sampling, renormalised (ranking between dropped entries, continuity at the threshold, identity, boundary). Mixing with a
prior that is not uniform (ranking, entropy, boundary). Weights by rank (continuity, identity). Each break is one place,
to be checked by hand; that the axioms not named survive is what a hunt found (the table of `families`).
"""

from collections.abc import Mapping

from sympy import Expr, Integer, Rational

from numerics.operator import AXIOMS, Axiom
from numerics.registry import non_operators
from proofs_checks.axiom_table import cells, row
from proofs_checks.machine.checks import Cases, all_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.violations import Place, violation
from theory.axioms import Softening
from theory.non_operators.min_p import min_p
from theory.non_operators.prior import prior
from theory.non_operators.ranks import ranks
from theory.non_operators.smoothing import smoothing
from theory.non_operators.softmax import softmax
from theory.non_operators.top_k import top_k
from theory.non_operators.top_p import top_p
from theory.operators.power import power

claim = Claim(
    statement=r"\text{softmax of } p \text{, smoothing, top-k, top-p, min-p, prior, ranks are no softening operators}",
    scope="the registered maps that are no operators, each axiom that they declare broken",
    reads={"S5.families": "lemma", "S7.topk": "lemma"},
    expect="derived",
)


def law(*weights: int) -> list[Expr]:
    return [Rational(w, sum(weights)) for w in weights]


LAW, FIVE, THREE = law(7, 2, 1), law(16, 12, 8, 3, 1), law(4, 3, 3)


def tilted(h: Expr) -> tuple[list[Expr], Expr]:
    """(4, 3 + h, 3 − h)/10: a tie undone."""
    return [THREE[0], THREE[1] + h / 10, THREE[2] - h / 10], Integer(1)


def at_the_edge(h: Expr) -> tuple[list[Expr], Expr]:
    """(5 − h, 3, 2 + h)/10, of which the first two hold less than 4/5."""
    return [Rational(1, 2) - h / 10, Rational(3, 10), Rational(1, 5) + h / 10], Integer(1)


def halved(h: Expr) -> tuple[list[Expr], Expr]:
    """(4, 2 + h, 2 − h)/8, of which the last is less than half the first."""
    return [Rational(1, 2), (2 + h) / 8, (2 - h) / 8], Integer(1)


PLACES: Mapping[str, tuple[Softening, tuple[Place, ...]]] = {
    "softmax": (softmax, (Place("identity", LAW),)),
    "smoothing:0.1": (smoothing, (Place("identity", LAW), Place("boundary", LAW))),
    "top_k:2": (
        top_k,
        (
            Place("ranking", FIVE),
            Place("continuity", THREE, towards=tilted),
            Place("identity", FIVE),
            Place("boundary", FIVE),
        ),
    ),
    "top_p:0.8": (
        top_p,
        (
            Place("ranking", FIVE),
            Place("continuity", law(5, 3, 2), towards=at_the_edge),
            Place("identity", FIVE),
            Place("boundary", FIVE),
        ),
    ),
    "min_p:0.5": (
        min_p,
        (
            Place("ranking", FIVE),
            Place("continuity", law(2, 1, 1), towards=halved),
            Place("identity", FIVE),
            Place("boundary", FIVE),
        ),
    ),
    "prior": (
        prior,
        (
            Place("ranking", law(8, 7, 5), Rational(5, 4)),
            Place("entropy", law(8, 7, 5), Rational(5, 4), hotter=Integer(2)),
            Place("boundary", LAW),
        ),
    ),
    "ranks": (ranks, (Place("continuity", THREE, towards=tilted), Place("identity", LAW))),
}


@leg("exact", covers=Whole("one place for each map and axiom is all that a break takes"))
def places(F: Softening | None = None, of: tuple[Axiom, ...] = AXIOMS) -> Evidence:
    """Exact where power is rational, and in balls where it is not; of the maps as theory defines them."""

    def cases() -> Cases:
        for name, (own, breaks) in PLACES.items():
            assert {place.axiom for place in breaks} == set(non_operators()[name].breaks)
            for place in (place for place in breaks if place.axiom in of):
                broken, says = violation(F or own, place)
                yield {"map": name, "axiom": place.axiom, "p": place.p, "T": place.T}, broken, says

    return all_positive(cases())


@leg(
    "search",
    covers="the same maps in floats: 120 adversarial laws for V = 2, 3, 8: broken as declared, not else",
)
def hunted(tolerated: str = "", seed: int = 0) -> Evidence:
    maps = [non_operators()[name] for name in PLACES]
    found = cells(maps, seed)
    figures = {F.name: row(found, F.name) for F in maps}
    for F in maps:
        declared = set(F.breaks) - {tolerated}
        if {axiom for axiom in AXIOMS if found[F.name, axiom].excess > 0} != declared:
            return Evidence("refutes", figures, note=f"{F.name} declares {', '.join(sorted(declared))}")
    return Evidence("supports", {"axioms": " ".join(AXIOMS), **figures})


for axiom in AXIOMS:
    control(places, f"power in their place, of {axiom}", F=power, of=(axiom,))
control(hunted, "identity declared to hold", tolerated="identity")
control(hunted, "continuity declared to hold", tolerated="continuity")
