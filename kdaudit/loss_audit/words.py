"""Which loss it is and what follows, in words."""

from __future__ import annotations

from math import isclose

from numerics.losses.batches import Reduction
from numerics.losses.investigation import Temperature, TopK
from numerics.losses.recognition import Family

EXAMPLE = 50_257  # classes of a usual vocabulary
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def sentence(
    family: Family | None,
    per_class: int | None,
    reduction: Reduction,
    temperature: Temperature | None,
    top_k: TopK | None,
) -> str:
    """Factor, formula, temperatures, reduction."""
    put = _reduced(reduction)
    if family is None:
        looks = f", and looks at the teacher's {top_k.k} likeliest classes alone" if top_k else ""
        return f"It is none of the losses known here{looks}; {put}."
    divided = per_class == -1
    factor = family.factor * (family.classes if divided else 1)
    power = temperature.factor if temperature and temperature.factor else 0
    at = max(family.student, family.teacher)
    base = factor / at**power if power else factor
    shown = "" if isclose(factor, 1, rel_tol=1e-6) else f"{factor:.6g} · "
    by = ""
    if power and at != 1:
        by = f", {factor:.6g} being {_times(base)}T{str(power).translate(SUPERSCRIPTS)}"
    parameter = "" if family.parameter is None else f", with {_letter(family)} = {family.parameter:g}"
    label = f", and {family.label:.6g} times −log s of the label" if family.label else ""
    over = ", divided by V" if divided else ""
    return f"It is {shown}{family.formula}{parameter}{by}{_softened(family)}{over}{label}: {family.name}; {put}."


def _times(base: float) -> str:
    return "" if isclose(base, 1, rel_tol=1e-6) else f"{base:.6g} "


def _letter(family: Family) -> str:
    return "β" if "β" in family.formula else "α"


def _softened(family: Family) -> str:
    student, teacher = family.student, family.teacher
    if student == teacher:
        return "" if student == 1 else f", both sides softened at T = {student:g}"
    sides = [(name, T) for name, T in (("the student", student), ("the teacher", teacher)) if T != 1]
    return f", {' and '.join(f'{name} alone softened at T = {T:g}' for name, T in sides)}"


def _reduced(reduction: Reduction) -> str:
    words = {"sum": "a sum over {}", "mean": "a mean over {}", "each": "a value for each of the {}"}
    words["other"] = "neither a sum nor a mean over {}"
    if reduction.classes == "each":
        return "a value for each entry"
    axes = (("examples", reduction.examples), ("tokens", reduction.tokens))
    return " and ".join(words[over].format(axis) for axis, over in axes if over)


def notes(
    per_class: int | None, reduction: Reduction, temperature: Temperature | None, family: Family | None
) -> tuple[str, ...]:
    """What its scale and its sides mean for training."""
    found = []
    if per_class == -1 or reduction.classes == "mean":
        found.append(f"It divides by V: with {EXAMPLE:,} classes it is 1/{EXAMPLE:,} of what it would be without.")
    if temperature and temperature.gradient is not None:
        n = round(temperature.gradient)
        if abs(temperature.gradient - n) < 0.1:
            found.append(_scaled(n))
    if family and family.student != family.teacher:
        found.append(
            "One side alone is softened: at its least the student's own law is "
            + ("the softened teacher." if family.student == 1 else "sharper than the teacher.")
        )
    return tuple(found)


def _scaled(n: int) -> str:
    if n == 0:
        return "As T grows its gradient keeps its size."
    more = "grows as T" if n > 0 else "falls as 1/T"
    size = "" if abs(n) == 1 else str(abs(n)).translate(SUPERSCRIPTS)
    keeps = "T" if n == -1 else f"T{str(-n).translate(SUPERSCRIPTS)}"
    return f"As T grows its gradient {more}{size}; {keeps} times the loss would keep it."
