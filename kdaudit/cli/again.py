"""`kdaudit run` once more: what it would print is looked for before anything else is imported."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from kdaudit.audits import unchanged
from kdaudit.cli.output import console, deliver

if TYPE_CHECKING:
    from kdaudit.audits.audit import Audit


class Again:
    """A run that somebody asked for, and what the five packages and the theorems were as it began."""

    def __init__(
        self, out: Path, names: Iterable[str], components: Iterable[str], tier: str, seed: int, json_to: str | None
    ) -> None:
        self._start = perf_counter()
        self._out, self._json_to, self._screen = out, json_to, console()
        screen = self._screen
        shown = screen.width, f"{screen.color_system} {screen.no_color} {screen.encoding} {screen.legacy_windows}"
        self._asked = unchanged.Asked(tuple(names), tuple(components), tier, seed, json_to is not None, *shown)
        self._texts = unchanged.every_text()

    def answered(self) -> bool:
        """Whether the ledger has kept what the run would print; it is printed then."""
        kept = unchanged.answer(self._out, self._asked, self._texts)
        if kept is None:
            return False
        seconds = perf_counter() - self._start

        def show() -> None:
            self._screen.file.write(kept.above)
            self._screen.print(unchanged.timed(kept.counted, seconds), markup=False, highlight=False)

        deliver(lambda: {**kept.document, "seconds": round(seconds, 3)}, show, self._json_to)
        return True

    def keep(self, audit: Audit) -> None:
        """Keep what the next run would print."""
        from kdaudit.audits.tables import above, counted  # noqa: PLC0415 - to print what is kept needs none of it

        def said(again: Audit) -> tuple[str, str]:
            with self._screen.capture() as printed:
                self._screen.print(above(again))
            return printed.get(), counted(again)

        unchanged.keep(self._out, self._asked, audit, self._texts, said)
