"""Text as LaTeX."""

from pylatexenc.latexencode import UnicodeToLatexEncoder

_ENCODER = UnicodeToLatexEncoder(unknown_char_policy="unihex", unknown_char_warning=False)


def escaped(text: str) -> str:
    """Text for pdflatex: its own signs made harmless, others by name, one without a name by its code point."""
    return _ENCODER.unicode_to_latex(text.replace(">=", "≥").replace("<=", "≤"))
