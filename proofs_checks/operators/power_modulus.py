r"""How far powers of two numbers in [0, 1] are apart.

|s^b − t^b| ≤ max(1, b) |s − t|^min(1, b) for s, t in [0, 1] and b > 0.
Proof. b ≥ 1: the slope b s^(b−1) is at most b. b < 1: (t + g)^b − t^b falls as t grows, and at t = 0 it is g^b. ∎
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Max, Min, Rational, exp, sinh, symbols

from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal


def raised(gap: Any, b: Any) -> Any:
    """The bound, of a number or an array of gaps |s − t|."""
    if isinstance(b, float):
        return max(1, b) * gap ** min(1, b)
    return Max(1, b) * gap ** Min(1, b)


claim = Claim(
    statement=Formula(r"|s^b - t^b| \le @raised", where={"gap": "|s - t|"}, raised=raised),
    scope="s, t in [0, 1], b > 0",
    reads={"S5.axioms": "lemma"},
    expect="proved",
)

Raised = Callable[[Any, Any], Any]


@leg(
    "identity", covers=Whole("b, s, t are symbols; for b >= 1 by the mean value theorem, b < 1 by the sign of a slope")
)
def derivation(raised: Raised = raised) -> Evidence:
    """b = 1 + c, or b = 1 − c; t + g = t e^u, so that the slope of t^b − (t + g)^b in t is b t^(−c) (1 − e^(−cu))."""
    s, t, g, c, u = symbols("s t g c u", positive=True)
    b = 1 - c
    slope = ((t**b - (t + g) ** b).diff(t) / (b * t**-c)).subs(g, t * (exp(u) - 1)).simplify()
    falls = 2 * exp(-c * u / 2) * sinh(c * u / 2)
    at = {s: Rational(1, 2), t: Rational(1, 3), g: Rational(1, 5), c: Rational(1, 4), u: ANYWHERE}
    return all_steps(
        ("b ≥ 1: the slope at s = 1", lambda: equal((s ** (1 + c)).diff(s).subs(s, 1) * g, raised(g, 1 + c), at=at)),
        ("which rises in s", lambda: is_positive((s ** (1 + c)).diff(s, 2).simplify(), "b (b − 1) s^(b − 2) > 0", at)),
        ("b < 1: at t = 0", lambda: equal(g ** (1 / (1 + c)), raised(g, 1 / (1 + c)), at=at)),
        ("the slope in t, over b t^(−c)", lambda: equal(slope, falls.rewrite(exp), at=at)),
        ("is positive", lambda: is_positive(falls, "(t + g)^b − t^b falls", at)),
    )


@leg("search", covers="s, t on a grid of 400 in [0, 1], b from 1/100 to 50: below the bound, and within 2 % of it")
def grid(raised: Raised = raised) -> Evidence:
    """b = 1 and t = 0 attain it; for b > 1 it is approached by s and t near 1."""
    s: Array = np.concatenate([[0.0], 1 - np.geomspace(1e-4, 1, 400)[::-1]])
    gap = np.abs(s[:, None] - s)

    def cases() -> Cases:
        for b in (0.01, 0.2, 0.9, 1.0, 1.5, 4.0, 50.0):
            found, most = np.abs(s[:, None] ** b - s**b), raised(gap, b)
            over, share = float((found - most).max()), float((found[gap > 0] / most[gap > 0]).max())
            yield {"b": b}, 1e-15 - over, f"|s^b − t^b| exceeds its bound by {over:.2g}"
            yield {"b": b}, share - 0.98, f"it reaches {share:.3f} of its bound"

    return all_positive(cases())


control(derivation, "max(1, b) left out", raised=lambda gap, b: raised(gap, b) / Max(1, b))
control(derivation, "Lipschitz for every b", raised=lambda gap, b: Max(1, b) * gap)
control(grid, "max(1, b) left out", raised=lambda gap, b: raised(gap, b) / max(1, b))
control(grid, "Lipschitz for every b", raised=lambda gap, b: max(1, b) * gap)
control(grid, "3 % more", raised=lambda gap, b: 1.03 * raised(gap, b))
control(grid, "5 parts in 10^15 less", raised=lambda gap, b: (1 - 5e-15) * raised(gap, b))

power_modulus = formal("operators.power_modulus", covers="every s, t in [0, 1] and b > 0", raised=raised)
