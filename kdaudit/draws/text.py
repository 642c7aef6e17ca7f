"""What `samples` found, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kdaudit.draws.record import Context, Privacy, Range, Samples, Target

SHOWN = 5  # contexts


def text(found: Samples) -> str:
    """All of it."""
    parts = (_header, _contexts, _law, _targets, _costs)
    return "\n".join(line for part in parts for line in part(found))


def _header(found: Samples) -> Iterator[str]:
    V = "V unknown: what needs it is left out" if found.classes is None else f"V = {found.classes:,}"
    least, _, most = found.each
    yield f"{found.name}: {found.draws:,} draws of {found.total:,} contexts, {least:,} to {most:,} each; {V}"
    if found.fields:
        yield found.fields
    for says, (count, place) in found.left_out.items():
        yield f"left out: {count:,}, first {place}: {says}"
    yield f"intervals of a context hold at {100 * found.level:g} %, those of its classes all at once"


def _contexts(found: Samples) -> Iterator[str]:
    yield ""
    yield f"{'context':<30}{'draws':>9}{'labels':>9}   {'mass that never came up':<28}entropy in nats"
    for one in found.contexts[:SHOWN]:
        missing = _range(one.missing)
        spread = f"{one.corrected:.4g} ({_end(one.entropy.low)} to {_end(one.entropy.high)})"
        yield f"{_short(one.name):<30}{one.draws:>9,}{one.labels:>9,}   {missing:<28}{spread}"
    if found.total > SHOWN:
        yield f"… and {found.total - SHOWN:,} contexts of no more draws"


def _law(found: Samples) -> Iterator[str]:
    first: Context = found.contexts[0]
    yield ""
    yield f"the likeliest of {_short(first.name)}"
    for label, one in first.law.items():
        yield f"  {_short(label):<30}{_range(one)}"


def _targets(found: Samples) -> Iterator[str]:
    yield ""
    yield f"targets made of {found.each[1]:,} draws (the median) and softened: errors in the mean"
    needed = f"draws for {found.error:g}"
    yield f"  {'':<20}{'unbiased':>10}{'TV at most':>12}{'TV about':>12}{'KL at most':>12}{needed:>18}"
    for one in found.targets:
        yield _target(one)


def _target(one: Target) -> str:
    cells = "".join(f"{_cell(x):>12}" for x in (one.total_variation, one.estimate, one.kl))
    name, draws = f"{one.operator}, T = {one.temperature:g}", "–" if one.draws is None else f"{one.draws:,.0f}"
    return f"  {name:<20}{'yes' if one.unbiased else 'no':>10}{cells}{draws:>18}"


def _costs(found: Samples) -> Iterator[str]:
    yield ""
    yield f"privacy of {found.each[1]:,} draws of a context"
    for one in found.privacy:
        yield from _cost(one, found.epsilon)


def _cost(one: Privacy, epsilon: float) -> Iterator[str]:
    known = {T: spent for T, spent in one.epsilon.items() if spent is not None}
    none = [f"{T:g}" for T in one.epsilon if T not in known]
    said = [f"ε = {spent:.4g} at T = {T:g}" for T, spent in known.items()]
    if one.needs == "--vocab":
        said.append("ε is not known without --vocab")
    elif none:
        said.append(f"no ε at T = {', '.join(none)}")
    yield f"  {one.operator}, neighbours {one.neighbours}: {'; '.join(said)}"
    if one.temperature is not None:
        yield f"    ε = {epsilon:g} needs T = {one.temperature:,.6g}"
    elif one.needs == "--sensitivity":
        yield "    --sensitivity, how far log-probabilities may move, gives it one"


def _range(one: Range) -> str:
    return f"{one.value:.4g} ({_end(one.low)} to {_end(one.high)})"


def _end(x: float) -> str:
    return f"{x:.3g}"


def _cell(x: float | None) -> str:
    return "–" if x is None else f"{x:.4g}"


def _short(name: str) -> str:
    return name if len(name) <= 28 else f"{name[:27]}…"
