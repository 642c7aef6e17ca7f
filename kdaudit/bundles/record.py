"""What came of checking a bundle again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kdaudit.documents.commands import CountsDocument, FaultKind, VerificationDocument
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
    counts : dict or None
        How many claims, records, trees and boxes there are; None where the sources are not those of this installation.
    verdicts : dict of str to int
        How many claims have which verdict, as the bundle says.
    repeated, taken : int
        How many calls were made again, and how many outcomes were taken from the records.
    full : bool
        Whether every call was made again.
    """

    bundle: str
    mark: str
    faults: tuple[tuple[FaultKind, str], ...]
    counts: CountsDocument | None
    verdicts: Mapping[str, int]
    repeated: int
    taken: int
    full: bool

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def complete(self) -> bool:
        """Whether every leg and control has a record: one that is left out might have refuted."""
        return self.counts is not None and not self.counts["absent"]

    @property
    def exit_code(self) -> int:
        """0 when nothing is wrong and every leg has a record, 1 when something is wrong, 3 when a record is absent."""
        return 1 if not self.sound else 0 if self.complete else 3

    def document(self) -> VerificationDocument:
        """As JSON has it, schema 1."""
        return {
            "schema": 1,
            "bundle": self.bundle,
            "mark": self.mark,
            "sound": self.sound,
            "faults": [{"of": kind, "says": says} for kind, says in self.faults],
            "complete": self.complete,
            "checked": self.counts,
            "verdicts": dict(self.verdicts),
            "repeated": self.repeated,
            "taken": self.taken,
            "full": self.full,
        }

    def text(self) -> str:
        """For people."""
        if not self.sound:
            head = f"{self.bundle}: {len(self.faults)} fault{'s' * (len(self.faults) != 1)}"
        elif not self.complete:
            head = f"{self.bundle}, mark {self.mark}: sound as far as it goes, and INCOMPLETE"
        else:
            head = f"{self.bundle}, mark {self.mark}: sound" + (f"; {self.taken} outcomes on trust" * bool(self.taken))
        lines = [head, *(f"  {kind}: {says}" for kind, says in self.faults)]
        if self.counts is None:
            return "\n".join([*lines, "Nothing else was checked."])
        c = self.counts
        which = "all there are" if self.full else "all with a witness or a tree, and all exact and enclosing ones"
        lines += [
            f"It says: {', '.join(f'{n} {verdict}' for verdict, n in sorted(self.verdicts.items()))}.",
            f"Looked at: {c['records']} records of {c['claims']} claims, with the verdicts and answers that follow.",
            f"Counterexamples worked by hand: {c['worked_by_hand']}. Box trees followed: {c['trees']}, "
            f"with {c['boxes']:,} boxes.",
            f"Calls made again: {self.repeated}, {which}.",
        ]
        if self.taken:
            lines.append(
                f"Outcomes taken from the records: {self.taken} (identities, simulations, searches, published "
                "numbers); --full makes these calls again, too."
            )
        if c["other_versions"]:
            lines.append(
                f"Records made with other versions: {c['other_versions']}. Of these outcomes, witnesses and exact "
                "figures were compared, and no other figures."
            )
        if c["absent"]:
            lines.append(f"Legs and controls without a record: {c['absent']}. They count as not run, and might refute.")
        return "\n".join(lines)
