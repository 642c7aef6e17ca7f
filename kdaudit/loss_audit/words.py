"""Which loss it is and what follows, in words."""

from __future__ import annotations

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
        looks = ""
        if top_k:
            which = "likeliest class" if top_k.k == 1 else f"{top_k.k} likeliest classes"
            looks = f", and beyond the teacher's {which} no more than the mass of the others counts"
        return f"It is none of the losses known here{looks}; {put}."
    factor = family.factor / family.classes ** (per_class or 0)
    power = temperature.factor if temperature and temperature.factor else 0
    at = next((T for T in (family.student, family.teacher) if T != 1), 1.0)
    base = factor / at**power if power else factor
    is_one = _number(factor) == "1"
    formula = family.formula if is_one or " + " not in family.formula else f"({family.formula})"
    shown = "" if is_one else f"{_number(factor)} · "
    by = ""
    if power and at != 1:
        by = f", {_number(factor)} being {_times(base)}T{_raised(power)}"
    parameter = "" if family.parameter is None else f", with {_letter(family)} = {family.parameter:g}"
    label = f", and {family.label:.6g} times −log s of the label" if family.label else ""
    return (
        f"It is {shown}{formula}{parameter}{by}{_softened(family)}{_by_classes(family, per_class)}{label}: "
        f"{family.name}; {put}."
    )


def _by_classes(family: Family, per_class: int | None) -> str:
    """The power of V in the factor."""
    if per_class is None:
        return f", at V = {family.classes:,}"
    if per_class == 0:
        return ""
    return f", {'divided by' if per_class < 0 else 'times'} V{_raised(abs(per_class))}"


def _number(value: float) -> str:
    return f"{value:.6g}"


def _raised(power: int) -> str:
    return "" if power == 1 else str(power).translate(SUPERSCRIPTS)


def _times(base: float) -> str:
    return "" if _number(base) == "1" else f"{_number(base)} "


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
    if per_class == -1 or (per_class is None and reduction.classes == "mean"):
        found.append(f"It divides by V: with {EXAMPLE:,} classes it is 1/{EXAMPLE:,} of what it would be without.")
    if temperature and temperature.gradient is not None:
        n = round(temperature.gradient)
        if abs(temperature.gradient - n) < 0.1:
            found.append(_scaled(n, "the gradient of its softened part" if family and family.label else "its gradient"))
    if family and family.student != family.teacher:
        found.append(
            "One side alone is softened: at its least the student's own law is "
            + ("the softened teacher." if family.student == 1 else "sharper than the teacher.")
        )
    return tuple(found)


def _scaled(n: int, which: str) -> str:
    if n == 0:
        return f"As T grows {which} keeps its size."
    if n > 0:
        return f"As T grows {which} grows as T{_raised(n)}: the loss has T{_raised(n)} too much."
    return f"As T grows {which} falls as 1/T{_raised(-n)}; T{_raised(-n)} times that would keep it."
