r"""The uniform rate of targets softened by power from n draws: n^−min(1/2, 1/T), exactly.

V fixed, T ≥ 1, β = 1/T, γ = min(1/2, β), p̂ the frequencies of n ≥ 2 draws. Then
    a n^−γ ≤ sup_p E TV(F_T(p̂), F_T(p)) ≤ 2^β V n^−γ,  a = 1/8 for T ≥ 2, β/(2√3) for T ≤ 2;
over teachers with p_min ≥ δ it is at most V δ^min(0, β − 1/2) n^(−1/2).
Proof. Σp^β ≥ 1, so that TV ≤ Σ|p̂_i^β − p_i^β|. Now |x^β − y^β| ≤ y^(β−1)|x − y| and ≤ |x − y|^β. By the first
and E|p̂_i − p_i| ≤ √(p_i/n) a class adds p_i^(β−1/2) n^(−1/2): n^−γ at most where p_i ≥ 1/n. Where p_i < 1/n the
second adds (2p_i)^β ≤ 2^β n^−β at most, as E|p̂_i − p_i| ≤ 2p_i. From below: for T ≥ 2 the second class of
p = (1 − 1/n, 1/n, 0, …) is missed with a chance of (1 − 1/n)^n ≥ 1/4, which rises with n, and has
q_2 = 1/(1 + (n − 1)^β) ≥ n^−β/2. For T ≤ 2 p = (1/2, 1/2, 0, …):
|q̂_1 − 1/2| ≥ β|p̂_1 − 1/2|, and E|p̂_1 − 1/2| ≥ 1/(2√(3n)) by E|X| ≥ (E X²)^(3/2)/(E X⁴)^(1/2), E X⁴ ≤ 3(E X²)². ∎
At p = (1 − x/n, x/n) n^β times the error tends to E|N^β − x^β|, N Poisson of mean x, for T > 2.
"""

from collections.abc import Callable
from itertools import product
from math import comb
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Min, Rational, Symbol, exp, sqrt, symbols

from numerics.bias_variance import frequencies
from numerics.enclosure import ball
from numerics.montecarlo import Simulation, simulate
from numerics.operators.power import power as soften
from numerics.partial_access import expected_errors, poisson_limit
from numerics.simplex import Array
from proofs_checks.machine.checks import Cases, all_positive, all_steps, equal, is_positive, z_test
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.operators.power import power
from theory.partial_access import central_moment, class_error, plug_in_rate
from theory.simplex import explicit


def rate(T: Any) -> Any:
    return Min(Rational(1, 2), 1 / T)


def above(V: Any, T: Any) -> Any:
    return 2 ** (1 / T) * V


def rare() -> Any:
    """What bounds n^β times the error from below, T ≥ 2."""
    return Rational(1, 8)


def fair(T: Any) -> Any:
    """What √n times the error is at least, T ≤ 2: that of a fair coin."""
    return 1 / (2 * sqrt(3) * T)


def interior(V: Any, T: Any, delta: Any) -> Any:
    """What bounds √n times the error where p_min ≥ δ."""
    return V * delta ** Min(0, 1 / T - Rational(1, 2))


claim = Claim(
    statement=Formula(
        r"n^{\gamma} \sup_p \mathbb E\,\mathrm{TV}(F_T(\hat p), F_T(p)) \le @above, \ \gamma = @rate, "
        r"\text{ and at least } @rare \ (T \ge 2), \ @fair \ (T \le 2)",
        **{"above": above, "rate": rate, "rare": rare, "fair": fair},
    ),
    scope="power, T >= 1, V >= 2 fixed, n >= 2",
    reads={"S7.text": "repairs"},
    hypotheses={"independent": "the draws are independent"},
    expect="derived",
    parts={
        "above": Formula(
            r"\sup_p \mathbb E\,\mathrm{TV} \le @above\, n^{-\gamma}, \quad \gamma = @rate", above=above, rate=rate
        ),
        "below": Formula(
            r"\sup_p \mathbb E\,\mathrm{TV} \ge @rare\, n^{-1/T}, \ T \ge 2; \quad \ge @fair\, n^{-1/2}, \ T \le 2",
            rare=rare,
            fair=fair,
        ),
        "interior": Formula(
            r"p_{\min} \ge \delta \implies \mathbb E\,\mathrm{TV} \le @interior\, n^{-1/2}",
            interior=interior,
            where={"delta": r"\delta"},
        ),
    },
)

Of = Callable[..., Any]
Rate = Callable[[Any], Any]
h, y, d, n, x = symbols("h y d n x", positive=True)
AT = {h: Rational(1, 3), y: Rational(1, 10), d: Rational(1, 2), n: Integer(7), x: Rational(1, 3)}


@leg(
    "identity", part=("above", "interior"), covers=Whole("every exponent is a symbol; inequalities of means, in words")
)
def from_above(beta: Expr = 1 / (1 + h), above: Of = above, interior: Of = interior, rate: Rate = rate) -> Evidence:
    """y^(β−1)|x − y| − |x^β − y^β| at x = y e^d and at x = y e^−d: (e^u − 1) − (e^(βu) − 1) and the like, u > 0.
    Both have the sign of u(1 − β) at a middle point: e^u grows faster than e^(βu). And the two sums at their bounds.
    """
    higher = (y ** (beta - 1) * y * (exp(d) - 1) - ((y * exp(d)) ** beta - y**beta)) / y**beta
    lower = (y ** (beta - 1) * y * (1 - exp(-d)) - (y**beta - (y * exp(-d)) ** beta)) / y**beta
    V, T, delta, g = symbols("V T delta g", positive=True)
    half, at = Rational(1, 2), {**AT, V: 3, T: Integer(4), delta: Rational(1, 4), g: Rational(1, 5)}
    moment = central_moment(x, n, 2)  # at most x/n

    def added(p: Expr, T: Expr) -> Expr:
        return (V * class_error(p, T, n) * sqrt(n)).simplify()

    return all_steps(
        ("x above y", lambda: equal(higher.simplify(), exp(d) - exp(beta * d), at=AT)),
        ("x below y", lambda: equal(lower.simplify(), exp(-beta * d) - exp(-d), at=AT)),
        ("β below 1", lambda: is_positive((1 - beta).factor() * d, "u > βu", AT)),
        ("a variance is below p/n", lambda: is_positive((x / n - moment).simplify(), "p/n − Var > 0", AT)),
        ("(2p)^β at p = 1/n", lambda: equal(V * (2 / n) ** (1 / T), above(V, T) * n ** (-1 / T), at=at)),
        ("γ", lambda: equal(plug_in_rate(T), rate(T), at=at)),
        # p^(β − 1/2) is largest at p = δ for β = 1/2 − g, and at p = 1 for β = 1/2 + g
        ("T above 2", lambda: equal(added(delta, 1 / (half - g)), interior(V, 1 / (half - g), delta), at=at)),
        ("T below 2", lambda: equal(added(Integer(1), 1 / (half + g)), interior(V, 1 / (half + g), delta), at=at)),
    )


@leg(
    "identity", part="below", covers=Whole("n and T are symbols: the missed class, and the fair coin by three moments")
)
def from_below(fourth: Expr = Integer(3), rare: Callable[[], Expr] = rare, fair: Rate = fair) -> Evidence:
    """n^β q_2 at p_2 = 1/n; and the fourth moment of a fair coin's frequency beside the square of its second."""
    T = Symbol("T", positive=True)
    share = power(explicit([1 - 1 / n, 1 / n]), T)[2]
    second, other = (central_moment(Rational(1, 2), n, order) for order in (2, 4))
    slack = (fourth * second**2 - other).simplify()
    coin = sqrt(second**3 / (fourth * second**2))
    # tanh(βs) ≥ β tanh s for β ≤ 1: as s = atanh(2p̂ − 1), q̂ is ½ + ½ tanh(βs); both are 0 at s = 0, and slopes compare
    return all_steps(
        ("q_2", lambda: equal(share, 1 / (1 + (n - 1) ** (1 / T)), at={n: Integer(7), T: Integer(3)})),
        # both 1 and (n − 1)^β are n^β at most, so that a chance of 1/4 misses 1/(2n^β) at least
        (
            "n^β times what is missed",
            lambda: equal(n**x / (4 * (n**x + n**x)), rare(), at={n: Integer(7), x: Integer(1)}),
        ),
        ("E X⁴ below 3 (E X²)²", lambda: is_positive(slack, "3 (E X²)² > E X⁴", {n: Integer(7)})),
        ("E|X| above", lambda: equal(coin / T, fair(T) / sqrt(n), at={n: Integer(7), T: Integer(2)})),
    )


HEATS, SIZES = (1.0, 1.5, 2.0, 3.0, 4.0, 8.0), (2, 10, 100, 1000, 10_000)


def teachers(size: int) -> Array:
    """Probabilities of the second class: near 0, at the scale of 1/n, and up to 1/2."""
    return np.concatenate([np.geomspace(1e-3, 30, 60) / size, np.linspace(0.001, 0.5, 60)]).clip(0, 0.5)


@leg("enclosure", part=("above", "below"), covers="p = (1/2, 1/2), T = 3/2, 2, n = 2, 8, 64: every outcome, in balls")
def coin(above: Of = above, copied: bool = False) -> Evidence:
    """With `copied` one draw counts n times. At T ≤ 2 γ is 1/2, and the coin must keep both constants."""

    def cases() -> Cases:
        for T, size in product((Rational(3, 2), Rational(2)), (2, 8, 64)):
            total = arb(0)
            for k in (0, size) if copied else range(size + 1):
                chance = arb(fmpq(1, 2)) if copied else arb(fmpq(comb(size, k), 2**size))
                ones, twos = (arb(count) ** fmpq(int(T.q), int(T.p)) if count else arb(0) for count in (k, size - k))
                total += chance * abs(ones / (ones + twos) - fmpq(1, 2))
            value = total * arb(size).sqrt()
            for end, sign in ((ball(above(Integer(2), T)), 1), (ball(fair(T)), -1)):
                yield {"T": T, "n": size}, sign * (end - value), f"√n E TV is {value.str(6)}, beside {end.str(6)}"

    return all_positive(cases())


@leg("search", part=("above", "below"), covers="V = 2, T = 1 to 8, n = 2 to 10,000: exact sums at 120 teachers each")
def sums(rate: Rate = rate, above: Of = above, fair: Rate = fair) -> Evidence:
    def cases() -> Cases:
        for T in HEATS:
            gamma, most = float(rate(T)), float(above(2, T))
            least = float(rare() if T >= 2 else fair(T))
            for size in SIZES:
                worst = float(expected_errors(size, teachers(size), T).max()) * size**gamma
                yield {"T": T, "n": size}, most - worst, f"n^γ times the error is {worst:.4g}, above {most:.4g}"
                yield {"T": T, "n": size}, worst - least, f"n^γ times the error is {worst:.4g}, below {least:.4g}"

    return all_positive(cases())


@leg("search", part="interior", covers="V = 2, p_min from 0.01 to 0.5, T = 1 to 8, n = 2 to 10,000: exact sums")
def inside(interior: Of = interior) -> Evidence:
    def cases() -> Cases:
        for T in HEATS:
            for delta in (0.01, 0.1, 0.5):
                most = float(interior(2, T, delta))
                for size in SIZES:
                    p = np.linspace(delta, 0.5, 40)
                    worst = float(expected_errors(size, p, T).max()) * size**0.5
                    yield (
                        {"T": T, "n": size, "δ": delta},
                        most - worst,
                        f"√n times the error is {worst:.4g} of {most:.4g}",
                    )

    return all_positive(cases())


@leg("search", part="below", covers="T = 3, 4, x = 1/2, 1, 3, n = 10^12: exact sums beside the limit, to 0.5 % of it")
def poisson_limits(limit: Callable[[float, float], float] = poisson_limit) -> Evidence:
    """The first class takes what the second leaves: its part in TV is the same, and n^−β of order once divided out."""
    from scipy.stats import binom  # noqa: PLC0415 - it takes as long as all the rest to import

    def cases() -> Cases:
        for size, T, scale in product((10**12,), (3.0, 4.0), (0.5, 1.0, 3.0)):
            k = np.arange(400)
            q, wanted = (o / (1 + o) for o in ((x / (size - x)) ** (1 / T) for x in (k, scale)))
            found = float((binom.pmf(k, size, scale / size) * np.abs(q - wanted)).sum()) * size ** (1 / T)
            derived = limit(scale, T)
            allowed = 0.005 * derived  # odds are divided by 1 + odds, of the order n^(−1/4), twice
            yield {"T": T, "x": scale}, allowed - abs(found - derived), f"{found:.5g}, the limit {derived:.5g}"

    return all_positive(cases())


@leg("monte_carlo", part="below", covers="T = 3, n = 1,000, p = (1 − 1/n, 1/n): E TV beside the exact sum")
def simulation(derived: Callable[[float], float] = lambda exact: exact, copies: int = 1, seed: int = 0) -> Evidence:
    size, T = 1000, 3.0
    p = np.array([1 - 1 / size, 1 / size])
    exact, truth = float(expected_errors(size, p[1:], T)[0]), soften(p, T)[1]

    def statistics(rng: np.random.Generator, replicates: int) -> Array:
        found = frequencies(rng, size // copies, p, replicates)
        return np.abs(soften(found, T)[:, 1] - truth)

    simulation = Simulation(statistics, ("partial_access.text_only_rate", "simulation"), 50_000)
    return z_test(simulate(simulation, seed, most=12).estimate(), derived(exact))


control(from_above, "an exponent above 1", beta=1 + h)
control(from_above, "γ = 1/2 at every T", rate=lambda T: Rational(1, 2))
control(from_above, "V n^−γ", above=lambda V, T: V)
control(from_above, "V δ^(β − 1)", interior=lambda V, T, delta: V * delta ** (1 / T - 1))
control(from_below, "E X⁴ below 2 (E X²)²", fourth=Integer(2))
control(from_below, "a quarter", rare=lambda: Rational(1, 4))
for says, gamma in {"n^(−1/2) at every T": lambda T: 0.5, "n^(−1/T) below T = 2 too": lambda T: 1 / T}.items():
    control(sums, says, rate=gamma)
control(sums, "a quarter of the bound", above=lambda V, T: above(V, T) / 4)
control(coin, "one draw, n times over", drops="independent", copied=True)
control(inside, "a sixth of the bound", interior=lambda V, T, delta: interior(V, T, delta) / 6)
control(poisson_limits, "1 % off", limit=lambda scale, T: 1.01 * poisson_limit(scale, T))
control(simulation, "2 % off", derived=lambda exact: 1.02 * exact)
control(simulation, "every draw counts twice", copies=2)
