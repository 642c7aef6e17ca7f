r"""Statements as a terminal shows them: LaTeX read by pylatexenc, written as one line of plain text.

\frac{a + b}{c} becomes (a + b)/c, \log\frac{a}{b} log(a/b), p_{i}^{T} p_i^T, \mathbb E E. What a fraction, a root, an
exponent or an index holds stands in parentheses, unless it is one thing; a space parts a fraction from what follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
)

GAPS = {",": " ", " ": " ", "!": "", "quad": "   ", "\\": "; "}
NOTHING = ("left", "right", "bigl", "bigr", "textstyle")
STYLES = ("text", "mathrm", "mathbb", "mathcal")
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
FUNCTIONS = ("log", "exp", "min", "max", "sup", "inf", "lim", "arg", "dim", "tanh", "sinh", "limsup")
RELATIONS = {
    "iff": "⟺", "implies": "⟹", "Rightarrow": "⟹", "to": "→", "mapsto": "↦", "mid": "|", "le": "≤", "ge": "≥",
    "ne": "≠", "in": "∈", "notin": "∉", "equiv": "≡", "prec": "≺", "supset": "⊃", "circ": "∘",
    "times": "×", "wedge": "∧",
}  # fmt: skip
SIGNS = {"infty": "∞", "top": "ᵀ", "prime": "′", "|": "‖", "{": "{", "}": "}"}
SPECIAL = {"''": "″", "&": ", "}
BEGINS, ENDS = "\1", "\2"  # of a fraction: spaces, where it would run into a name, a number or a parenthesis
Node = Any  # one of the above, or None; pylatexenc has no types
_SYMBOLS = LatexNodes2Text()


def formula_text(latex: str) -> str:
    """The formula in one line; LaTeX that cannot be read stays as it is."""
    known = re.sub(r"\\[td]frac", r"\\frac", latex)  # pylatexenc knows the arguments of these
    known = re.sub(r"\\operatorname\*?\{([^}]*)\}(\s*(?=[\\\w]))?", _operator, known)
    try:
        nodes, _, _ = LatexWalker(known, tolerant_parsing=False).get_latex_nodes()
        return _spaced(_written(nodes))
    except Exception:  # noqa: BLE001 - a reader is better served by the source than by nothing
        return latex


def _operator(name: re.Match[str]) -> str:
    """An operator's name, and a space where LaTeX sets one: before a letter or a macro."""
    return rf"\mathrm{{{name[1]}}}" + (r"\," if name[2] is not None else "")


def _written(nodes: Sequence[Node]) -> str:
    said, before = "", None
    for node, after in zip(nodes, [*nodes[1:], None], strict=True):
        part = _one(node)
        if isinstance(node, LatexGroupNode) and said.endswith(("^", "_")):
            part = _atom(part)
        if _named(node) == "frac":
            raised = isinstance(after, LatexCharsNode) and _one(after).startswith(("^", "_"))
            part = f"({part})" if raised or _named(before) in FUNCTIONS else f"{BEGINS}{part}{ENDS}"
        said += part
        before = node
    return said


def _one(node: Node) -> str:
    if isinstance(node, LatexCharsNode):
        return re.sub(r"\s+", " ", node.chars)
    if isinstance(node, LatexGroupNode):
        return _written(node.nodelist)
    if isinstance(node, LatexEnvironmentNode):
        return _written(node.nodelist).strip("; ")
    if isinstance(node, LatexSpecialsNode):
        sign = str(node.specials_chars)
        return SPECIAL.get(sign, sign)
    if isinstance(node, LatexMacroNode):
        return _macro(node.macroname, [part for part in node.nodeargd.argnlist if part], node)
    return ""


def _macro(name: str, given: Sequence[Node], node: LatexMacroNode) -> str:
    if name in NOTHING:
        return ""
    if name in GAPS:
        return GAPS[name]
    if name in RELATIONS:
        return f" {RELATIONS[name]} "
    if name in FUNCTIONS:
        return f"{name.replace('limsup', 'lim sup')} "
    if name == "frac":
        return "/".join(_atom(_one(part)) for part in given)
    if name == "sqrt":
        if len(given) > 1:
            raise ValueError("a root of another order")
        return "√" + _atom(_one(given[-1]))
    if name in ACCENTS:
        return _one(given[0]) + ACCENTS[name]
    if name in STYLES:
        return "".join(map(_one, given)) + node.macro_post_space
    return (SIGNS.get(name) or _SYMBOLS.nodelist_to_text([node]) or f"\\{name}") + node.macro_post_space


def _named(node: Node) -> str:
    return node.macroname if isinstance(node, LatexMacroNode) else ""


def _atom(said: str) -> str:
    """In parentheses unless it is a name, a number, a call, or in parentheses already."""
    bare = _spaced(said)
    one = re.fullmatch(r"-?[\w.∞∘′*\u0302-\u0304]+|\w*\([^()]*\)|‖[^‖]*‖", bare)
    return bare if one else f"({bare})"


def _spaced(said: str) -> str:
    """One space where LaTeX has some, two for a quad; none before what closes, after what opens, or about ^ and _."""
    said = re.sub(rf"(?<=[\w)]){BEGINS}|{ENDS}(?=[\w({BEGINS}])", " ", said)
    said = said.replace(BEGINS, "").replace(ENDS, "")
    once = re.sub(r" +", lambda gap: "  " if len(gap[0]) > 2 else " ", said)
    tight = re.sub(r" +(?=[,;:)\]^_])|(?<=[(\[^_]) +|(?<=log|min|max|sup|exp|dim) +(?=\()|(?<=tanh) +(?=\()", "", once)
    return tight.strip()
