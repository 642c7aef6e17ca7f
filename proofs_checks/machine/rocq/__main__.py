"""`make formal`: builds the theorems, prints what the kernel says of them, and writes `formal/checked.toml`.

With `coqchk` it re-checks what was built with Rocq's independent checker instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from inspect import signature

from proofs_checks.machine.claim import Leg
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS
from proofs_checks.machine.rocq import checked, kernel, sources, statements, toolchain, variants
from proofs_checks.machine.rocq.sources import FormalError


def main() -> int:
    """0 when the kernel accepts everything; 1 when it does not; 3 when Rocq is missing."""
    if not toolchain.present():
        print(f"Rocq or mathcomp-analysis is not here; {toolchain.INSTALL}", file=sys.stderr)
        return 3
    try:
        return _rechecked() if sys.argv[1:] == ["coqchk"] else _built()
    except FormalError as error:
        print(f"formal: {error}", file=sys.stderr)
        return 1


def _built() -> int:
    held = _held()
    with ThreadPoolExecutor(os.cpu_count()) as several:  # Rocq's own processes do the work
        list(several.map(variants.read, sources.files()))
        list(several.map(statements.closed, _by_folder(held.values())))
    for (name, formula), closes in zip(held.items(), statements.closed(held.values()), strict=True):
        if not closes:
            raise FormalError(f"{name}: the formula of the claim is not the one of {formula.theorem}")
    formulas = {name: statements.hashed(formula.lemma) for name, formula in held.items()}
    text = checked.written(formulas)  # before anything is written
    for module, file in sources.files().items():
        axioms = {axiom for theorem in file.theorems for axiom in kernel.checked(theorem).axioms}
        names = ", ".join(theorem.short for theorem in file.theorems)
        said = f"{names}; axioms: {', '.join(sorted(axioms)) or 'none'}" if names else "definitions and lemmas"
        print(f"{module}, {_lines(file)} lines: {said}")
    false = sum(len(theorem.variants) for theorem in sources.theorems().values())
    lines = sum(_lines(file) for file in sources.files().values())
    print(f"{len(sources.theorems())} theorems in {len(sources.files())} files of {lines} lines, none of them admitted")
    print(f"{false} false variants fail inside their proofs; {len(formulas)} printed formulas are the theorems'")
    print("axioms:", "; ".join(f"{name} ({says})" for name, says in kernel.AXIOMS.items()), "- none in algebra")
    checked.RECORD.write_text(text, encoding="utf-8")
    return 0


def _lines(file: sources.File) -> int:
    return file.text.count("\n")


def formal_legs() -> Iterator[tuple[str, Leg]]:
    """The legs of the project's claims that stand on theorems, with the claims' ids."""
    for claim in OURS.ids:
        yield from ((claim, leg) for leg in load(claim).legs if leg.theorem)


def _held() -> dict[str, statements.Held]:
    """The formulas that claims hold against theorems, by the names of their records."""
    return {
        checked.label(leg.theorem, own, name): statements.Held(leg.theorem, own, name, parameter.default)
        for own, leg in ((claim.partition(".")[2], leg) for claim, leg in formal_legs())
        for name, parameter in signature(leg.function).parameters.items()
        if name != "variant"
    }


def _by_folder(held: Iterable[statements.Held]) -> list[list[statements.Held]]:
    found: dict[str, list[statements.Held]] = {}
    for formula in held:
        found.setdefault(formula.file.partition(".")[0], []).append(formula)
    return list(found.values())


def _rechecked() -> int:
    """The independent checker reads every compiled file again, with all that these use."""
    for module in sources.files():
        kernel.report(module)
    done = kernel.run(("coqchk", "-silent", "-o", "-Q", ".", "kdaudit", *(f"kdaudit.{m}" for m in sources.files())))
    print(done.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
