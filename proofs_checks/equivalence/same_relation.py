r"""Squared loss and KL sort operators into the same classes.

For targets in the open simplex and one set of features, F and G have the same linear student under squared loss
exactly when they have the same softmax student under KL.
Proof. At outputs z = Wφ, what F costs more than G is linear in z under both losses, and under squared loss twice what
it is under KL: −2⟨F − G, z⟩ against −⟨F − G, z⟩. So both relations say Σ_i (F_i − G_i)φ_iᵀ = 0. ∎
"""

import numpy as np
from sympy import Expr, Integer

from numerics.equivalence import partition
from numerics.features import principal
from numerics.registry import operator
from numerics.simplex import Array
from numerics.twins import twin
from proofs_checks.machine.checks import all_positive, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory import equivalence as theory
from theory.simplex import generic

claim = Claim(
    statement=r"F \equiv_{\text{squared}} G \iff F \equiv_{\mathrm{KL}} G",
    scope="one table of features, linear and softmax students, every N, d, V >= 2; targets in the open simplex",
    reads={"S4.characterised": "repairs"},
    rests_on=("equivalence.linear", "equivalence.softmax"),
    expect="derived",
)


@leg("identity", covers=Whole("V is a symbol; outputs are linear in W in both, and examples add up"))
def tilts(ratio: Expr = Integer(2)) -> Evidence:
    z, q, r = theory.outputs("z"), generic("p"), generic("r")
    return equal(theory.tilt(theory.squared, z, q, r), ratio * theory.tilt(theory.kl, z, q, r), q, r)


FEATURES, T = 3, 2.0


@on_teachers(
    "the first 150, three principal features; power, mixing and Tsallis 1.5 at T = 2, a twin of power and one of "
    "mixing: both losses give the same three classes",
    names=ROWS,
)
def sorted_alike(p: Array, of_kl: int = FEATURES) -> Evidence:
    rows = p[:150]
    features, power, mixing = principal(rows, FEATURES), operator("power"), operator("mixing")
    maps = (power, mixing, operator("tsallis:1.5"), twin(power, rows, features), twin(mixing, rows, features, seed=1))
    targets = np.stack([F(rows, T) for F in maps])
    squared = partition(features, targets, "squared").classes
    kl = partition(principal(rows, of_kl), targets, "kl").classes
    says = f"classes under squared loss {squared}, under KL {kl}"
    return all_positive(
        [({"T": T}, float(squared == kl) - 0.5, says), ({"T": T}, float(squared == ((0, 3), (1, 4), (2,))) - 0.5, says)]
    )


control(tilts, "1 % off", ratio=Integer(2) * 101 / 100)
control(sorted_alike, "one feature more under KL", of_kl=FEATURES + 1)

same_relation = formal("equivalence.same_relation", covers="where a softmax student exists: every N, d, V", step=True)
