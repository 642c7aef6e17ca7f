"""False variants of theorems: what becomes of their proofs.

Each compiled file is read once more, as text without the proofs of its lemmas, by one process: before a theorem come
its false variants, each with the theorem's own proof. The theorem itself, which comes next, shows that this proof is
accepted there where it proves something true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from proofs_checks.machine.rocq import kernel, sources
from proofs_checks.machine.rocq.kernel import mark
from proofs_checks.machine.rocq.sources import FormalError, Theorem, plain

Fate = Literal["fails inside the proof", "is proved", "is not stated", "does not end"]

_LEMMA = re.compile(r"^(Lemma (\w+)\b.*?)\bProof\..*?\bQed\.", re.M | re.S)
_SECONDS = 60  # for one command of a proof; the slowest takes two


def fates(theorem: Theorem) -> tuple[Fate, ...]:
    """What becomes of the proof of each false variant. Raises FormalError where the file itself cannot be read so."""
    return tuple(read(theorem.file)[theorem.short])


def read(module: str) -> dict[str, list[Fate]]:
    """What becomes of those of a file's theorems, by their names in it."""
    kernel.report(module)
    return kernel.kept(module, "variants", lambda: _tried(module)) if sources.files()[module].theorems else {}


def _tried(module: str) -> dict[str, list[Fate]]:
    file, using = sources.files()[module], kernel.report(module)["using"]
    names, script, at = ["start"], [mark("start"), f"Set Default Timeout {_SECONDS}.\n"], 0
    for theorem in file.theorems:
        script.append(_without_proofs(file.text[at : theorem.at], using))
        at = theorem.at
        for number, variant in enumerate(theorem.variants):
            name = f"{theorem.short}_{number}"
            names += [f"{part}_{name}" for part in ("statement", "proof", "known", "left", "after")]
            script += [
                mark(f"statement_{name}"),
                f"Theorem false_{name} {variant.statement}\n",
                mark(f"proof_{name}"),
                f"Proof.{theorem.proof}Qed.\n",
                mark(f"known_{name}"),
                f"Check @false_{name}.\n",
                mark(f"left_{name}"),
                "Abort All.\n",
                mark(f"after_{name}"),
            ]
    said = kernel.answers("".join([*script, _without_proofs(file.text[at:], using)]), names)
    for name in names:  # between variants stands the file itself, which must be read without an error
        if name.startswith(("start", "after_")) and "Error:" in said[name]:
            raise FormalError(f"{module}: its text is not read: {plain(said[name].partition('Error:')[2])[:150]}")
    return {t.short: [_fate(said, f"{t.short}_{n}") for n, _ in enumerate(t.variants)] for t in file.theorems}


def _without_proofs(text: str, using: Mapping[str, str]) -> str:
    """A text with its lemmas taken as known, each with what of its section the compiler says that its proof uses."""
    return _LEMMA.sub(lambda it: f"{it[1]}Proof using {using.get(it[2]) or 'Type'}.\nAdmitted.", text)


def _fate(said: dict[str, str], name: str) -> Fate:
    if "Error:" in said[f"statement_{name}"]:
        return "is not stated"
    if "Error:" not in said[f"known_{name}"]:
        return "is proved"
    return "does not end" if "Timeout!" in said[f"proof_{name}"] else "fails inside the proof"
