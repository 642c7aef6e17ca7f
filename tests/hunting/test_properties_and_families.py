"""Properties beyond the axioms, and families by name."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.hunting import properties
from numerics.hunting.domain import Domain
from numerics.hunting.recognition import recognise
from numerics.hunting.worst_cases import WorstCases
from numerics.registry import operator
from tests.hunting.made_up import power, rng, subject


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("power", {"semigroup", "commutes_with_conditioning", "permutation_equivariant"}),
        ("mixing", {"semigroup", "affine", "permutation_equivariant"}),
        ("spliced", {"permutation_equivariant"}),
        ("prior", {"semigroup", "affine"}),
    ],
)
def test_properties(name, holds):
    worst_cases, F = WorstCases(), operator(name)
    for V in (2, 4):
        properties.look(worst_cases, subject(F), rng(), V, Domain(coldest=max(F.coldest, 0.1)))
    assert {q for q in properties.PROPERTIES if not worst_cases.telling(q)} == holds
    for question in set(properties.PROPERTIES) - holds:
        margin, says, *_ = properties.arithmetic(subject(F), worst_cases.telling(question)[0])
        assert margin > 0
        assert "differ by" in says


@pytest.mark.parametrize(
    ("function", "name", "formula"),
    [
        (lambda p, T: power(p, 3 * T), "power", "3 T"),
        (lambda p, T: power(p, T**0.5), "power", "T^0.5"),
        (lambda p, T: operator("mixing")(p, 1 + 2 * (T - 1)) if T >= 1 else p, "mixing", "1 + 2 (T − 1)"),
        (operator("tsallis:2.75"), "tsallis:2.75", "T"),
        (operator("softmax"), None, None),
    ],
)
def test_families_are_recognised(function, name, formula):
    found = recognise(subject(function), Domain(coldest=1.0))
    assert [(family.name, family.formula) for family in found] == ([] if name is None else [(name, formula)])


def test_a_family_agrees_to_ten_digits_or_is_none():
    """What is off by 5e-10 is not power; at ten times the tolerance it would be."""

    def near(p, T):
        q = power(p, T)
        return q + 5e-10 * np.where(np.arange(p.shape[-1]) == 0, 1.0, -1.0 / (p.shape[-1] - 1)) * (T != 1)

    assert recognise(subject(near), Domain(coldest=1.0)) == []
    assert [family.name for family in recognise(subject(power), Domain(coldest=1.0))] == ["power"]


def test_the_tolerance_of_properties_cannot_be_raised_tenfold(monkeypatch):
    """T off by three parts in 10^11 composes to something else, by more than rounding and less than ten times that."""

    def composed():
        found = WorstCases()
        properties.look(found, subject(lambda p, T: power(p, T * (1 + 3e-11))), rng(), 4, Domain())
        return bool(found.telling("semigroup"))

    assert composed()
    monkeypatch.setattr(properties, "DOUBLE", 10 * properties.DOUBLE)
    assert not composed()
