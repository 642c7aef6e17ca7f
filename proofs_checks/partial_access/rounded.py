r"""What rounding makes of the intervals: log-probabilities printed to d decimals, clamped, or summing to more than one.

Shown are k numbers l_i with |l_i − log p_i| ≤ h, h = ½ 10^−d. Then, under power at T, β = 1/T,
- odds of two classes shown are off by a factor of e^(2hβ) at most: |log(q_i/q_j) − β(l_i − l_j)| ≤ 2hβ, attained;
- the laws on the classes shown are within tanh(hβ/2) in TV: attained where a share 1/(1 + e^(hβ)) of them moves up;
- the mass r of the others lies in [1 − e^h M, 1 − e^−h M], M = Σ e^l_i, cut at 0 and at m e^h c, which m classes hold
  at most: attained where the even tail keeps below c e^−h. Where e^−h M > 1 no law was rounded so; a sum of 1.0001 is
  explained at d = 3 (h = 0.0005), and not at d = 5;
- for T ≥ 1 the softened mass of the others is in [A/(e^(hβ) H + A), B/(e^(−hβ) H + B)], A with all l_i at l_i + h and
  the least r, B with all at l_i − h and the largest: sharp there too.
A class at −9999, which is OpenAI's value for one that is not among its top 20, is one of the hidden.
Proof. The first two are of a law whose logarithms move by βh at most, normalised. r falls in every l_i. In the last, X
rises with r and falls with c, H rises with every l_i, and both ends are met at once (`topk_softened`). ∎
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Integer, Rational, exp, log, symbols, tanh

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.laws import adversarial
from numerics.operators.power import power as soften
from numerics.partial_access import tail_interval
from numerics.top_k import Interval, Top, printed
from proofs_checks.machine.checks import Cases, all_nonnegative, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula


def odds(h: Any, beta: Any) -> Any:
    """How far log-odds may be off."""
    return 2 * h * beta


def apart(h: Any, beta: Any) -> Any:
    """How far laws on the classes shown may be apart, in TV."""
    return tanh(h * beta / 2)


BETA = {"beta": r"\beta"}

claim = Claim(
    statement=Formula(
        r"|\log(q_i/q_j) - \beta(l_i - l_j)| \le @odds, \quad \mathrm{TV} \le @apart \text{ on the classes shown}",
        odds=odds,
        apart=apart,
        where=BETA,
    ),
    scope="power, T > 0, k >= 2 log-probabilities off by h at most; the softened mass of the others for T >= 1",
    reads={"S7.topk": "repairs"},
    rests_on=("partial_access.topk_softened", "partial_access.commutes"),
    hypotheses={"rounded": "each printed number is within h of the log-probability"},
    expect="supported",
    parts={
        "odds": Formula(r"|\log(q_i/q_j) - \beta(l_i - l_j)| \le @odds", odds=odds, where=BETA),
        "shown": Formula(r"\mathrm{TV} \le @apart \text{ on the classes shown}", apart=apart, where=BETA),
        "others": r"r \in [1 - e^h M, 1 - e^{-h} M], \text{ and the softened mass of the others in its interval}",
    },
)

Of = Callable[[Any, Any], Any]
h, beta, w = symbols("h beta w", positive=True)
AT = {h: Rational(1, 10), beta: Rational(1, 4), w: Rational(1, 3)}


@leg("identity", part=("odds", "shown"), covers="h, beta and the share of the classes that move up are symbols")
def derivation(odds: Of = odds, apart: Of = apart) -> Evidence:
    """A share w of a law moves up by e^(βh), the rest down: TV, and where its slope in w is zero."""
    up, down = exp(beta * h), exp(-beta * h)
    moved = w * up / (w * up + (1 - w) * down) - w
    slope = moved.diff(w).subs(w, 1 / (1 + up))
    return all_steps(
        ("odds", lambda: equal(log(up) - log(down), odds(h, beta), at=AT)),
        ("the slope at w = 1/(1 + e^(βh))", lambda: equal(slope.simplify(), Integer(0), at=AT)),
        ("and TV there", lambda: equal(moved.subs(w, 1 / (1 + up)), apart(h, beta).rewrite(exp), at=AT)),
    )


@leg(
    "enclosure", part="shown", covers="laws of weights 1 to 4 on three classes, every sign of ±h, T = 1/2, 2: in balls"
)
def signs(apart: Of = apart, most: Rational = Rational(1)) -> Evidence:
    """Every class is off by `most` times h, up or down; TV between the two softened laws."""
    step = Rational(1, 10)

    def cases() -> Cases:
        for weights, T in product(product(range(1, 5), repeat=3), (Rational(1, 2), Rational(2))):
            limit = ball(apart(step, 1 / T).rewrite(exp))
            logs = [arb(fmpq(x, sum(weights))).log() for x in weights]
            own = normalised([x / fmpq(int(T.p), int(T.q)) for x in logs])
            for sign in product((-1, 1), repeat=3):
                shift = fmpq(int(most.p), int(most.q)) * fmpq(1, 10)
                other = normalised(
                    [(x + s * shift) / fmpq(int(T.p), int(T.q)) for x, s in zip(logs, sign, strict=True)]
                )
                away = sum((abs(a - b) for a, b in zip(own, other, strict=True)), arb(0)) / 2
                says = f"TV {away.str(6)}, the bound {limit.str(6)}"
                yield {"p": weights, "T": T, "signs": sign}, limit - away + arb(fmpq(1, 10**15)), says

    return all_nonnegative(cases())


def normalised(logs: list[arb]) -> list[arb]:
    weights = [x.exp() for x in logs]
    total = sum(weights, arb(0))
    return [x / total for x in weights]


Bounds = Callable[[Top, float], Interval]
DIGITS, NEAR = (1, 2, 4), 4e-15  # rounding: a seventh of it was seen at four seeds


@leg(
    "search",
    part="others",
    covers="adversarial laws, 1,000 for V = 3, 6, 20 each, k = 1, 4, …, 1 to 4 decimals, T to 20; ends met to 4e-15",
)
def printed_laws(bounds: Bounds = tail_interval, seed: int = 0) -> Evidence:
    """The printed law's softened tail and r lie between their ends; laws within h of what is printed attain those."""
    beyond = away = -np.inf
    tried = 0
    for V in (3, 6, 20):
        rows = -np.sort(-adversarial(stream(seed, "partial_access.rounded", V), 1000, V, faces=False), axis=-1)
        for k, d, T in product(range(1, V, 3), DIGITS, (1.0, 2.0, 20.0)):
            top = printed(np.round(np.log(rows[:, :k]), d), V, d)
            low, high = bounds(top, T)
            value, mass = soften(rows, T)[:, k:].sum(axis=-1), rows[:, k:].sum(axis=-1)
            excess = np.maximum(low - value, value - high), np.maximum(top.masses.low - mass, mass - top.masses.high)
            packed, even = top.extremes()
            within = (
                np.abs(np.log(packed[:, :k]) - top.log_p).min(axis=-1) > (1 - 1e-9) * top.off
            )  # all moved by h, not less
            full = np.abs(np.log(even[:, :k]) - top.log_p).min(axis=-1) > (1 - 1e-9) * top.off
            ends = (
                np.abs(soften(packed, T)[:, k:].sum(axis=-1) - low)[within],
                (np.abs(soften(even, T)[:, k:].sum(axis=-1) - high)[full]),
            )
            beyond = max(beyond, *(float(e.max()) for e in excess))
            away = max(away, *(float(e.max(initial=0.0)) for e in ends))
            tried += len(rows)
    figures = {"examples": tried, "worst excess": beyond, "worst distance of an end": away}
    if max(beyond, away) <= NEAR:
        return Evidence("supports", figures)
    witness = Witness({"V": (3, 6, 20)}, beyond, "a softened tail lies outside its interval") if beyond > NEAR else None
    return Evidence("refutes", figures, witness)


@leg("exact", part="others", covers="sums of 1.0001 at 3 and at 5 decimals; r at both ends of a printed half, in balls")
def masses(sign: int = 1) -> Evidence:
    """Half a mass printed as −0.693 at d = 3: r between 1 − e^(−0.6925) and 1 − e^(−0.6935), and ½ inside."""

    def cases() -> Cases:
        near = fmpq(5, 10**4)
        total = arb(fmpq(10001, 10000))
        yield {"sum": "1.0001", "d": 3}, sign * (1 - (total.log() - near).exp()), "explained at three decimals"
        yield {"sum": "1.0001", "d": 5}, sign * ((total.log() - fmpq(5, 10**6)).exp() - 1), "not explained at five"
        low, high = (1 - (fmpq(-693, 1000) + s * near + arb(0)).exp() for s in (1, -1))
        yield {"l": "-0.693"}, sign * (fmpq(1, 2) - low), f"r is at least {low.str(6)}"
        yield {"l": "-0.693"}, sign * (high - fmpq(1, 2)), f"r is at most {high.str(6)}"

    return all_positive(cases())


def moved(low_by: float, high_by: float) -> Bounds:
    """The ends moved outwards by these shares of the width."""

    def bounds(top: Top, T: float) -> Interval:
        low, high = tail_interval(top, T)
        return Interval(low - low_by * (high - low), high + high_by * (high - low))

    return bounds


def shaved(top: Top, T: float) -> Interval:
    low, high = tail_interval(top, T)
    return Interval(low, high - 2e-14)


control(derivation, "h in place of 2h", odds=lambda h, beta: h * beta)
control((derivation, signs), "tanh(hβ/3)", apart=lambda h, beta: tanh(h * beta / 3))
control(signs, "1.1 h off", drops="rounded", most=Rational(11, 10))
control(signs, "1 % off", apart=lambda h, beta: apart(h, beta) * Rational(99, 100))
control(printed_laws, "the largest 2e-14 lower", bounds=shaved)
control(printed_laws, "the least 1 % lower", bounds=moved(0.01, 0.0))
control(printed_laws, "the largest 1 % higher", bounds=moved(0.0, 0.01))
control(printed_laws, "2 % narrower at both ends", bounds=moved(-0.02, -0.02))
control(masses, "ends exchanged", sign=-1)
