"""Statements and proofs as HTML: LaTeX becomes MathML, words stay words so that lines can break between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from markupsafe import Markup, escape
from math_core import LatexError, LatexToMathML

_STYLE = re.compile(r' style="[^"]*"')  # which the pages' policy forbids; the style sheet aligns cases
_CONVERTER = LatexToMathML(xml_namespace=True)
_CODE = re.compile(r"`([^`\n]+)`")
_STRESSED = re.compile(r"\*(\w[\w ]*)\*")


def statement(latex: str) -> Markup:
    """A statement in LaTeX; what stands in \\text outside of any other command becomes plain words."""
    try:
        pieces = _pieces(latex)
    except ValueError:  # a brace is not closed
        return formula(latex)
    return Markup(" ").join(escape(words.strip()) if is_text else formula(words) for is_text, words in pieces)


def formula(latex: str) -> Markup:
    """MathML of a formula, in a line of text but with limits below; what is no LaTeX is shown as it stands."""
    try:
        mathml = _CONVERTER.convert_with_local_state(latex.strip(), displaystyle=True)
    except LatexError:
        return Markup("<code>{}</code>").format(latex.strip())
    # in a line, so that words can break around it; &ApplyFunction; is known to HTML and not to XML
    mathml = mathml.replace('display="block"', 'displaystyle="true"', 1).replace("&ApplyFunction;", "\u2061")
    return Markup(_STYLE.sub("", mathml))


def _pieces(latex: str) -> list[tuple[bool, str]]:
    """(whether it is text, the piece) in order: \\text{…} at depth zero, and the LaTeX between."""
    pieces, depth, start, position = [], 0, 0, 0
    while position < len(latex):
        if depth == 0 and latex.startswith(r"\text{", position) and "left" not in _open(latex[:position]):
            end = _closing(latex, position + len(r"\text"))
            words = latex[position + len(r"\text{") : end]
            if "$" not in words and "\\" not in words:
                pieces += [(False, latex[start:position]), (True, words)]
                start = position = end + 1
                continue
        depth += {"{": 1, "}": -1}.get(latex[position], 0)
        position += 1
    pieces.append((False, latex[start:]))
    return [(is_text, piece) for is_text, piece in pieces if piece.strip()]


def _open(latex: str) -> list[str]:
    r"""What is open at the end of a piece of LaTeX: \left without its \right."""
    return ["left"] * (len(re.findall(r"\\left\b", latex)) - len(re.findall(r"\\right\b", latex)))


def _closing(latex: str, brace: int) -> int:
    """Where the brace that opens at `brace` is closed."""
    depth = 0
    for position in range(brace, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"a brace is not closed in {latex!r}")


def prose(text: str, links: Mapping[str, str]) -> Markup:
    """A docstring as HTML: paragraphs, lists of lines that begin with a dash, formulas on lines indented by four.

    What stands in backticks is code, and a link where `links` has the name; what stands in asterisks is emphasised.
    """
    blocks = [(kind, _marked(lines, links)) for kind, lines in _blocks(text.strip())]
    shown: list[Markup] = []
    for kind, group in groupby(blocks, key=lambda block: block[0]):
        inner = [content for _, content in group]
        if kind == "li":
            items = Markup("").join(Markup("<li>{}</li>").format(item) for item in inner)
            shown.append(Markup("<ul>{}</ul>").format(items))
        else:
            tags = Markup("<pre>{}</pre>" if kind == "pre" else "<p>{}</p>")
            shown += [tags.format(content) for content in inner]
    return Markup("\n").join(shown)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """(the element it becomes, its text) in order."""
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        begins = _begins(line)
        goes_on = line.startswith("  ") if kind == "li" else begins == kind and not line.startswith("Proof.")
        if lines and not goes_on:
            yield kind, "\n".join(lines)
            lines = []
        kind = kind if goes_on else begins
        if kind:
            lines.append(line.removeprefix("- "))


def _begins(line: str) -> str:
    """The element that a line begins, if it does not go on with the one before: none if it is empty."""
    if not line.strip():
        return ""
    return "li" if line.startswith("- ") else "pre" if line.startswith("    ") else "p"


def _marked(text: str, links: Mapping[str, str]) -> Markup:
    """Every second piece between backticks is a name, and every second one between asterisks is stressed."""
    return Markup("").join(
        _name(piece, links) if n % 2 else _stressed(piece) for n, piece in enumerate(_CODE.split(text))
    )


def _stressed(text: str) -> Markup:
    pieces = enumerate(_STRESSED.split(text))
    return Markup("").join(Markup("<em>{}</em>").format(piece) if n % 2 else escape(piece) for n, piece in pieces)


def _name(name: str, links: Mapping[str, str]) -> Markup:
    code = Markup("<code>{}</code>").format(name)
    return Markup('<a href="{}">{}</a>').format(links[name], code) if name in links else code
