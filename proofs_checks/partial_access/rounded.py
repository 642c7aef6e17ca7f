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

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Integer, Rational, exp, log, symbols, tanh

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.laws import adversarial
from numerics.operators.power import power as soften
from numerics.partial_access import entropy_interval, tail_interval
from numerics.simplex import Array, InputError, entropy
from numerics.top_k import CLAMPED, Interval, Top, printed
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


def least_left(M: Any, h: Any) -> Any:
    return 1 - (h.exp() if isinstance(h, arb) else exp(h)) * M


def most_left(M: Any, h: Any) -> Any:
    """The largest, but for what m classes can hold."""
    return least_left(M, -h)


BETA = {"beta": r"\beta"}

claim = Claim(
    statement=Formula(
        r"|\log(q_i/q_j) - \beta(l_i - l_j)| \le @odds, \quad \mathrm{TV} \le @apart \text{ on the classes shown}",
        odds=odds,
        apart=apart,
        where=BETA,
    ),
    scope="power, T > 0, k log-probabilities off by h at most; the ends for the others' mass are sharp for T >= 1",
    reads={"S7.topk": "repairs"},
    rests_on=("partial_access.topk_softened", "partial_access.commutes"),
    hypotheses={"rounded": "each printed number is within h of the log-probability"},
    expect="supported",
    parts={
        "odds": Formula(r"|\log(q_i/q_j) - \beta(l_i - l_j)| \le @odds", odds=odds, where=BETA),
        "shown": Formula(r"\mathrm{TV} \le @apart \text{ on the classes shown}", apart=apart, where=BETA),
        "others": Formula(
            r"r \in [@least_left, @most_left], \text{ and the softened mass of the others in its interval}",
            least_left=least_left,
            most_left=most_left,
        ),
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
            heat = fmpq(int(T.p), int(T.q))
            own = normalised([x / heat for x in logs])
            for sign in product((-1, 1), repeat=3):
                shift = fmpq(int(most.p), int(most.q)) * fmpq(1, 10)
                other = normalised([(x + s * shift) / heat for x, s in zip(logs, sign, strict=True)])
                away = sum((abs(a - b) for a, b in zip(own, other, strict=True)), arb(0)) / 2
                says = f"TV {away.str(6)}, the bound {limit.str(6)}"
                yield {"p": weights, "T": T, "signs": sign}, limit - away + arb(fmpq(1, 10**15)), says

    return all_nonnegative(cases())


def normalised(logs: list[arb]) -> list[arb]:
    weights = [x.exp() for x in logs]
    return [x / sum(weights, arb(0)) for x in weights]


Bounds = Callable[[Top, float], Interval]
Reader = Callable[[Array, int, int], Top]
DIGITS, NEAR = (1, 2, 3, 4), 4e-15  # rounding: a seventh of it was seen at four seeds
LOGS = 4e-14  # of logarithms, and what numerics allows for them: a ninth of it was seen at three seeds
LAWS = 6_500  # for every V, k, number of decimals and T: 160 × 6,500


def drawn(seed: int, name: str, laws: int, temperatures: tuple[float, ...]) -> Iterator[tuple[Array, int, int, float]]:
    """Adversarial laws, largest class first, k, a number of decimals, and T."""
    for V in (3, 6, 20):
        rng = stream(seed, "partial_access.rounded", name, V)
        for k, d, T in product(range(1, V, 3), DIGITS, temperatures):
            yield -np.sort(-adversarial(rng, laws, V, faces=False), axis=-1), k, d, T


@leg(
    "search",
    part="others",
    covers="a million adversarial laws, V = 3, 6, 20, k = 1, 4, …, 1 to 4 decimals, T = 1/2, 1, 2, 20; ends met to "
    "4e-15 for T >= 1, where all classes shown can be off by h",
)
def printed_laws(bounds: Bounds = tail_interval, read: Reader = printed, seed: int = 0) -> Evidence:
    """The printed law's softened tail and r lie between their ends; laws within h of what is printed attain those."""
    beyond, away, tried, met = -np.inf, 0.0, 0, 0
    for rows, k, d, T in drawn(seed, "tails", LAWS, (0.5, 1.0, 2.0, 20.0)):
        numbers, h = np.log(rows[:, :k]).round(d), 0.5 * 10.0**-d
        top = read(numbers, rows.shape[1], d)
        low, high = bounds(top, T)
        value, mass = soften(rows, T)[:, k:].sum(axis=-1), rows[:, k:].sum(axis=-1)
        beyond = max(beyond, *(float(np.max(x)) for x in (low - value, value - high)))
        beyond = max(beyond, *(float(np.max(x)) for x in (top.masses.low - mass, mass - top.masses.high)))
        for law, end in zip(top.extremes(), (low, high), strict=True):
            off = np.abs(np.log(law[:, :k]) - numbers)
            beyond = max(beyond, float((off - h).max()) - LOGS)
            every = off.min(axis=1) > (1 - 1e-9) * h  # where that is no law, some class is 1e-4 of h nearer
            if T >= 1 and every.any():
                away = max(away, float(np.abs(soften(law, T)[:, k:].sum(axis=-1) - end)[every].max()))
                met += int(every.sum())
        tried += len(rows)
        if max(beyond, away) > NEAR:
            break
    figures = {"examples": tried, "ends met": met, "worst excess": beyond, "worst distance of an end": away}
    if max(beyond, away) <= NEAR and met > tried / 2:
        return Evidence("supports", figures)
    witness = Witness({"V": (3, 6, 20)}, beyond, "a softened tail lies outside its interval") if beyond > NEAR else None
    return Evidence("refutes", figures, witness)


@leg(
    "search",
    part="others",
    covers="100,000 adversarial laws printed to 1 to 4 decimals, V = 3, 6, 20: entropies of order 1/2, 1, 2 are inside",
)
def entropies(bounds: Bounds = entropy_interval, seed: int = 0) -> Evidence:
    beyond, tried = -np.inf, 0
    for rows, k, d, order in drawn(seed, "entropies", 850, (0.5, 1.0, 2.0)):
        low, high = bounds(printed(np.round(np.log(rows[:, :k]), d), rows.shape[1], d), order)
        value = entropy(rows) if order == 1 else np.log((rows**order).sum(axis=1)) / (1 - order)
        beyond, tried = max(beyond, float((low - value).max()), float((value - high).max())), tried + len(rows)
    figures = {"examples": tried, "worst excess": beyond}
    if beyond <= NEAR:
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (3, 6, 20)}, beyond, "an entropy lies outside its interval"))


@leg("exact", part="others", covers="two numbers that sum to 1.0001 at 3 and at 5 decimals; r of a printed half; −9999")
def masses(read: Reader = printed, least_left: Of = least_left, most_left: Of = most_left) -> Evidence:
    """r of numerics beside its ends in balls; a class at −9999 is hidden; at five decimals no law was rounded so."""

    def cases() -> Cases:
        near = fmpq(1, 10**12)
        for name, numbers, d in (
            ("-0.693", [-0.693], 3),
            ("-0.693 and -9999", [-0.693, -9999.0], 3),
            ("-0.7 and -1.2", [-0.7, -1.2], 1),
        ):
            found = understood(read, np.array(numbers, dtype=np.float64), 100, d)
            total = sum((arb(fmpq(round(x * 1000), 1000)).exp() for x in numbers if x > -9999), arb(0))
            for value, of in zip(found, (least_left, most_left), strict=True):
                end = of(total, arb(fmpq(5, 10 ** (d + 1))))
                yield {"l": name, "d": d}, near - abs(arb(float(value)) - end), f"r ends at {end.str(8)}"
        for d, explained in ((3, True), (5, False)):
            sound = understood(read, np.log([0.60004, 0.40006]), 5, d).low == 0
            yield {"sum": "1.0001", "d": d}, fmpq(1 if sound == explained else -1), f"explained: {sound}"

    return all_positive(cases())


def understood(read: Reader, numbers: Array, V: int, d: int) -> Interval:
    """Between which r lies; below zero where no law was printed so."""
    try:
        return read(numbers, V, d).masses
    except InputError:
        return Interval(np.array(-1.0), np.array(-1.0))


def moved(low_by: float, high_by: float, of: Bounds = tail_interval) -> Bounds:
    """The ends moved outwards by these shares of the width."""

    def bounds(top: Top, T: float) -> Interval:
        low, high = of(top, T)
        return Interval(low - low_by * (high - low), high + high_by * (high - low))

    return bounds


control(derivation, "h in place of 2h", odds=lambda h, beta: h * beta)
control((derivation, signs), "tanh(hβ/3)", apart=lambda h, beta: tanh(h * beta / 3))
control(signs, "1.1 h off", drops="rounded", most=Rational(11, 10))
control(signs, "1 % off", apart=lambda h, beta: apart(h, beta) * Rational(99, 100))
control(
    printed_laws,
    "the largest 2e-14 lower",
    bounds=lambda top, T: Interval(tail_interval(top, T).low, tail_interval(top, T).high - 2e-14),
)
control(printed_laws, "half a unit and 2e-13", read=lambda rows, V, d: Top(rows, V, 0.5 * 10.0**-d + 2e-13))
control(printed_laws, "the least 1 % lower", bounds=moved(0.01, 0.0))
control(printed_laws, "the largest 1 % higher", bounds=moved(0.0, 0.01))
control(printed_laws, "2 % narrower at both ends", bounds=moved(-0.02, -0.02))
control(masses, "a whole unit of the last decimal", read=lambda rows, V, d: Top(rows[rows > CLAMPED], V, 10.0**-d))
control(masses, "-9999 taken for a log-probability", read=lambda rows, V, d: Top(rows, V, 10.0**-d / 2))
control(masses, "e^−h for e^h", least_left=most_left)
control(masses, "e^(−h/2) for e^−h", most_left=lambda M, h: most_left(M, h / 2))
control(entropies, "2 % narrower at both ends", bounds=moved(-0.02, -0.02, entropy_interval))
