"""What a claim file may not say, found when it is loaded."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Mapping
from inspect import Parameter, getsource, isfunction, signature
from textwrap import dedent
from typing import TYPE_CHECKING, get_args

from proofs_checks.machine.claim import Claim, Enumerated, Expected, Leg, Method, NotKnown, Reading, States, Tier
from proofs_checks.machine.paper import Clause

if TYPE_CHECKING:
    from proofs_checks.machine.discovery import ClaimFile

_ROLES = get_args(get_args(Reading)[1])


def mistakes(file: ClaimFile) -> Iterator[str]:
    """What a claim file says that cannot be: of clauses, of other claims, of parts, hypotheses and formulas."""
    claim = file.claim
    if not file.title.endswith("."):
        yield f"the first line of its docstring is its title, and must end with a full stop: {file.title!r}"
    if claim.expect not in get_args(Expected):
        yield f"it expects {claim.expect!r}, and verdicts to expect are {', '.join(get_args(Expected))}"
    yield from _misread(claim, file.folder.paper.clauses)
    for other in claim.rests_on:
        if other not in file.folder.ids or other == file.id:
            yield f"it rests on {other!r}, which is no other claim"
    for part in dict.fromkeys(part for leg in file.legs for part in leg.parts if part not in claim.parts):
        yield f"a leg names the part {part!r}, which the claim does not have"
    if not all(isinstance(text, str) for text in (claim.scope, *claim.assumptions.values())):
        yield "its scope and its hypotheses are texts"
    borne = {part for leg in file.legs if not leg.premise for part in leg.parts or claim.parts}
    for part in claim.parts.keys() - borne:
        yield f"no leg bears on its part {part!r}"
    for leg in file.legs:
        yield from _mistaken_leg(claim, leg)
    yield from _mistaken_hypotheses(file)
    yield from _mistaken_hand(file)
    yield from _unheld(file)
    tested = [it.default for leg in file.legs for it in signature(leg.function).parameters.values()]
    for formula in claim.formulas:
        for name, function in formula.functions.items():
            if not any(function is default for default in tested):
                yield f"its statement prints {name!r}, which no leg takes as a parameter"


def _unheld(file: ClaimFile) -> Iterator[str]:
    """Formulas that are printed, and held against no theorem, where a theorem is to settle the claim."""
    theorems = [leg for leg in file.legs if leg.theorem]
    held = [it.default for leg in theorems for it in signature(leg.function).parameters.values()]
    if any(leg.wordless and not leg.refutes for leg in theorems):
        for name, function in ((n, f) for formula in file.claim.formulas for n, f in formula.functions.items()):
            if not any(function is default for default in held):
                yield f"its statement prints {name!r}, which is held against no theorem: give it to formal(…)"


def _misread(claim: Claim, clauses: Mapping[str, Clause]) -> Iterator[str]:
    for name, reading in claim.reads.items():
        if name not in clauses:
            there = f"the paper's clauses are {', '.join(clauses)}" if clauses else "paper.toml has no clauses"
            yield f"it reads {name!r}, and {there}"
        elif not isinstance(reading, States) and reading not in _ROLES:
            yield f"its role towards {name} is {reading!r}, and roles are States(…), {', '.join(_ROLES)}"
        elif isinstance(reading, States) and not _quotes(reading.words, clauses[name].text):
            yield f"it states {reading.words!r}, which is not most of what {name} says: {clauses[name].text!r}"


def _quotes(words: str, text: str) -> bool:
    """Whether words are part of a text, and more than half of it."""
    return words in text and 2 * len(words.split()) > len(text.split())


def _mistaken_leg(claim: Claim, leg: Leg) -> Iterator[str]:
    for kind, value, known in (("method", leg.method, Method), ("tier", leg.tier, Tier)):
        if value not in get_args(known):
            yield f"the {kind} of its leg {leg.name} is {value!r}, and there are {', '.join(get_args(known))}"
    if isinstance(leg.covers, Enumerated) and leg.covers.cases not in claim.scope:
        yield f"its leg {leg.name} enumerates {leg.covers.cases!r}, which its scope does not say"
    taken = signature(leg.function).parameters
    if any(it.kind is Parameter.VAR_KEYWORD for it in taken.values()):
        return
    for control in leg.controls:
        for name in control.parameters.keys() - taken.keys():
            yield f"the control {control.breaks!r} gives {leg.name} a parameter {name!r}, which it does not take"


def _mistaken_hypotheses(file: ClaimFile) -> Iterator[str]:
    dropped = {control.drops for leg in file.legs for control in leg.controls if control.drops}
    for name in dropped - set(file.claim.hypotheses):
        yield f"a control drops the hypothesis {name!r}, which the claim does not have"
    for name, hypothesis in file.claim.hypotheses.items():
        if name not in dropped and not isinstance(hypothesis, NotKnown):
            yield f"no control drops the hypothesis {name!r}; add one with drops={name!r}, or call it NotKnown(…)"


def _mistaken_hand(file: ClaimFile) -> Iterator[str]:
    """`by_hand` is printed as a program of its own, so it may use what such a program has."""
    if file.by_hand is None:
        return
    if not isfunction(file.by_hand) or any(
        it.default is Parameter.empty for it in signature(file.by_hand).parameters.values()
    ):
        yield "its by_hand is not a function that can be called without arguments"
        return
    source = getsource(file.by_hand)
    for name in sorted(_free(source) - {"Fraction", "arb"}):
        yield f"its by_hand uses {name!r} from outside, and may use Fraction and arb only"
    for name in sorted(_imported(source) - sys.stdlib_module_names - {"flint"}):
        yield f"its by_hand imports {name!r}, and may import from Python's own library and flint only"


def _imported(source: str) -> set[str]:
    """The packages that a function imports inside."""
    nodes = list(ast.walk(ast.parse(dedent(source))))
    names = [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {name.partition(".")[0] for name in names}


def _free(source: str) -> set[str]:
    """The names that a function's source uses and neither binds nor finds among the built-in ones."""
    nodes = list(ast.walk(ast.parse(dedent(source))))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {name.id for name in names if not isinstance(name.ctx, ast.Load)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ExceptHandler) and node.name}
    bound |= {(node.asname or node.name).partition(".")[0] for node in nodes if isinstance(node, ast.alias)}
    return {name.id for name in names} - bound - set(dir(builtins))
