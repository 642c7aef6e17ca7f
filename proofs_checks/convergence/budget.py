r"""At a fixed number of gradient steps more stages loosen the guarantee, and with too few of them there is none.

N = nm steps in n stages of m each, ρ in (0, 1). The guarantee of `tracking` is at most b(n) = ℓ ρ^m/(n(1 − ρ^m)), and
it is given where n ≥ ℓ/(r(1 − ρ^m)). Both sides as n grows at fixed N:
- *looser*: b(n) rises; it is ℓ/N times m ρ^m/(1 − ρ^m), which falls in m. At ρ = 1/2 that is 1, 2/3, 3/7 for m = 1,
2, 3.
- *none*: n(1 − ρ^m) rises, so that the guarantee is given from some n on, if at all. At ℓ/r = 5, ρ = 1/2, N = 12 it
is for
  n = 12, and not for n = 3, 4, 6.
Proof. With x = N log(1/ρ)/n = m log(1/ρ) > 0: b is ℓ/(N log(1/ρ)) times 1/(x⁻¹(e^x − 1)), and (e^x − 1)/x rises in x;
and n(1 − ρ^m) is N log(1/ρ) times (1 − e^−x)/x, which falls in x. ∎
So within reach of one tube more stages at equal compute loosen the bound; below a number of stages there is none. In
the landscape of `one_shot_fails`, c = 20, 24 steps in all (and one common rest), n = 1, 2, 3, 4, 6 fail and 8, 12, 24
arrive.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb
from sympy import Expr, Integer, Rational, exp, log, symbols

from numerics.enclosure import ball, compiled, precision
from numerics.prover import decide_positive
from proofs_checks.homotopy.one_shot_fails import A, K, enclosed_barrier, slope
from proofs_checks.machine.checks import (
    ANYWHERE,
    Cases,
    all_equal,
    all_positive,
    all_steps,
    equal,
    is_positive,
    over_boxes,
)
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal, formal_parts
from theory import convergence as theory
from theory.homotopy import offset


def bound(rho: Any, n: Any, m: Any, ell: Any) -> Any:
    """b, which is the bound of tracking without its factor 1 − ρ^(nm)."""
    return ell * rho**m / (n * (1 - rho**m))


def least_stages(rho: Any, m: Any, ell: Any, r: Any) -> Any:
    """What n must be at least."""
    return ell / (r * (1 - rho**m))


claim = Claim(
    statement=Formula(
        r"N = nm \text{ fixed} \implies @bound \text{ rises with } n \text{, "
        r"and if } n \ge @least_stages \text{ for some } n \text{, then for all larger}",
        where={"ell": r"\ell", "rho": r"\rho"},
        bound=bound,
        least_stages=least_stages,
    ),
    scope="the guarantee of tracking at N gradient steps, 0 < rho < 1, ell > 0, whole n and m = N/n",
    reads={"S3.rate": "limits"},
    rests_on=("homotopy.tracking",),
    expect="proved",
    parts={
        "looser": r"\text{the bound rises with } n",
        "none": r"\text{if } n \text{ stages have a guarantee, more have one}",
    },
)

rho, n, m, ell, r = symbols("rho n m ell r", positive=True)
x, y = symbols("x y", positive=True)
Bound = Callable[..., Any]


@leg(
    "identity",
    part="looser",
    covers=Whole("b depends on rho and m through rho^m = e^−x alone; the sign of its slope is an integral of t e^t"),
)
def looser(bound: Bound = bound) -> Evidence:
    """In x: b = (ℓ/y) x/(e^x − 1), y = N log(1/ρ); its slope in n has the sign of x e^x − (e^x − 1), ∫ t e^t dt."""
    at = {rho: Rational(1, 3), n: Integer(4), m: Integer(2), ell: ANYWHERE, x: Integer(2), y: Integer(1)}
    in_x = bound(exp(-1), y / x, x, ell)  # log(1/ρ) for unit of m, and y = N log(1/ρ)
    kept = bound(rho, n, m, ell) * (1 - rho ** (n * m))
    rise = in_x.diff(x) * -(x**2) / y  # dx/dn = −x²/(N log(1/ρ))
    sign = x * exp(x) - exp(x) + 1
    return all_steps(
        ("the bound of tracking", lambda: equal(theory.tracked(rho**m, ell / n, n), kept, at=at)),
        ("its slope in n", lambda: equal(rise.simplify(), ell * x**2 * sign / (y * (exp(x) - 1)) ** 2, at=at)),
        ("the sign is an integral from 0", lambda: all_equal([({"x": 0}, sign.subs(x, 0), Integer(0))])),
        ("of what is positive", lambda: is_positive(sign.diff(x).expand(), "x e^x > 0", at)),
    )


@leg(
    "identity",
    part="none",
    covers=Whole(
        "rho, n and m are symbols, x = m log(1/rho); what n exceeds its least by, in units of the least, rises"
    ),
)
def guaranteed(least_stages: Bound = least_stages) -> Evidence:
    """n over its least is (r N log(1/ρ)/ℓ) (1 − e^−x)/x, whose slope in n has the sign of e^x − 1 − x."""
    at = {r: Integer(3), ell: ANYWHERE, x: Integer(2), y: Integer(1)}
    over = (y / x) / least_stages(exp(-1), x, ell, r)
    rise, sign = over.diff(x) * -(x**2) / y, exp(x) - 1 - x
    return all_steps(
        ("the slope in n", lambda: equal(rise.simplify(), r * sign * exp(-x) / ell, at=at)),
        ("the sign is an integral from 0", lambda: all_equal([({"x": 0}, sign.subs(x, 0), Integer(0))])),
        ("of what is positive", lambda: is_positive(sign.diff(x).subs(x, log(1 + y)).simplify(), "e^x > 1", at)),
    )


LENGTHS = ((3, 4), (4, 3), (6, 2), (12, 1))  # n, m


@leg("exact", part="looser", covers="rho = 1/2, 12 gradient steps in 3, 4, 6 and 12 stages: the bounds in fractions")
def halves(stages: Sequence[tuple[int, int]] = LENGTHS, bound: Bound = bound) -> Evidence:
    values = [12 * bound(Rational(1, 2), Integer(12 // steps), Integer(steps), 1) for steps in (1, 2, 3)]
    found = [bound(Fraction(1, 2), count, steps, Fraction(1)) for count, steps in stages]
    rises = [
        ({"n": stages[place + 1][0]}, b - a, f"the bound goes from {a} to {b}")
        for place, (a, b) in enumerate(pairwise(found))
    ]
    known = [
        ({"m": steps}, value, Rational(*of))
        for steps, value, of in zip((1, 2, 3), values, ((1, 1), (2, 3), (3, 7)), strict=True)
    ]
    return all_steps(("1, 2/3, 3/7", lambda: all_equal(known)), ("rising", lambda: all_positive(rises)))


@leg(
    "exact",
    part="none",
    covers="ell/r = 5, rho = 1/2, N = 12: n = 12 is guaranteed, n = 1, 2, 3, 4, 6 are not, in fractions",
)
def few(least_stages: Bound = least_stages, given: Sequence[int] = (12,)) -> Evidence:
    cases = []
    for count in (1, 2, 3, 4, 6, 12):
        enough = count >= least_stages(Fraction(1, 2), 12 // count, Fraction(5), Fraction(1))
        cases.append(({"n": count}, Integer(int(enough)), Integer(int(count in given))))
    return all_equal(cases)


@leg(
    "enclosure",
    part="looser",
    covers="every n in [1, 100] with rho^(nm) = e^−6, as a real number: the bound rises with n",
)
def rises(m: Expr = 6 / n, bound: Bound = bound) -> Evidence:
    value = bound(exp(-1), n, m, Integer(1))
    return over_boxes(decide_positive(value.diff(n), {n: (Integer(1), Integer(100))}))


@leg("enclosure", part="none", covers="the landscape of one_shot_fails, c = 20, 24 steps in all: who arrives, in balls")
def landscape(arriving: Sequence[int] = (8, 12, 24)) -> Evidence:
    """Steps of 1/(κ + A), and 50 more at the end. Those that fail end in a wrong valley, beyond the barrier."""
    edge = enclosed_barrier()

    def cases() -> Cases:
        for count in (1, 2, 3, 4, 6, 8, 12, 24):
            with precision(512):
                f, rate, u = compiled([slope(offset)], [offset]), ball(1 / (K + A), 512), arb(0)
                for step in range(24 + 50):
                    u = u - (arb(20) / count if step < 24 and step % (24 // count) == 0 else 0)
                    u = u - rate * f(u)[0]
            margin = edge - abs(u) if count in arriving else abs(u) - edge
            yield {"n": count, "m": 24 // count}, margin, f"the student ends {u.str(6)} off"

    return all_positive(cases())


control(looser, "ρ^m left out above", bound=lambda rho, n, m, ell: ell / (n * (1 - rho**m)))
control(guaranteed, "without m", least_stages=lambda rho, m, ell, r: ell / (r * (1 - rho)))
control(halves, "stages of one length", stages=((3, 2), (4, 2), (6, 2), (12, 2)))
control(halves, "2 % off", bound=lambda *at: Fraction(51, 50) * bound(*at))
control(
    few, "a tube 1.5 times as wide", least_stages=lambda rho, m, ell, r: least_stages(rho, m, ell, r * Fraction(3, 2))
)
control(rises, "stages of one length", m=Integer(1))
control(landscape, "six stages, too", arriving=(6, 8, 12, 24))

COVERED = {
    "looser": "every n < n' with the same product, every rho and ell",
    "none": "every n < n' with the same product, every rho, ell and r",
}
theorems = formal_parts("convergence.budget", COVERED, bound=bound, least_stages=least_stages)
not_budget = formal("convergence.not_budget", covers="some numbers of stages have none", part="none", step=True)
