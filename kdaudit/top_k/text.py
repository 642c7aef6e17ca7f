"""What `topk` found, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kdaudit.top_k.students import REPORTED

if TYPE_CHECKING:
    from kdaudit.top_k.positions import At
    from kdaudit.top_k.record import Against, Bounds, Mean, Softened, TopK

MEASURES = {
    "total_variation": "total variation",
    "kl": "KL(q‖target)",
    "reverse_kl": "KL(target‖q)",
    "gradient": "gradient",
}
DIVERGENCES = {
    "kl": "KL(teacher‖student)",
    "reverse_kl": "KL(student‖teacher)",
    "jensen_shannon": "Jensen-Shannon",
    "total_variation": "total variation",
}


def text(found: TopK) -> str:
    """All of it."""
    return "\n".join(
        [*_header(found), *_kept(found), *_softened(found), *_targets(found), *_advice(found), *_rest(found)]
    )


def _header(found: TopK) -> Iterator[str]:
    V = "V unknown: bounds need none" if found.classes is None else f"V = {found.classes:,}"
    yield f"{found.name}: {found.format}, {found.positions:,} positions of {found.records:,} records; {V}"
    yield f"numbers of {found.rounded}: off by {found.off:.2g} nats at most"
    for says, (count, place) in found.left_out.items():
        yield f"left out: {count:,}, first {place}: {says}"
    for repair, count in found.repaired.items():
        yield f"repaired ({repair}): {count:,}"
    for says, count in found.notes.items():
        yield f"note, of {count:,} position{'s' * (count != 1)}: {says}"


def _kept(found: TopK) -> Iterator[str]:
    yield ""
    yield f"{'over positions':<34}{'5 %':>10}{'median':>10}{'95 %':>10}"
    yield f"  {'log-probabilities known':<32}" + "".join(f"{x:>10.0f}" for x in found.k)
    yield f"  {'kept mass':<32}" + "".join(f"{x:>10.4f}" for x in found.kept)


def _softened(found: TopK) -> Iterator[str]:
    yield ""
    yield "least to largest over all teachers with this top k"
    yield f"  {'':<26}" + "".join(f"{cell:>20}" for cell in ("mean", "5 %", "median", "95 %"))
    for one in found.softened:
        yield _at(one)
        for name, bounds in (("mass of hidden classes", one.tail), ("entropy in nats", one.entropy)):
            yield f"  {name:<26}" + "".join(f"{cell:>20}" for cell in _row(bounds))


def _row(bounds: Bounds) -> list[str]:
    return [between(bounds.mean), *(_ends(a, b) for a, b in zip(bounds.low, bounds.high, strict=True))]


def _targets(found: TopK) -> Iterator[str]:
    yield ""
    yield "what targets miss of the softened teacher q, means over positions"
    yield f"  {'':<30}" + "".join(f"{name:>22}" for name in MEASURES.values())
    for one in found.softened:
        for target, measures in one.targets.items():
            cells = "".join(f"{between(measures[of]):>22}" for of in MEASURES)
            yield f"  {f'{_at(one)}, {target}':<30}{cells}"


def _advice(found: TopK) -> Iterator[str]:
    yield ""
    goal = f"a mean total variation of {found.error:g} under power, whatever the tails are"
    if found.safe_temperature is None:
        yield f"At no T from 0.01 to 1000 do renormalised targets keep {goal}."
    else:
        yield f"T = {found.safe_temperature:.3g} is the largest at which renormalised targets keep {goal}."
    for one in found.softened:
        if one.operator == "power":
            k = "no k does" if one.least_k is None else f"k = {one.least_k:,} does"
            yield f"At T = {one.temperature:g} {k}, if tails go on as a power of the rank from the last class shown."
    if found.sampled < found.positions:
        yield f"(These answers are of {found.sampled:,} positions, spread evenly.)"


def _rest(found: TopK) -> Iterator[str]:
    if found.deciding:
        yield ""
        yield f"positions with the largest softened tail, {_at(found.softened[-1])}"
        for one in found.deciding:
            tokens = " ".join(repr(token) for token in one.tokens)
            yield f"  {one.place:<28} kept {one.kept:.4f}, tail {_ends(*one.tail)}   {tokens}"
    if found.at is not None:
        yield from _position(found.at)
    if found.against is not None:
        yield from _against(found.against)


def _position(found: At) -> Iterator[str]:
    names = [f"{one.operator}, T = {one.temperature:g}" for one in found.softened]
    yield ""
    yield f"{found.place:<28}{'p':>12}" + "".join(f"{name:>26}" for name in names)
    for n, (token, p) in enumerate(zip(found.tokens, found.p, strict=True)):
        yield f"  {token!r:<26}{_number(p):>12}" + "".join(f"{_ends(x.low[n], x.high[n]):>26}" for x in found.softened)
    hidden = max(1 - sum(found.p), 0.0)
    yield f"  {'hidden':<26}{_number(hidden):>12}" + "".join(f"{_ends(*one.tail):>26}" for one in found.softened)
    yield f"  {'entropy in nats':<38}" + "".join(f"{_ends(*one.entropy):>26}" for one in found.softened)


def _against(found: Against) -> Iterator[str]:
    yield ""
    yield f"against {found.student}: {found.positions:,} positions, and {found.unmatched:,} without a partner"
    yield f"  of the teacher's {found.tokens:,} tokens there the student does not give {found.without_partner:,}"
    for of, name in DIVERGENCES.items():
        yield f"  {name:<26}{between(found.divergences[of]):>22}   between the whole laws"
    for of, name in REPORTED.items():
        yield f"  {name:<26}{found.reported[of]:>22.4g}   what this loss reports"
    yield f"  the truncated reverse KL is negative at {100 * found.negative:.3g} % of positions"


def _at(one: Softened) -> str:
    return f"{one.operator}, T = {one.temperature:g}"


def between(mean: Mean) -> str:
    """An interval; where it is infinite at some positions alone, at how many."""
    some = f" ({100 * mean.infinite:.3g} %)" if 0 < mean.infinite < 1 else ""
    return _ends(mean.low, mean.high) + some


def _ends(low: float, high: float) -> str:
    first, second = _number(low), _number(high)
    return first if first == second else f"{first} to {second}"


def _number(x: float) -> str:
    return f"{x:.4g}" if abs(x) >= 1e-4 or x == 0 else f"{x:.1e}"
