"""A measurement as lines for a terminal."""

from __future__ import annotations

from kdaudit.predictions.measurement import Estimate, Group, Measurement, Side
from numerics.intervals import MOST, Interval

SHOWN = 5


def text(found: Measurement) -> str:
    """Who wins and why, then where, then what the numbers do not say."""
    pairs = "in pairs" if found.paired else "as independent"
    lines = [
        f"{counted(found)}, {_seeds(found.teacher)}, {_seeds(found.student)}, compared {pairs}; {loss_to(found)}",
        "",
        _header(found),
        *(_side(side, found) for side in (found.teacher, found.student)),
        "",
        *_verdict(found),
        "",
        *_scores(found),
        *_calibration(found),
        "",
        "where the risks differ most (student less teacher), by class and by the teacher's confidence:",
        *_groups(found.by_class, SHOWN),
        *_groups(found.by_confidence, len(found.by_confidence)),
        *([""] if found.worst else []),
        *(
            f"  example {w.example} (class {w.of_class}): student {w.student_loss:.4g}, teacher {w.teacher_loss:.4g}"
            for w in found.worst[:SHOWN]
        ),
        "",
        *(f"note: {note}" for note in found.notes),
    ]
    return "\n".join(line.rstrip() for line in lines)


def counted(found: Measurement) -> str:
    """How many examples and classes there are."""
    return f"{_counted(found.examples)}, {found.classes:,} classes"


def loss_to(found: Measurement) -> str:
    """What risk is measured in, and to what."""
    units = {"kl": "nats, KL(target‖prediction)", "reverse-kl": "nats, KL(prediction‖target)"}
    both = ", predictions too" if found.soften == "both" else ""
    aim = found.target + (f" softened by {found.softened}{both}" if found.softened else "")
    return f"loss in {units.get(found.loss, 'squared distance')} to the {aim}"


def _seeds(side: Side) -> str:
    rows = f"{side.name} {side.rows} row{'s' * (side.rows > 1)}"
    return rows if side.rows == side.units else f"{rows} in {side.units} units"


def _side(side: Side, found: Measurement) -> str:
    noise = 0.0 if found.noise is None else found.noise
    shown = "" if found.noise is None else f"{found.noise:.5g}"
    return f"{side.name:<9}{_estimate(side.bias):<38}{_estimate(side.variance):<38}{shown:<12}{side.risk + noise:.5g}"


def _counted(examples: int) -> str:
    return f"{examples:,} example{'s' * (examples != 1)}"


def _gap(estimate: Estimate) -> str:
    """A difference for these seeds, and over seeds where there are enough."""
    seeds = f", over seeds{bracketed(estimate.over_seeds)}" if estimate.over_seeds else ""
    return f"{estimate.value:+.5g}{bracketed(estimate.for_these_seeds)}{seeds}"


def _header(found: Measurement) -> str:
    bias, variance = (f"{name} [over examples]" for name in (bias_name(found), "variance"))
    return f"{'':<9}{bias:<38}{variance:<38}{'noise':<12}{_risk(found)}"


def bias_name(found: Measurement) -> str:
    """What is known of bias²: with labels it is not told from noise."""
    return "bias² + noise" if found.target == "labels" else "bias²"


def _risk(found: Measurement) -> str:
    """What the last column holds: of the reverse KL, which no label has, the risk to the target itself."""
    return "risk to the target" if found.loss == "reverse-kl" else "risk against a fresh label"


def _estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return "one seed: not known"
    return f"{estimate.value:.5g}{bracketed(estimate.for_these_seeds)}"


def bracketed(interval: Interval | None) -> str:
    """It in brackets, after a space; nothing where there is none."""
    return f" [{interval.low:.4g}, {interval.high:.4g}]" if interval else ""


def _verdict(found: Measurement) -> list[str]:
    lines = []
    if found.bias_difference and found.variance_difference:
        lines.append(
            f"student less teacher: bias² {_gap(found.bias_difference)}, variance {_gap(found.variance_difference)}"
        )
    for side in (found.teacher, found.student):
        for name, estimate in (("bias²", side.bias), ("variance", side.variance)):
            if estimate and estimate.over_seeds:
                lines.append(f"{side.name}'s {name} over seeds: {bracketed(estimate.over_seeds).strip()}")
    if found.interval is None or found.if_normal is None:
        return [*lines, f"risk difference {found.difference:+.5g}: undecided; one seed each says nothing of the others"]
    percent = f"{100 * found.level:g} %"
    lines.append(
        f"risk difference {found.difference:+.5g}, {percent} interval{bracketed(found.interval)} over seeds, for these "
        f"examples: {'undecided' if found.decision == 'undecided' else f'the {found.decision} wins'}"
    )
    lines.append(f"  (were the differences of seeds normal, {percent} would be{bracketed(found.if_normal)})")
    needed = f"more than {MOST:,}" if found.seeds_needed is None else f"about {found.seeds_needed:,}"
    if found.difference and found.decision == "undecided":
        each = "" if found.paired else " of each"
        lines.append(f"  if mean and spread stay as they are, it takes {needed} seeds{each} to decide")
    return lines


def fresh(found: Measurement) -> str:
    """What predictions are scored on."""
    return "the labels" if found.target == "labels" else "fresh labels of the target"


def _scores(found: Measurement) -> list[str]:
    return [
        f"{side.name} on {fresh(found)}: accuracy {side.accuracy:.4g}, log loss {side.log_loss:.5g} nats, "
        f"Brier score {side.brier:.5g}"
        for side in (found.teacher, found.student)
    ]


def _calibration(found: Measurement) -> list[str]:
    lines = []
    for side in (found.teacher, found.student):
        for when, c in zip(("as it is", f"softened by {found.softened}"), side.calibration, strict=False):
            known = "too few examples to tell"
            if c.squared_error is not None:
                known = f"{c.squared_error:.3g}{bracketed(c.interval)}"
            start = f"{side.name}'s calibration error, {when}: {c.expected_error:.4f}"
            lines.append(f"{start}; squared, less what chance adds: {known}")
    return lines


def _groups(groups: tuple[Group, ...], most: int) -> list[str]:
    """Those that differ most, in the order that they have."""
    chosen = sorted(groups, key=lambda g: -abs(g.student_risk - g.teacher_risk) * g.examples)[:most]
    return [_group(g) for g in groups if g in chosen]


def _group(g: Group) -> str:
    gap = f"  {g.name:<12}{_counted(g.examples):>18}  {g.student_risk - g.teacher_risk:+.4g}"
    for name, student, teacher in (
        (" = bias²", g.student_bias, g.teacher_bias),
        (" and variance", g.student_variance, g.teacher_variance),
    ):
        if student is not None and teacher is not None:
            gap += f"{name} {student - teacher:+.4g}"
    return gap
