"""Statements and proofs as HTML: LaTeX becomes MathML, words stay words so that lines can break between them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from latex2mathml.converter import convert
from markupsafe import Markup, escape

_UPRIGHT = re.compile(r'(?:<mi mathvariant="normal">([^<&])</mi>){2,}')
_NAMED = re.compile(r"<mo>(\w{2,})</mo>")
_CODE = re.compile(r"`([^`\n]+)`")


def statement(latex: str) -> Markup:
    """A statement in LaTeX; what stands in \\text outside of any other command becomes plain words."""
    return Markup(" ").join(escape(words.strip()) if is_text else formula(words) for is_text, words in _pieces(latex))


def formula(latex: str) -> Markup:
    """MathML of a formula; names of several letters are one identifier and no row of letters."""
    mathml = convert(latex.strip())
    mathml = _UPRIGHT.sub(lambda match: f"<mi>{_letters(match[0])}</mi>", mathml)
    return Markup(_NAMED.sub(r"<mi>\1</mi>", mathml))


def _letters(row: str) -> str:
    return re.sub(r"<[^>]*>", "", row)


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
    """A docstring: paragraphs, formulas on lines that are indented by four, and `names` as links where there is one."""
    blocks: list[Markup] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for indented, lines in _runs(paragraph.splitlines()):
            shown = _marked("\n".join(lines), links)
            blocks.append(Markup("<pre>{}</pre>" if indented else "<p>{}</p>").format(shown))
    return Markup("\n").join(blocks)


def _runs(lines: list[str]) -> list[tuple[bool, list[str]]]:
    runs: list[tuple[bool, list[str]]] = []
    for line in lines:
        indented = line.startswith("    ")
        if runs and runs[-1][0] == indented:
            runs[-1][1].append(line)
        else:
            runs.append((indented, [line]))
    return runs


def _marked(text: str, links: Mapping[str, str]) -> Markup:
    """Every second piece between backticks is a name."""
    return Markup("").join(_name(piece, links) if n % 2 else escape(piece) for n, piece in enumerate(_CODE.split(text)))


def _name(name: str, links: Mapping[str, str]) -> Markup:
    code = Markup("<code>{}</code>").format(name)
    return Markup('<a href="{}">{}</a>').format(links[name], code) if name in links else code
