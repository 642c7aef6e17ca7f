"""Every formula that is a parameter of a leg, moved by 2 %, is noticed, and every power of n in it, moved by 0.1.

Of claims that are refuted what a leg is given is not a law but an instance: they are left to their controls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from functools import wraps
from inspect import Parameter, signature
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq
from sympy import Expr, Rational

from proofs_checks.machine.claim import Leg
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS
from theory.simplex import Law

COMPONENTS = ("bias_variance", "homotopy", "convergence")
MORE = Fraction(51, 50)
SCALE_FREE = {
    "bregman on_the_simplex level": "the identity holds for every level, which normalises the centre",
    "bregman off_the_simplex level": "the level is zero there",
    "softening_helps_legendre box gap": "only its sign is stated",
    "beats digits gain": "only its sign is compared: with who wins on other training sets",
    "greedy simplex pace": "the steps of the algorithm, for which the bound leaves room",
    "greedy mixtures_digits pace": "the same",
    "greedy mixtures_langid pace": "the same",
    "greedy mixtures_magika pace": "the same",
    "one_shot_fails signs slope": "only its sign is stated",
    "rest quadratics bound": "an upper bound, which larger ones are too",
    "slack quadratics term": "the same",
    "budget rises bound": "only that it rises is stated",
    "budget few least_stages": "whole numbers of stages, none of which lies so near to the least",
    "tracking on_a_ridge least_stages": "enough stages: more are too",
}


NO_NUMBERS = {
    "measured_kl every_outcome seeds": "laws on which the claim is tried",
    "measured_kl corrected seeds": "the same",
    "measured_squared enumeration samples": "the same",
    "squared enumeration label": "the same",
    "greedy simplex loss": "the loss on which the claim is tried",
    "path_length followed count": "whole numbers, against each of which a whole number is held",
    "one_shot_fails simulated critical": "whole numbers of stages",
    "extrapolation_stability on_a_grid stable": "yes or no",
}


def more(value: Any) -> Any:
    """2 % more of what a formula gives: of each entry of a law, of the first of a tuple."""
    if isinstance(value, Law):
        return Law(value.classes, lambda j: more(value[j]))
    if isinstance(value, tuple):
        return (more(value[0]), *value[1:])
    if isinstance(value, Expr):
        return value * Rational(MORE)
    if isinstance(value, arb | fmpq):
        return value * fmpq(MORE.numerator, MORE.denominator)
    if isinstance(value, float | np.ndarray):
        return value * float(MORE)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: more(getattr(value, field.name)) for field in fields(value)})
    if not isinstance(value, Fraction):
        raise TypeError(f"no number to move: {value!r}")
    return value * MORE


def moved(formula: Callable[..., Any]) -> Callable[..., Any]:
    return wraps(formula)(lambda *arguments, **named: more(formula(*arguments, **named)))


def formulas() -> Iterator[tuple[str, Leg, str, Callable[..., Any]]]:
    for name in OURS.ids:
        component, _, claim = name.partition(".")
        held = component in COMPONENTS and load(name).claim.expect != "refuted"
        for leg in load(name).legs if held else ():
            for parameter, it in signature(leg.function).parameters.items():
                if (
                    it.default is not Parameter.empty
                    and callable(it.default)
                    and f"{claim} {leg.name} {parameter}" not in NO_NUMBERS
                ):
                    yield f"{claim} {leg.name} {parameter}", leg, parameter, it.default


CASES = {name: case for name, *case in formulas()}


@pytest.mark.parametrize("name", CASES)
def test_two_percent_more_is_noticed(name):
    leg, parameter, formula = CASES[name]
    try:
        outcome = leg(**{parameter: moved(formula)}).outcome
    except AssertionError:  # a leg that checks its own steps
        outcome = "refutes"
    assert (outcome != "supports") == (name not in SCALE_FREE)


def at_a_power(formula: Callable[..., Any]) -> Callable[..., Any]:
    """The formula with n^1.1 for n."""
    place = list(signature(formula).parameters).index("n")

    @wraps(formula)
    def other(*arguments: Any) -> Any:
        n = arguments[place]
        power = n ** Rational(11, 10) if isinstance(n, Expr) else float(n) ** 1.1
        return formula(*arguments[:place], power, *arguments[place + 1 :])

    return other


POWERS = [
    name for name, (_, _, formula) in CASES.items() if "n" in signature(formula).parameters and name not in SCALE_FREE
]


@pytest.mark.parametrize("name", POWERS)
def test_another_power_of_the_number_of_stages_is_noticed(name):
    leg, parameter, formula = CASES[name]
    try:
        outcome = leg(**{parameter: at_a_power(formula)}).outcome
    except AssertionError:
        outcome = "refutes"
    assert outcome != "supports"


def test_most_legs_take_a_formula():
    assert len(POWERS) > 15
    assert len(CASES) > 50
    assert set(CASES) >= set(SCALE_FREE)
    assert len(SCALE_FREE) < len(CASES) / 8
