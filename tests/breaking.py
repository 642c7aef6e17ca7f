"""How formulas may be broken: small changes to a syntax tree, one at a time.

Operators, signs, constants, comparisons, an axis, swapped arguments. Left alone: text, annotations, `strict` of zip,
calls of `control` and what only they use (what is broken on purpose may be broken otherwise), and constants in capitals
in claim files (the points at which a claim is looked at are a choice, not a formula).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

BINARY = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
COMPARE = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
COMPARE |= {ast.In: ast.NotIn, ast.NotIn: ast.In}


SYMMETRIC = (
    "max",
    "min",
    "np.maximum",
    "np.minimum",
    "equal",
    "expression.atoms",
)  # swapping their arguments changes nothing


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
        node = list(_live(tree, _kept(self.file, tree)))[self.place[0]]
        list(_changes(node))[self.place[1]](node)
        return ast.unparse(tree) + "\n"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.change}"


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a source text."""
    tree = ast.parse(text)
    for position, node in enumerate(_live(tree, _kept(file, tree))):
        for n, change in enumerate(_changes(node)):
            twin = deepcopy(node)
            change(twin)
            before, after = ast.unparse(node), ast.unparse(twin)
            if before != after:
                yield Mutant(file, getattr(node, "lineno", 0), before, after, text, (position, n))


def _kept(file: str, tree: ast.Module) -> frozenset[str]:
    return _choices(tree) if "proofs_checks" in file else frozenset()


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


def _live(node: ast.AST, kept: frozenset[str]) -> Iterator[ast.AST]:
    """The nodes that may be changed, in order; not those that define one of the names in `kept`."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in ("annotation", "returns"):
                continue
            if isinstance(child, ast.Call) and getattr(child.func, "id", "") in (
                "control",
                "Claim",
                "symbols",
                "Symbol",
            ):
                continue
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue  # it checks lengths, and changes nothing where they agree
            if isinstance(child, ast.keyword) and child.arg == "axis":
                yield child
                continue
            if isinstance(node, ast.arguments) and name == "defaults" and _is_seed(node, child):
                continue  # the machine gives the seed
            if isinstance(child, ast.FunctionDef) and child.name in kept:
                continue
            if (
                isinstance(child, ast.Assign)
                and {n.id for n in ast.walk(child.targets[0]) if isinstance(n, ast.Name)} <= kept
            ):
                continue
            yield child
            yield from _live(child, kept)


def _is_seed(arguments: ast.arguments, default: ast.AST) -> bool:
    named = dict(zip(reversed(arguments.defaults), reversed(arguments.args), strict=False))
    return named[default].arg == "seed"  # type: ignore[index]


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
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
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
