"""Formulas in a terminal: read as LaTeX reads them, ambiguous nowhere."""

import pytest

import kdaudit
from kdaudit.audits.formula_text import formula_text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{a + b}{c}", "(a + b)/c"),
        (r"-\tfrac13 < M < 1", "-1/3 < M < 1"),
        (r"(1-2p)\log\frac{1-p}{p} < 1", "(1-2p)log((1-p)/p) < 1"),
        (r"p^{T - 1} + x_{i j}^2", "p^(T - 1) + x_(i j)^2"),
        (r"\sqrt{V - 1}/\sqrt n", "√(V - 1)/√n"),
        (r"\mathbb E\|\hat p - p\|^2", "E ‖p\u0302 - p‖^2"),
        (r"\alpha\ge 2 \implies \varphi''(x) \ne 0", "α ≥ 2 ⟹ φ″(x) ≠ 0"),
        (r"\operatorname{tr}\operatorname{Cov} S", "tr Cov S"),
        (r"\operatorname*{arg\,min}_q f", "arg min_q f"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0\end{cases}", "1, x > 0; 0, x ≤ 0"),
        (r"n\frac{1}{m}x", "n 1/m x"),
        (r"\frac{a}{b}^2 + f(\frac{a}{b})", "(a/b)^2 + f(a/b)"),
        (r"\sqrt[3]{x}", r"\sqrt[3]{x}"),
        (r"\frac{1}{", r"\frac{1}{"),
        ("no formula at all", "no formula at all"),
    ],
)
def test_fractions_powers_and_names(latex, text):
    assert formula_text(latex) == text


def test_every_statement_is_read():
    """Nothing of LaTeX is left, in any claim or part of one; no parenthesis is lost."""
    for file in kdaudit.claims():
        for formula in (file.claim.statement, *file.claim.parts.values()):
            latex, said = str(formula), formula_text(str(formula))
            assert not set(said) & set("\\&$"), (file.id, said)
            assert said.count("(") - said.count(")") == latex.count("(") - latex.count(")"), (
                file.id,
                said,
            )
