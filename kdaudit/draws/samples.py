"""What draws from a teacher are worth: its law, what never came up, targets made of them, and what they give away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from figures.draws import Errors, draw
from kdaudit.draws.reading import Draws, draws
from kdaudit.draws.record import Context, Privacy, Range, Samples, Target
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import Source
from kdaudit.inputs.plots import plottable, write
from numerics.drawn import (
    Counts,
    divergence,
    drawn_entropy,
    draws_for,
    estimated_variation,
    missing_mass,
    simultaneous,
    total_variation,
)
from numerics.privacy import mixing_epsilon, mixing_temperature, power_epsilon
from numerics.simplex import InputError

LISTED, CLASSES = 1000, 8  # contexts, and classes of each


def samples(
    source: Source,
    *,
    context: str | None = None,
    label: str | None = None,
    vocab: int | None = None,
    operators: Sequence[str] = ("mixing", "power"),
    temperatures: Sequence[float] = (1.0, 2.0, 4.0),
    error: float = 0.05,
    epsilon: float = 1.0,
    sensitivity: float | None = None,
    level: float = 0.95,
    plot: str | Path | None = None,
) -> Samples:
    """Say what draws from a teacher leave open of it, and what targets made of them are worth.

    Parameters
    ----------
    source
        A file of JSON lines with a context and a text or label, or counts: integers of shape (contexts, V).
    context, label
        The fields of a line, where their names are none of the usual ones.
    vocab
        V, the number of all classes, which bounds on errors and entropy need; that of the columns for counts.
    operators
        "mixing" or "power", or both.
    temperatures
        T from 1 on.
    error
        The mean total variation of targets for which a number of draws is asked.
    epsilon
        The privacy of all draws of a context for which a temperature is asked.
    sensitivity
        How far log-probabilities of two neighbouring teachers may be apart, in nats: without it power has no ε.
    level
        At which the intervals of a context hold, each by itself.
    plot
        A file to draw it to: .pdf, .png or .svg.

    Returns
    -------
    Samples
        Intervals that hold for any number of draws, bounds for all laws, and costs.

    Raises
    ------
    UsageError
        In one line for what cannot be used.
    """
    plot = plottable(None if plot is None else Path(plot))
    for value, name, most in ((error, "error", 1.0), (level, "level", 1.0), (epsilon, "epsilon", np.inf)):
        if not 0 < value < most:
            raise UsageError(f"{name}: {value!r} does not lie between 0 and {most:g}")
    if sensitivity is not None and not 0 < sensitivity < np.inf:
        raise UsageError(f"sensitivity: {sensitivity!r} is not a positive number of nats")
    try:
        found = draws(source, context, label, vocab)
        by_size = sorted((-sum(counts.values()), name) for name, counts in found.counts.items())
        largest = [name for _, name in by_size[:LISTED]]
        each = sorted(-count for count, _ in by_size)
        n = each[(len(each) - 1) // 2]
        result = Samples(
            name=found.name,
            fields=found.fields,
            level=level,
            classes=int(found.classes) if np.isfinite(found.classes) else None,
            draws=sum(each),
            each=(each[0], n, each[-1]),
            total=len(each),
            contexts=tuple(_context(name, found.counts[name], found.classes, level) for name in largest),
            error=error,
            epsilon=epsilon,
            targets=tuple(_target(found, o, float(T), n, error) for o in operators for T in temperatures),
            privacy=tuple(_privacy(o, found.classes, n, temperatures, epsilon, sensitivity) for o in operators),
            left_out=found.left_out,
        )
    except InputError as wrong:
        raise UsageError(str(wrong)) from wrong
    if plot is not None:
        if result.classes is None:
            raise UsageError("plot: errors against n need V; give --vocab")
        write(draw, _pictured(result), plot)
    return result


def _counts(counts: Mapping[str, int]) -> tuple[list[str], Counts]:
    """Labels and their counts, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [label for label, _ in ordered], np.array([count for _, count in ordered], dtype=np.int64)


def _context(name: str, counts: Mapping[str, int], classes: float, level: float) -> Context:
    labels, N = _counts(counts)
    between, missing, spread = (
        simultaneous(N, classes, level),
        missing_mass(N, level, classes),
        drawn_entropy(N, classes, level),
    )
    n = int(N.sum())
    law = {
        label: Range(int(N[i]) / n, float(between.low[i]), float(between.high[i]))
        for i, label in enumerate(labels[:CLASSES])
    }
    return Context(
        name,
        n,
        len(labels),
        law,
        Range(float(missing.estimate), *map(float, missing.interval)),
        Range(float(spread.plug_in), *map(float, spread.interval)),
        float(spread.corrected),
    )


def _target(found: Draws, operator: str, T: float, n: int, error: float) -> Target:
    known = np.isfinite(found.classes)
    away, apart = total_variation(operator, n, found.classes, T), divergence(operator, n, found.classes, T)
    mixes = operator == "mixing" or T == 1
    several = [counts for counts in found.counts.values() if len(counts) > 1]  # equal draws say nothing of others
    told = mixes and len(several) == len(found.counts)
    about = [float(estimated_variation(_counts(counts)[1], T)) for counts in several] if told else None
    return Target(
        operator,
        T,
        mixes,
        float(away) if known else None,
        None if about is None else float(np.median(about)),
        float(apart) if known and apart is not None else None,
        draws_for(operator, error, found.classes, T) if known else None,
    )


def _privacy(
    operator: str, classes: float, n: int, temperatures: Sequence[float], epsilon: float, sensitivity: float | None
) -> Privacy:
    if operator == "mixing":
        known = np.isfinite(classes)
        spent = {float(T): n * float(mixing_epsilon(classes, T)) if known and T > 1 else None for T in temperatures}
        if not known:
            return Privacy(operator, ANY, spent, None, "--vocab")
        return Privacy(operator, ANY, spent, float(mixing_temperature(classes, epsilon / n)))
    if sensitivity is None:
        return Privacy(operator, ANY, dict.fromkeys(map(float, temperatures)), None, "--sensitivity")
    spent = {float(T): n * float(power_epsilon(sensitivity, T)) for T in temperatures}
    neighbours = f"teachers whose log-probabilities are {sensitivity:g} nats apart at most"
    enough = 1.0 if n * sensitivity <= epsilon else 2 * n * sensitivity / epsilon
    return Privacy(operator, neighbours, spent, enough)


ANY = "any two teachers"


def _pictured(found: Samples) -> Errors:
    """Errors at numbers of draws from a tenth of the median to a thousand times as many."""
    assert found.classes is not None
    sizes = np.unique(np.geomspace(max(1, found.each[1] / 10), 1000 * found.each[1], 60).round())
    lines = {
        f"{target.operator}, T = {target.temperature:g}": total_variation(
            target.operator, sizes, found.classes, target.temperature
        )
        for target in found.targets
    }
    return Errors(sizes, lines, found.each[1], found.error)
