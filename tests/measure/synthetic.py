"""Synthetic teachers and students of known bias, variance and noise, and what a thousand data sets make of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import log_softmax, softmax

from numerics.chance import stream
from numerics.decomposition import Units, kl, squared
from numerics.intervals import Mean, difference

DATA_SETS, EXAMPLES, CLASSES, LEVEL = 1000, 20, 3, 0.95
SEEDS = (3, 5, 20)
AWAY = {"teacher": 0.05, "student": 0.12}  # how far the mean is from the target, class by class, signs alternating
ALTERNATING = np.array([1.0, -1.0, 1.0])
# of teacher and student: the spread of each prediction, and of what a seed adds to all examples at once
SPREAD = {"teacher": 0.25, "student": 0.1}
SHIFT = {"teacher": 0.15, "student": 0.08}
ALONE = {"teacher": 0.0, "student": 0.3}  # the shift of the model in which it is all that differs between seeds
MODELS = ("independent", "shared shift", "heavy tails", "correlated", "one shift alone")


@dataclass(frozen=True)
class Found:
    """Over data sets: truth, estimates, shape (DATA_SETS,), and whether intervals held the truth."""

    truth: dict[str, float]
    ours: dict[str, np.ndarray]
    plug_in: dict[str, np.ndarray]
    covered: float
    covered_by_t: float


def effects(model: str, seeds: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """What predictions are off their mean by, shape (seeds, DATA_SETS, EXAMPLES, CLASSES), of teacher and student."""
    shape = (seeds, DATA_SETS, EXAMPLES, CLASSES)
    common = rng.standard_normal((seeds, DATA_SETS, 1, 1)) * ALTERNATING
    found = {}
    for name in ("teacher", "student"):
        own = rng.standard_t(5, shape) if model == "heavy tails" else rng.standard_normal(shape)
        found[name] = SPREAD[name] * own if model != "one shift alone" else ALONE[name] * common + 0 * own
        if model == "shared shift":  # one number moves every example along the bias
            found[name] += SHIFT[name] * rng.standard_normal((seeds, DATA_SETS, 1, 1)) * ALTERNATING
        if model == "correlated":
            found[name] += SHIFT[name] * common
    return found


def variance(model: str, name: str) -> float:
    """tr Cov of a prediction."""
    if model == "one shift alone":
        return CLASSES * ALONE[name] ** 2
    own = SPREAD[name] ** 2 * (5 / 3 if model == "heavy tails" else 1)
    return CLASSES * (own + (SHIFT[name] ** 2 if model in ("shared shift", "correlated") else 0))


@cache
def measured(model: str, seeds: int, loss: str = "squared") -> Found:
    """A thousand data sets of a model, split by `numerics`, and the intervals of `kdaudit.measure`."""
    rng = stream(0, "tests.measure", model, seeds, loss)
    off = effects(model, seeds, rng)
    units = Units.named(range(seeds))
    terms, truth, ours, plug_in = {}, {}, {}, {}
    for name, away in AWAY.items():
        mean = away * ALTERNATING + off[name]
        flat = mean.reshape(seeds, -1, CLASSES)
        if loss == "kl":
            terms[name] = kl(log_softmax(BASE + flat, axis=-1), np.broadcast_to(LAW, flat.shape[1:]), units)
            bias, spread = kl_truth(model, name)
        else:
            terms[name] = squared(flat, np.zeros(flat.shape[1:]), units)
            bias, spread = CLASSES * away**2, variance(model, name)
        truth |= {f"{name} bias": bias, f"{name} variance": spread}
        for found, split in ((ours, terms[name].bias), (plug_in, terms[name].plug_in)):
            found[f"{name} bias"] = over_examples(split)
            found[f"{name} variance"] = over_examples(terms[name].risk - split)
    gap = sum(truth[f"student {part}"] - truth[f"teacher {part}"] for part in ("bias", "variance"))
    risks = {name: over_examples(terms[name].losses) for name in terms}
    covered = [covers(model, risks, n, gap, normal=normal) for normal in (False, True) for n in range(DATA_SETS)]
    half = np.array(covered).reshape(2, DATA_SETS).mean(axis=1)
    return Found(truth, ours, plug_in, float(half[0]), float(half[1]))


BASE = np.array([1.0, 0.0, -1.0])
LAW = softmax(BASE)


@cache
def kl_truth(model: str, name: str, draws: int = 150) -> tuple[float, float]:
    """Bias and variance under KL by a simulation of 3 million predictions."""
    rng = stream(1, "tests.measure", model, name)
    off = effects(model, draws, rng)[name].reshape(-1, CLASSES)
    log_p = log_softmax(BASE + AWAY[name] * ALTERNATING + off, axis=-1)
    centre = log_p.mean(axis=0)
    level = float(np.log(np.exp(centre).sum()))
    return float(LAW @ (np.log(LAW) - centre)) + level, -level


def over_examples(values: np.ndarray) -> np.ndarray:
    """The mean over the examples of each data set."""
    return values.reshape(*values.shape[:-1], DATA_SETS, EXAMPLES).mean(axis=-1)


def covers(model: str, risks: dict[str, np.ndarray], data_set: int, gap: float, *, normal: bool) -> bool:
    """Whether the interval of one data set holds the risk difference; in pairs where both share seeds."""
    student, teacher = (risks[name][:, data_set] for name in ("student", "teacher"))
    if model == "correlated":
        interval = difference(Mean.of(student - teacher), None, LEVEL, normal=normal)
    else:
        interval = difference(Mean.of(student), Mean.of(teacher), LEVEL, normal=normal)
    return interval.low <= gap <= interval.high


def with_error(values: np.ndarray) -> str:
    """A mean over data sets with its Monte Carlo standard error."""
    return f"{values.mean():.5f} ± {values.std(ddof=1) / np.sqrt(len(values)):.5f}"


def share_with_error(share: float) -> str:
    """A share of data sets with its standard error, at (k + 1)/(n + 2) so that no share is certain."""
    rate = (share * DATA_SETS + 1) / (DATA_SETS + 2)
    return f"{100 * share:.1f} ± {100 * np.sqrt(rate * (1 - rate) / DATA_SETS):.1f} %"


def table() -> str:
    """Each model and number of seeds: the student's bias² and its estimates, and coverage of the risk difference."""
    lines = [
        "| model | seeds | bias² | ours | plug-in | variance | ours | plug-in | interval holds | Student's t |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for loss in ("squared", "kl"):
        for model in MODELS:
            for seeds in SEEDS:
                found = measured(model, seeds, loss)
                cells = [f"{model}{', KL' if loss == 'kl' else ''}", str(seeds)]
                for part in ("student bias", "student variance"):
                    cells += [f"{found.truth[part]:.5f}", *map(with_error, (found.ours[part], found.plug_in[part]))]
                cells += map(share_with_error, (found.covered, found.covered_by_t))
                lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
