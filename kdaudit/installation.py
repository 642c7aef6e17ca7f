"""Where the five packages come from: they work only side by side."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from kdaudit.errors import CannotRunError
from proofs_checks.digest import PROJECT


def locations() -> dict[str, str]:
    """The folder from which each of the five packages comes."""
    return {name: str(Path(spec.origin).parent) for name in PROJECT if (spec := find_spec(name)) and spec.origin}


def require_one_house() -> None:
    """Raises CannotRunError when a package is shadowed: two trees at once would audit neither."""
    found = locations()
    if len({Path(place).parent for place in found.values()}) > 1:
        places = ", ".join(f"{name} in {Path(place).parent}" for name, place in found.items())
        raise CannotRunError(f"the five packages do not lie side by side: {places}; see `kdaudit doctor`")
