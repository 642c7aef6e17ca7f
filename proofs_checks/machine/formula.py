"""Statements whose formulas are the ones that the legs test: printed from the same functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

_SLOT = re.compile(r"@(\w+)")


@dataclass(frozen=True, init=False)
class Formula:
    """LaTeX in which `@name` stands for what the function of that name makes of symbols.

    A symbol has the name of the parameter that it is given to; `where` gives the LaTeX of a parameter that is to be
    printed otherwise. A wrong sign in a function is thus a wrong sign in print, and in every leg that takes it.
    """

    template: str
    functions: Mapping[str, Callable[..., Any]]
    where: Mapping[str, str]

    def __init__(self, template: str, where: Mapping[str, str] | None = None, **functions: Callable[..., Any]) -> None:
        asked = set(_SLOT.findall(template))
        if asked != set(functions):
            raise TypeError(f"the slots are {', '.join(sorted(asked))}, the functions {', '.join(sorted(functions))}")
        for name, value in {"template": template, "functions": functions, "where": where or {}}.items():
            object.__setattr__(self, name, value)

    def __str__(self) -> str:
        return _SLOT.sub(lambda slot: self._printed(self.functions[slot[1]]), self.template)

    def _printed(self, function: Callable[..., Any]) -> str:
        from sympy import Symbol, latex, sympify  # noqa: PLC0415 - a run from the ledger prints none

        asked = [name for name, it in signature(function).parameters.items() if it.default is Parameter.empty]
        symbols = {name: Symbol(name, positive=True) for name in asked}
        value = sympify(function(*symbols.values()))
        return latex(value, symbol_names={symbols[n]: self.where[n] for n in asked if n in self.where})
