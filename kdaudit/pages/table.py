"""The table of verdicts in LaTeX, for a paper or a review."""

from __future__ import annotations

from pathlib import Path

from kdaudit.audits.names import Place
from kdaudit.audits.selection import OUT
from kdaudit.errors import UsageError
from kdaudit.pages.facts import Facts, facts
from kdaudit.pages.latex_text import escaped


def latex(target: str, *, claims: Place = None, seed: int = 0, out: Path | str = OUT) -> str:
    """Write the table to a file and return its path; return the table itself for "-". Raises UsageError."""
    text = table(facts(claims=claims, seed=seed, out=out))
    if target == "-":
        return text
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--latex: cannot write {target!r}: {error.strerror}") from error
    return target


def table(found: Facts) -> str:
    """A longtable (packages amsmath, amssymb, booktabs, longtable) of claims, statements, scopes and verdicts."""
    lines = [
        "% needs \\usepackage{amsmath,amssymb,booktabs,longtable}",
        r"\begin{longtable}{p{0.17\linewidth}p{0.36\linewidth}p{0.2\linewidth}p{0.17\linewidth}}",
        r"\toprule",
        r"claim & statement & scope and hypotheses & verdict \\",
        r"\midrule",
        r"\endhead",
    ]
    for claim, result in found.results.items():
        methods = dict.fromkeys(
            f.leg.method.replace("_", " ") for f in result.findings if f.record.outcome != "not run"
        )
        verdict = rf"\textbf{{{result.judged.verdict}}}: {', '.join(methods)}"
        stated = str(result.file.claim.statement).replace("–", r"\text{--}")
        name = escaped(claim).replace(".", r".\allowbreak{}").replace(r"\_", r"\_\allowbreak{}")
        lines.append(rf"{name} & $\displaystyle {stated}$ & {escaped(result.file.claim.condition)} & {verdict} \\")
    answers = [
        rf"\multicolumn{{4}}{{p{{0.95\linewidth}}}}{{\textbf{{{escaped(says)}; no clause is settled without it}}}} \\"
        for says in found.broken.values()
    ]
    for a in found.sentences():
        of_paper = [(a.answered.sentence.id, a.answered.sentence.text, a.answered.verdict, ())]
        of_paper += [
            (c.answered.clause.id, c.answered.clause.text, c.answered.verdict, c.answered.lines) for c in a.clauses
        ]
        for name, text, verdict, more in of_paper:
            says = "".join(rf"\newline {escaped(line)}" for line in more)
            row = rf"{escaped(name)}. {escaped(text)} \emph{{{verdict}}}{says}"
            answers.append(rf"\multicolumn{{4}}{{p{{0.95\linewidth}}}}{{{row}}} \\")
    return "\n".join([*lines, r"\midrule", *answers, r"\bottomrule", r"\end{longtable}", ""])


def markdown(found: Facts) -> str:
    """The answers in short, one row a sentence, as a table in Markdown."""
    head = ["| | the paper says, in our words | answer | in short |", "| --- | --- | --- | --- |"]
    answers = [s.answered for s in found.sentences()]
    rows = [f"| {a.sentence.id} | {a.sentence.text} | {a.verdict} | {a.sentence.short} |" for a in answers]
    return "\n".join([*head, *rows])
