"""How formulas may be broken: small changes to a syntax tree, one at a time.

Operators, signs, constants, comparisons, an axis, swapped arguments; a tolerance ten times wider, wherever it stands.

Left alone as kinds, since other choices would do:
- text, annotations, digits that are shown, what a dataclass is declared with, `strict` of zip, the order of the steps
  of an argument, a working precision;
- calls of `control` and what only they use (what is broken on purpose may be broken otherwise);
- in claim files where one looks: constants in capitals, cases written out as numbers, what is drawn at random, and the
  points at which two sides are compared before SymPy decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

BINARY = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
COMPARE = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
COMPARE |= {ast.In: ast.NotIn, ast.NotIn: ast.In}

# Swapping the arguments of these changes nothing.
SYMMETRIC = {
    "max",
    "min",
    "np.maximum",
    "np.minimum",
    "Max",
    "Min",
    "equal",
    "expression.atoms",
    "all_steps",
    "Eq",
    "dot",
}
SYMMETRIC |= {"compose", "distance", "together"}  # semigroups of temperatures commute; metrics and unions are symmetric
DECLARING = {"control", "Claim", "Formula", "symbols", "Symbol", "dataclass", "stream", "precision"}
CASES = {"range", "np.linspace", "np.geomspace", "np.arange", "law", "Matrix", "np.array", "product"}
NUMBERS = {"Integer", "Rational", "Fraction", "fmpq", "arb", "range", "np.array", "law"}
OPTIONS = {"strict", "bits", "at", "xtol", "xatol", "factor", "power_exp", "at_once", "most", "seed"}
POINT = re.compile(r"at|at_star|point|places?|box|beta|laws")
SMALL = 1e-3  # a float up to here is a tolerance


@dataclass(frozen=True)
class Mutant:
    """One change: the file, where, what stood there and what stands there now."""

    file: str
    line: int
    before: str
    after: str
    text: str  # of the whole file, unchanged
    place: tuple[int, int]  # the node among those that may be changed, the change among those of the node

    @property
    def change(self) -> str:
        return f"{self.before}  →  {self.after}"

    @property
    def source(self) -> str:
        """The whole file with the change."""
        tree = ast.parse(self.text)
        node = list(_live(tree, _Left.alone(self.file, tree)))[self.place[0]]
        list(_changes(node))[self.place[1]](node)
        return ast.unparse(tree) + "\n"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.change}"


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a source text."""
    tree = ast.parse(text)
    for position, node in enumerate(_live(tree, _Left.alone(file, tree))):
        for n, change in enumerate(_changes(node)):
            twin = deepcopy(node)
            change(twin)
            before, after = ast.unparse(node), ast.unparse(twin)
            if before != after:
                yield Mutant(file, getattr(node, "lineno", 0), before, after, text, (position, n))


@dataclass(frozen=True)
class _Left:
    """What is left alone in a file: names of a claim file that are choices, and whether it is one."""

    names: frozenset[str]
    claim: bool

    @classmethod
    def alone(cls, file: str, tree: ast.Module) -> _Left:
        claim = "proofs_checks/" in file and file.count("/") > 1
        return cls(_choices(tree) if claim else frozenset(), claim)


def _choices(tree: ast.Module) -> frozenset[str]:
    """Names of a claim file that are choices: constants in capitals, and functions (no legs) that only controls use."""
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.decorator_list}
    controls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "control"
    ]
    within = {id(inner) for call in controls for inner in ast.walk(call)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    inside, outside = ({n.id for n in names if (id(n) in within) == wanted} for wanted in (True, False))
    capitals = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and len(node.id) > 1 and node.id.isupper()
    }
    return frozenset(capitals | (defined & inside - outside))


def _live(node: ast.AST, left: _Left) -> Iterator[ast.AST]:
    """The nodes that may be changed, in order."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in ("annotation", "returns"):
                continue
            if isinstance(child, ast.keyword) and child.arg == "axis":
                yield child
            elif isinstance(child, ast.Assign) and left.claim and _named(child) <= left.names:
                yield from _tolerances(child)
            elif not (_is_option(node, name, child) or (left.claim and _is_choice(child, left.names))):
                yield child
                yield from _live(child, left)


def _named(assignment: ast.Assign) -> set[str]:
    return {n.id for n in ast.walk(assignment.targets[0]) if isinstance(n, ast.Name)}


def _tolerances(assignment: ast.Assign) -> Iterator[ast.Constant]:
    """Of constants in capitals those that are tolerances: small floats, but no step and no list of points."""
    target, value = assignment.targets[0], assignment.value
    many = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
    pairs = zip(target.elts, value.elts, strict=True) if many else [(target, value)]
    for left, right in pairs:
        small = next((n for n in ast.walk(right) if _is_small(n)), None)
        if small is not None and isinstance(left, ast.Name) and not left.id.endswith(("STEP", "COLD", "S")):
            yield small


def _is_small(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is float and 0 < node.value <= SMALL


def _is_option(parent: ast.AST, name: str, child: ast.AST) -> bool:
    """Whether it is a choice wherever it stands: how a thing is declared, shown, seeded, or how precisely computed."""
    if isinstance(child, ast.Call):
        return ast.unparse(child.func) in DECLARING or getattr(child.func, "attr", "") == "str"
    if isinstance(child, ast.keyword):
        return child.arg in OPTIONS
    if isinstance(parent, ast.Call) and ast.unparse(parent.func) == "round":
        return name == "args" and child is not parent.args[0]
    if isinstance(parent, ast.arguments) and name == "defaults":
        named = dict(zip(reversed(parent.defaults), reversed(parent.args), strict=False))
        return named[child].arg in OPTIONS  # type: ignore[index]
    return False


def _is_choice(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether it says where a claim is looked at: cases in numbers, draws, the point of a comparison, a made-up map."""
    if isinstance(node, ast.FunctionDef):
        return node.name in names
    if isinstance(node, ast.Assign | ast.AugAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return isinstance(target, ast.Name) and bool(POINT.fullmatch(target.id))
    if isinstance(node, ast.Subscript):
        return ast.unparse(node).endswith(".shape[-1]")  # laws of a measure have two axes: the last is the second
    if isinstance(node, ast.Call):
        drawn = ast.unparse(node.func).startswith(("rng.", "np.roll"))
        return drawn or (ast.unparse(node.func) in CASES and all(map(_is_number, node.args)))
    if isinstance(node, ast.Dict):
        return bool(node.values) and all(map(_is_number, node.values))
    return isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 1 and all(map(_is_number, node.elts))


def _is_number(node: ast.AST) -> bool:
    """Whether it is written out in numbers."""
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.List | ast.Tuple):
        return bool(node.elts) and all(map(_is_number, node.elts))
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    return isinstance(node, ast.Call) and ast.unparse(node.func) in NUMBERS and all(map(_is_number, node.args))


def _changes(node: ast.AST) -> Iterator:
    """Functions that change a node in place."""
    if isinstance(node, ast.keyword) and node.arg == "axis":  # an axis: the first in place of the last
        yield lambda n: setattr(n, "value", ast.Constant(0))
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY and not _is_text(node):
        yield lambda n: setattr(n, "op", BINARY[type(n.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
        yield lambda n: n.ops.__setitem__(0, COMPARE[type(n.ops[0])]())
    if isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", ast.Or() if isinstance(n.op, ast.And) else ast.And())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda n: (setattr(n, "op", ast.Not()), setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand)))
    if _is_small(node):
        yield lambda n: setattr(n, "value", float(f"{10 * n.value:.15g}"))
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1 if isinstance(n.value, int) else n.value * 1.5 + 0.25)
        if node.value:
            yield lambda n: setattr(n, "value", -n.value)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.Call) and len(node.args) >= 2 and ast.unparse(node.func) not in SYMMETRIC:
        yield lambda n: setattr(n, "args", [n.args[1], n.args[0], *n.args[2:]])


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr | ast.Constant) and not isinstance(getattr(side, "value", 0), int | float)
        for side in (node.left, node.right)
    )
