"""What `compare` found, as a frozen record, as JSON and as lines for a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from kdaudit.documents.own import ComparisonDocument
from kdaudit.shown import Shown
from numerics.equivalence import Loss
from numerics.simplex import Array

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Step:
    """One capacity: classes of operators with the same student, and groups within the tolerance; how far the farthest
    two students are from each other, and how far the parts of two targets that these features see."""

    capacity: int
    classes: Groups
    within: Groups
    farthest: float
    seen: float


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Operators sorted by their students.

    Attributes
    ----------
    teacher : str
        Its name.
    examples, class_count : int
        N and V.
    features : str
        What students see.
    rank : int
        How many independent features that is.
    loss : {"squared", "kl"}
        Linear or softmax students.
    tolerance : float
        From which distance on a difference matters.
    operators : tuple of str
        Their names, K of them.
    students, targets : array, shape (K, K)
        Distances between students and between targets, root mean squares over examples.
    seen : array, shape (K, K)
        What the features see of the distance between targets.
    threshold : array, shape (K, K)
        What rounding and the fits explain of a distance.
    refinement : tuple of Step
        The classes at each capacity.
    """

    teacher: str
    examples: int
    class_count: int
    features: str
    rank: int
    loss: Loss
    tolerance: float
    operators: tuple[str, ...]
    students: Array
    targets: Array
    seen: Array
    threshold: Array
    refinement: tuple[Step, ...]

    @property
    def classes(self) -> Groups:
        """The classes at the largest capacity."""
        return self.refinement[-1].classes

    @property
    def matters_from(self) -> int | None:
        """The least capacity, of those looked at, where two students are apart by more than the tolerance, and more
        than rounding explains."""
        return next((step.capacity for step in self.refinement if len(step.within) > 1), None)

    def text(self) -> str:
        """Classes, distances, how classes split as capacity grows."""
        return text(self)

    def document(self) -> ComparisonDocument:
        """As JSON, schema 1."""
        return {
            "schema": 1,
            "teacher": self.teacher,
            "examples": self.examples,
            "class_count": self.class_count,
            "features": self.features,
            "rank": self.rank,
            "loss": self.loss,
            "tolerance": self.tolerance,
            "operators": list(self.operators),
            "classes": [list(group) for group in self.classes],
            "pairs": [
                {
                    "first": self.operators[i],
                    "second": self.operators[j],
                    "students": float(self.students[i, j]),
                    "targets": float(self.targets[i, j]),
                    "seen": float(self.seen[i, j]),
                    "threshold": float(self.threshold[i, j]),
                }
                for i in range(len(self.operators))
                for j in range(i + 1, len(self.operators))
            ],
            "refinement": [
                {
                    "capacity": step.capacity,
                    "classes": [list(group) for group in step.classes],
                    "within": [list(group) for group in step.within],
                    "farthest": step.farthest,
                    "seen": step.seen,
                }
                for step in self.refinement
            ],
            "matters_from": self.matters_from,
        }


def text(found: Comparison) -> str:
    """Classes, distances, how they split as capacity grows, and from where on the choice matters."""
    student = "linear students, squared loss" if found.loss == "squared" else "softmax students, KL"
    rank = "" if found.features.split()[0] == f"{found.rank:,}" else f" of rank {found.rank:,}"
    width = max(len(name) for name in found.operators)
    shared = len(found.classes) < len(found.operators)
    lines = [
        f"{found.teacher}: {found.examples:,} examples, {found.class_count:,} classes; {student}, "
        f"{found.features}{rank}",
        "",
        "operators of one class make the same student:" if shared else "each operator makes a student of its own:",
        *(f"  class {n}: {', '.join(group)}" for n, group in enumerate(found.classes, start=1)),
        "",
        "distances, root mean square over examples: students | targets | what rounding and the fit explain of students",
    ]
    for i, first in enumerate(found.operators):
        for j in range(i + 1, len(found.operators)):
            numbers = (found.students[i, j], found.targets[i, j], found.threshold[i, j])
            lines.append(
                f"  {first:<{width}}  {found.operators[j]:<{width}}  " + " | ".join(f"{x:9.3g}" for x in numbers)
            )
    lines += ["", f"as capacity grows: classes, groups within {found.tolerance:g}, farthest two students"]
    lines += [
        f"  {step.capacity:>7,}  {len(step.classes):>3}  {len(step.within):>3}  {step.farthest:9.3g}"
        for step in found.refinement
    ]
    return "\n".join([*lines, "", _conclusion(found)])


def _conclusion(found: Comparison) -> str:
    looked = "" if found.loss == "squared" else ", of the capacities looked at"  # under KL distances may also fall
    if found.matters_from is None:
        return f"No two students differ by more than {found.tolerance:g}{looked}: choose any."
    matters = f"the choice of operator moves a student by more than {found.tolerance:g}"
    before = [step.capacity for step in found.refinement if step.capacity < found.matters_from]
    after = [step.capacity for step in found.refinement if step.capacity > found.matters_from and len(step.within) == 1]
    again = f" It does not at {', '.join(f'{d:,}' for d in after)}." if after else ""
    if not before:
        return f"At every capacity from {found.matters_from:,} on, {matters}{looked}.{again}"
    return f"From capacity {found.matters_from:,} on {matters}; at {before[-1]:,} it did not{looked}.{again}"
