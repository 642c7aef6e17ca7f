"""Legs that stand on theorems: `formal("convergence.averaging", covers="every q, n, B", law=law)`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, Signature
from typing import Any

from proofs_checks.machine.claim import Control, Leg
from proofs_checks.machine.evidence import RECORDED, Evidence, Negation, Outcome
from proofs_checks.machine.rocq import checked, kernel, sources, statements, toolchain, variants
from proofs_checks.machine.rocq.sources import FormalError, Theorem

Formulas = Mapping[str, Callable[..., Any]]


def formal(
    name: str,
    *,
    covers: str,
    part: str | tuple[str, ...] = (),
    refutes: bool = False,
    step: bool = False,
    **formulas: Callable[..., Any],
) -> Leg:
    """A leg that supports where the kernel of Rocq accepts a theorem of `formal/`.

    With `refutes` the theorem is the negation of the claim. With `step` it is less than the statement: a step of the
    argument, which proves nothing alone. `formulas` are those of the claim's statement that are held against the
    definitions which the theorem speaks of. Each false variant in the sources becomes a control: its proof must fail.
    Where Rocq is missing, the record of an earlier check answers.

    Raises FormalError where `formal/` has no such theorem.
    """
    module = sys._getframe(1).f_globals["__name__"]  # the claim's file, whose name the definitions have
    parts = (part,) if isinstance(part, str) else part
    return _formal(module, name, covers, parts, refutes=refutes, step=step, formulas=formulas)


def _formal(
    module: str, name: str, covers: str, parts: tuple[str, ...], *, refutes: bool, step: bool, formulas: Formulas
) -> Leg:
    theorem = sources.theorem(name)

    claim = module.rpartition(".")[2]

    def check(variant: int = -1, **given: Callable[..., Any]) -> Evidence:
        if not toolchain.present():
            return recorded(variant, **given)
        return _repeated(theorem, claim, variant, {**formulas, **given}, refutes=refutes)

    def recorded(variant: int = -1, **given: Callable[..., Any]) -> Evidence:
        return _recorded(theorem, claim, variant, {**formulas, **given})

    defaults = {"variant": -1, **formulas}
    kind = Parameter.KEYWORD_ONLY
    check.__signature__ = Signature([Parameter(key, kind, default=it) for key, it in defaults.items()])  # type: ignore[attr-defined]
    check.__name__, check.__module__ = theorem.short, module
    controls = [Control(variant.words, {"variant": n}) for n, variant in enumerate(theorem.variants)]
    return Leg(
        *(check, "formal", covers, parts, (), "quick"),
        controls=controls,
        theorem=name,
        step=step,
        refutes=refutes,
        recorded=recorded,
    )


def formal_parts(
    name: str, parts: Mapping[str, str], *, steps: Iterable[str] = (), **formulas: Callable[..., Any]
) -> tuple[Leg, ...]:
    """Formal legs for parts of a claim, each with what it covers; theorems are called like this, then like the part.

    The theorems of `steps` are less than their parts. Each formula is held against the theorems that speak of it.
    """
    theorems = {part: f"{name}_{part.replace(' ', '_')}" for part in parts}
    module = sys._getframe(1).f_globals["__name__"]
    claim = module.rpartition(".")[2]
    held = {part: _spoken(theorem, claim, formulas) for part, theorem in theorems.items()}
    if idle := formulas.keys() - set().union(*held.values()):
        raise FormalError(f"no theorem {name}_… speaks of the formula {min(idle)}")
    return tuple(
        _formal(module, theorems[part], covers, (part,), refutes=False, step=part in steps, formulas=held[part])
        for part, covers in parts.items()
    )


def _spoken(theorem: str, claim: str, formulas: Formulas) -> dict[str, Callable[..., Any]]:
    """The formulas of which a theorem speaks."""
    words = {meaning.name for meaning in sources.glossary(sources.theorem(theorem))}
    return {name: it for name, it in formulas.items() if words & {f"{claim}_{name}", f"{claim}_{name}_value"}}


def _repeated(theorem: Theorem, claim: str, variant: int, formulas: Formulas, *, refutes: bool) -> Evidence:
    """What the kernel says here and now."""
    good, bad = _outcomes(refutes=refutes)
    found = kernel.checked(theorem)
    checked.held(found)
    if variant >= 0:
        fate = variants.fates(theorem)[variant]
        outcomes: dict[variants.Fate, Outcome] = {"fails inside the proof": bad, "is proved": good}
        return Evidence(outcomes.get(fate, "inconclusive"), {"the proof of the false variant": fate}, note=fate)
    held = [statements.Held(theorem.name, claim, name, formula) for name, formula in formulas.items()]
    for formula, closes in zip(held, statements.closed(held), strict=True):
        if not closes:
            return Evidence(bad, note=f"the claim's {formula.name} is not the one of {theorem.name}")
    figures = {
        "theorem": found.theorem.name,
        "statement": found.statement,
        "hash": found.digest[:12],
        "axioms": ", ".join(found.axioms) or "none",
        "uses": ", ".join(found.uses) or "no other theorem",
    }
    return Evidence(good, figures, Negation(theorem.mathematics) if refutes else None)


def _recorded(theorem: Theorem, claim: str, variant: int, formulas: Formulas) -> Evidence:
    """What the record has of an earlier check. Raises FormalError where that is of other sources than these."""
    kept = checked.looked_up(theorem)
    unseen = [name for name, formula in formulas.items() if not checked.closed(theorem.name, claim, name, formula)]
    if unseen and variant < 0:
        raise FormalError(f"formal/checked.toml has no check that {unseen[0]} is the one of {theorem.name}")
    figures = {"theorem": theorem.name, "statement": kept.statement, "hash": kept.digest[:12]}
    axioms = ", ".join(kept.axioms) or "none"
    return Evidence("not run", {**figures, "axioms": axioms}, note=RECORDED)


def _outcomes(*, refutes: bool) -> tuple[Outcome, Outcome]:
    """That of a theorem that stands, and that of one that does not."""
    return ("refutes", "supports") if refutes else ("supports", "refutes")
