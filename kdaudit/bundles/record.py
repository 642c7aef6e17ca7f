"""What came of checking a bundle again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kdaudit.documents.commands import FaultKind, VerificationDocument
from kdaudit.shown import Shown


@dataclass(frozen=True, repr=False)
class Verification(Shown):
    """What was checked of a bundle, what is wrong with it, and what was taken from its records as it stands.

    Attributes
    ----------
    bundle : str
        The file.
    mark : str
        What tells this bundle from every other.
    faults : tuple of pairs
        What was checked, and what is wrong.
    counts : dict of str to int
        How many claims, records, trees and boxes there are.
    repeated, taken : int
        How many calls were made again, and how many outcomes were taken from the records.
    full : bool
        Whether every call was made again.
    """

    bundle: str
    mark: str
    faults: tuple[tuple[FaultKind, str], ...]
    counts: Mapping[str, int]
    repeated: int
    taken: int
    full: bool

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def exit_code(self) -> int:
        """0 when nothing is wrong, 1 when something is."""
        return 0 if self.sound else 1

    def document(self) -> VerificationDocument:
        """As JSON has it, schema 1."""
        return {
            "schema": 1,
            "bundle": self.bundle,
            "mark": self.mark,
            "sound": self.sound,
            "faults": [{"of": kind, "says": says} for kind, says in self.faults],
            "checked": dict(self.counts),
            "repeated": self.repeated,
            "taken": self.taken,
            "full": self.full,
        }

    def text(self) -> str:
        """For people."""
        head = f"{self.bundle}, mark {self.mark}: {'sound' if self.sound else f'{len(self.faults)} faults'}"
        lines = [head, *(f"  {kind}: {says}" for kind, says in self.faults)]
        if not self.counts:
            return "\n".join([*lines, "Nothing else was checked: its sources are not those that would judge it here."])
        c = self.counts
        which = "all there are" if self.full else "all with a witness or a tree, and all exact and enclosing ones"
        lines += [
            f"Every file, {c['records']} digests, {c['claims']} verdicts and all answers were derived again.",
            f"Counterexamples worked by hand: {c['worked by hand']}. Box trees followed: {c['trees']}, "
            f"with {c['boxes']:,} boxes.",
            f"Calls made again: {self.repeated}, {which}.",
        ]
        if self.taken:
            lines.append(
                f"Outcomes taken from the records: {self.taken} (identities, simulations, searches, published "
                "numbers); --full makes these calls again, too."
            )
        if c["absent"]:
            lines.append(f"Legs and controls without a record, which count as not run: {c['absent']}.")
        return "\n".join(lines)
