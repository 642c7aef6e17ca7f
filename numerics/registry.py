"""The registered maps: every softening operator, and every map that is none, with a file in its folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from numerics.operator import Operator, Parametrised
from numerics.simplex import InputError

OPERATORS, NON_OPERATORS = "numerics.operators", "numerics.non_operators"


@cache
def entries(folder: str) -> dict[str, Operator | Parametrised]:
    """Name to entry, in order of name. A file of the folder holds the entry named like the file."""
    names = sorted(module.name for module in pkgutil.iter_modules(import_module(folder).__path__))
    return {name: getattr(import_module(f"{folder}.{name}"), name) for name in names}


def operators() -> dict[str, Operator]:
    """The softening operators: name to operator, of a parametrised family its examples."""
    return _listed(OPERATORS)


def non_operators() -> dict[str, Operator]:
    """Maps in use that are no softening operators, each with the axioms that it breaks."""
    return _listed(NON_OPERATORS)


@cache
def _listed(folder: str) -> dict[str, Operator]:
    found = {}
    for entry in entries(folder).values():
        several = [entry.make(v) for v in entry.examples] if isinstance(entry, Parametrised) else [entry]
        found.update((F.name, F) for F in several)
    return found


def operator(name: str) -> Operator:
    """The registered map of that name, with its parameter if it has one ("power", "tsallis:1.5").

    InputError lists the names there are.
    """
    family, colon, value = name.partition(":")
    for folder in (OPERATORS, NON_OPERATORS):
        entry = entries(folder).get(family)
        if isinstance(entry, Operator) and not colon:
            return entry
        if isinstance(entry, Parametrised):
            if not colon:
                raise InputError(
                    f"operator: {family} needs its {entry.parameter}, as in {family}:{entry.examples[0]:g}"
                )
            return entry.named(value)
    known = ", ".join([*operators(), *non_operators()])
    raise InputError(f"operator: no {name!r} is registered; there are {known}")
