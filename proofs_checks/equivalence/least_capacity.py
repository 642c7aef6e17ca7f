r"""At the least capacity power and mixing make the same student, up to a change of temperature.

False: even a constant student tells power from mixing, at every temperature but 1.

"At small enough capacity power and mixing agree, up to a change of temperature" fails for V = 3. Rows (7, 2, 1)/10 and
(5, 3, 2)/10; the constant student says the mean of its targets. Mixing at any temperature: on the ray u + t(m − u), m
the mean of the rows. The mean of power_T is on the line of that ray only where c(β) = det(mean − u, m − u), β = 1/T,
vanishes: at β = 0 and at β = 1. For β in (0, 1) it is negative, beyond 1 positive, with limit 1/30.
"""

from collections.abc import Iterator, Sequence

from flint import arb
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.enclosure import ball
from numerics.prover import Decision, decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, explicit, uniform

claim = Claim(
    statement=r"d = 1 \implies \text{for every } T \text{ there is } T' \text{ with } \mathrm{power}_T \equiv "
    r"\mathrm{mixing}_{T'}",
    scope="power and mixing, constant students, V >= 3; two rows, V = 3 and every T other than 1 refute",
    reads={"S4.identical": "limits"},
    rests_on=("equivalence.linear", "equivalence.softmax"),
    expect="refuted",
)

Rows = Sequence[Sequence[Expr]]
ROWS = tuple(tuple(Rational(n, 10) for n in row) for row in ((7, 2, 1), (5, 3, 2)))
ALIKE = tuple(tuple(Rational(n, 8) for n in row) for row in ((6, 1, 1), (4, 2, 2)))
CROSSING = (tuple(Rational(n, 40) for n in (16, 22, 2)), tuple(Rational(n, 31) for n in (25, 2, 4)))
beta = Symbol("beta", positive=True)
s = Symbol("s", nonnegative=True)


def mean(laws: Sequence[Law], c: int) -> Expr:
    return sum((law[c] for law in laws), Integer(0)) / len(laws)


def turned(laws: Sequence[Law], rows: Rows) -> Expr:
    """det(mean of the laws − u, mean of the rows − u), in the first two classes: zero where the two are in line."""
    u = uniform(Integer(len(rows[0])))
    given = [explicit(row) for row in rows]
    (a, b), (x, y) = (tuple(mean(side, c) - u[c] for c in (1, 2)) for side in (laws, given))
    return a * y - b * x


def of_power(rows: Rows, at: Expr) -> Expr:
    """Of power, which sees ratios only: p_j/p_3 in place of p_j."""
    return turned([power(explicit([x / row[-1] for x in row]), 1 / at) for row in rows], rows)


def everywhere(rows: Rows) -> Iterator[tuple[str, Decision]]:
    """The sign of c on (0, 1/2], [1/2, 1), (1, 3] and [3, ∞); on the last in the ratios p_j^β/p_1^β."""
    three = Integer(3)
    ratios = symbols("r1:5", positive=True)
    given = [(row[1] / row[0], row[2] / row[0]) for row in rows]
    far = {r: (Integer(0), x**three) for r, x in zip(ratios, (x for pair in given for x in pair), strict=True)}
    cold = [explicit([1, *pair]) for pair in (ratios[:2], ratios[2:])]
    normalised = [Law(law.classes, lambda j, law=law: law[j] / law.sum(lambda k: law[k])) for law in cold]
    at_three = dict(zip(ratios, (x**three for pair in given for x in pair), strict=True))
    assert turned(normalised, rows).subs(at_three) == of_power(rows, three)  # the same in ratios
    half = Rational(1, 2)
    yield "T >= 2", decide_positive(-of_power(rows, beta), {beta: (0, half)}, vanishing={beta: 1})
    yield "1 < T <= 2", decide_positive(-of_power(rows, 1 - s), {s: (0, half)}, vanishing={s: 1})
    yield "1/3 <= T < 1", decide_positive(of_power(rows, 1 + s), {s: (0, 2)}, vanishing={s: 1})
    yield "T <= 1/3", decide_positive(turned(normalised, rows), far)


@leg(
    "enclosure",
    covers="every T > 0 but 1: the mean of power is not in line with the ray of mixing, by branch and bound",
)
def by_boxes(rows: Rows = ROWS) -> Evidence:
    """Where two classes are alike in every row they stay so, and c is zero for good."""
    if of_power(rows, beta).simplify() == 0:
        return Evidence("supports", {"in line": "at every T"})
    decisions = []
    for name, decision in everywhere(rows):
        if decision.outcome != "proved":
            return bounded_away(decision, {"T": name}, Integer(0), "")
        decisions.append(decision)
    figures = {"boxes": sum(d.boxes for d in decisions), "depth": max(d.depth for d in decisions)}
    at_two = ball(abs(of_power(rows, Rational(1, 2))))
    says = f"det(mean − u, m − u) has no zero for T > 0 but T = 1; at T = 2 it is {at_two.str(8)}"
    return Evidence("refutes", figures, Witness({"rows": rows, "T": 2}, at_two, says))


@leg("exact", covers="T = 1/2, 1/3 and 1/4, in fractions; mixing is in line at T = 1, 2 and 10")
def powers(rows: Rows = ROWS) -> Evidence:
    assert all(turned([mixing(explicit(row), Integer(T)) for row in rows], rows) == 0 for T in (1, 2, 10))
    found = {Rational(1, n): of_power(rows, Integer(n)) for n in (2, 3, 4)}
    (T, least) = min(found.items(), key=lambda item: abs(item[1]))
    figures = {f"at T = {T}": str(c) for T, c in found.items()}
    if least == 0:
        return Evidence("supports", figures, note=f"in line at T = {T}")
    return Evidence("refutes", figures, Witness({"rows": rows, "T": T}, abs(ball(least)), f"c = {least}, not 0"))


def by_hand() -> arb:
    """At T = 2 power takes square roots: how far the mean of the two is out of line with u and the mean of the rows."""
    rows = [[arb(n) / 10 for n in row] for row in ((7, 2, 1), (5, 3, 2))]
    roots = [[x.sqrt() for x in row] for row in rows]
    a, b = (sum((root[c] / sum(root, arb(0)) for root in roots), arb(0)) / 2 - arb(1) / 3 for c in (0, 1))
    x, y = (sum((row[c] for row in rows), arb(0)) / 2 - arb(1) / 3 for c in (0, 1))
    return abs(a * y - b * x)


control(by_boxes, "rows whose mean power crosses mixing's ray at another temperature", rows=CROSSING)
for check in (by_boxes, powers):
    control(check, "repaired: two classes alike in every row", rows=ALIKE)
