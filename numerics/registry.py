"""The registered operators: every family that has a file in the folder of operators."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from numerics.operator import Operator
from numerics.simplex import InputError

FOLDER = "numerics.operators"


@cache
def operators() -> dict[str, Operator]:
    """Name to operator, in order of name. A file of the folder holds the operator named like the file."""
    names = sorted(module.name for module in pkgutil.iter_modules(import_module(FOLDER).__path__))
    return {name: getattr(import_module(f"{FOLDER}.{name}"), name) for name in names}


def operator(name: str) -> Operator:
    """The registered operator of that name; InputError lists the names there are."""
    known = operators()
    if name not in known:
        raise InputError(f"operator: no {name!r} is registered; there are {', '.join(known)}")
    return known[name]
