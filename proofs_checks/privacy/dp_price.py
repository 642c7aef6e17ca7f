r"""At a fixed privacy more text always teaches more.

False: n draws under mixing, which cost ε in all, may cost ε/n each: T = 1 + V/(e^(ε/n) − 1). From their frequencies q̂
the teacher is estimated without bias by T q̂ − (T − 1)u, and E‖·‖² = T²(1 − Σq²)/n, q = F_T(p). T grows like Vn/ε, so
that the error grows like V²(1 − 1/V)n/ε² without bound: at V = 10, ε = 1, p = u it is 41.9 at n = 1 and 121.3 at n = 2.
At a fixed T the error falls with n, and the privacy spent rises.
"""

from collections.abc import Callable

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Rational, exp, limit, oo, symbols

from numerics.bias_variance import frequencies
from numerics.enclosure import precision
from numerics.montecarlo import Simulation, simulate
from numerics.operators.mixing import mixing as soften
from numerics.privacy import debiased, mixing_temperature
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import n as draws
from theory.operators.mixing import mixing
from theory.privacy import debiased_error
from theory.privacy import mixing_temperature as heat_for
from theory.simplex import T, V, generic, i

claim = Claim(
    statement=r"\mathbb E\|\tilde p_{n+1} - p\|^2 \le \mathbb E\|\tilde p_n - p\|^2 "
    r"\text{ where all draws together are } \varepsilon\text{-DP}",
    scope="mixing, draws that share ε evenly, any two teachers as neighbours, debiased; V = 10, ε = 1, p = u refute",
    reads={"S8.privacy": "limits"},
    rests_on=("privacy.dp_mixing", "partial_access.text_only"),
    expect="refuted",
)

CLASSES = 10
Heat = Callable[[arb, int], arb]


def shared(epsilon: arb, n: int) -> arb:
    """T at which a draw costs ε/n."""
    return 1 + CLASSES / ((epsilon / n).exp() - 1)


def error(n: int, squares: arb, heat: Heat) -> arb:
    """T²(1 − Σq²)/n, `squares` being Σp²."""
    T, u = heat(arb(1), n), arb(fmpq(1, CLASSES))
    return T**2 * (1 - u - (squares - u) / T**2) / n


@leg("enclosure", covers="V = 10, ε = 1, p = u and a vertex, n = 1, 2, 10, 100: an error above that of fewer draws")
def rising(heat: Heat = shared) -> Evidence:
    with precision(128):
        gaps = []
        for name, squares in (("u", arb(fmpq(1, CLASSES))), ("a vertex", arb(1))):
            errors = {n: error(n, squares, heat) for n in (1, 2, 10, 100)}
            gaps += [(errors[b] - errors[a], name, a, b, errors) for a, b in ((1, 2), (2, 10), (10, 100))]
    rises = [found for found in gaps if found[0] > 0]
    if not rises:
        return Evidence("supports", {"cases": len(gaps)})
    gap, name, a, b, errors = rises[0]
    says = f"the squared error is {errors[a].str(6)} at n = {a}, and {errors[b].str(6)} at n = {b}"
    return Evidence("refutes", {"cases": len(gaps)}, Witness({"V": CLASSES, "ε": 1, "p": name, "n": (a, b)}, gap, says))


@leg("identity", covers="V = 10, ε = 1: the error over n tends to V²(1 − 1/V)/ε² = 90, so that it grows without bound")
def unbounded(power: int = 1) -> Evidence:
    """T is theory's, from the loss of one draw; Σq² tends to 1/V as T → ∞. With `power` 0 T does not depend on n."""
    classes, epsilon, n = symbols("V epsilon n", positive=True)
    heat = heat_for(classes, epsilon / n**power)
    growth = limit((squared_error(heat, 1 / classes, n) / n).subs({classes: 10, epsilon: 1}), n, oo)
    if growth == 0:
        return Evidence("supports", {"growth": "0"})
    assert growth == Rational(90), f"V²(1 − 1/V)/ε² is {growth}"
    says = "the error over n tends to V²(1 − 1/V)/ε² = 90"
    return Evidence("refutes", {"growth": str(growth)}, Witness({"V": 10, "ε": 1}, growth, says))


def squared_error(T: Expr, squares: Expr, n: Expr) -> Expr:
    """T²(1 − Σq²)/n."""
    return T**2 * (1 - squares) / n


@premise(
    "identity", covers="V, n, T and q symbols: the debiased error, class by class; and that debiasing gives back p"
)
def derivation(squared_error: Callable[[Expr, Expr, Expr], Expr] = squared_error) -> Evidence:
    q, p = generic("r"), generic("p")
    squares = q.sum(lambda j: q[j] ** 2)
    at = {**POINT, draws: Integer(5)}
    return all_steps(
        ("the error", lambda: equal(debiased_error(q, T), squared_error(T, squares, draws), q, at=at)),
        ("no bias", lambda: equal(T * mixing(p, T)[i] - (T - 1) / V, p[i], at=at)),
    )


TEACHER = np.arange(10, 0, -1) / 55


@premise(
    "monte_carlo", covers="V = 10, ε = 1, n = 5, p_i in proportion to 11 - i: the debiased error beside the formula"
)
def simulated(
    heat: Callable[[Expr, Expr], Expr] = heat_for,
    derived: Callable[[float], float] = lambda exact: exact,
    seed: int = 0,
) -> Evidence:
    """Drawn at the temperature of `numerics`, beside the formula at that of `theory`."""
    n, epsilon = 5, Integer(1)
    T, hot = float(mixing_temperature(CLASSES, float(epsilon / n))), heat(Integer(CLASSES), epsilon / n)
    q = soften(TEACHER, T)

    def statistics(rng: np.random.Generator, size: int) -> Array:
        return ((debiased(frequencies(rng, n, q, size), T) - TEACHER) ** 2).sum(axis=-1)

    simulation = Simulation(statistics, ("privacy.dp_price", "simulated"), 50_000)
    squares = Rational(1, CLASSES) + (Rational(385, 55**2) - Rational(1, CLASSES)) / hot**2  # Σq²; Σp² is 385/55²
    exact = float(squared_error(hot, squares, Integer(n)))
    return z_test(simulate(simulation, seed, most=8).estimate(), derived(exact))


def by_hand() -> arb:
    """V = 10, ε = 1, p = u: q = u, 1 − Σq² = 9/10, and T = 1 + 10/(e^(1/n) − 1). The error at n = 2 less that at 1."""

    def error(n: int) -> arb:
        T = 1 + 10 / ((arb(1) / n).exp() - 1)
        return T**2 * 9 / 10 / n

    return error(2) - error(1)


control(rising, "repaired: T fixed at that of one draw", heat=lambda epsilon, n: shared(epsilon, 1))
control(unbounded, "repaired: T fixed", power=0)
control(derivation, "T in place of T²", squared_error=lambda T, squares, n: squared_error(T, squares, n) / T)
control(simulated, "e^ε for e^ε − 1", heat=lambda classes, epsilon: 1 + classes / exp(epsilon))
control(simulated, "2 % off", derived=lambda exact: 1.02 * exact)

dp_price_refuted = formal("privacy.dp_price_refuted", covers="V = 10, epsilon = 1, p = u", refutes=True)
