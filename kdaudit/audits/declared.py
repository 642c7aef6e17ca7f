"""What claim files say, kept in the cache of the user: a command that only reads what they say imports none of them.

A claim file is a function of its sources, of what computes, of the paper and of the theorems. As long as none of them
has changed, what it declared when it was last loaded stands for it; its legs are there by name, and load the file when
they are called. A file that cannot be used is loaded again each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_checks.machine.claim import Claim, Control, Enumerated, Leg, NotKnown, Reading, States, Whole
from proofs_checks.machine.digest import MACHINE, Sources, computes, sources
from proofs_checks.machine.discovery import ClaimFile, load, load_all
from proofs_checks.machine.environment import Kept
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.folder import Folder
from proofs_checks.machine.rocq.sources import FORMAL, FormalError

if TYPE_CHECKING:
    from flint import arb

FORMAT = 4  # of what is kept
VERSIONS = 8  # of a claim file, in as many checkouts


def files(claims: Iterable[str], folder: Folder) -> tuple[list[ClaimFile], dict[str, str]]:
    """The claim files that can be used, and of the others what is wrong, by id; those that are kept are not loaded."""
    found: list[ClaimFile] = []
    broken: dict[str, str] = {}
    shared = _shared(folder)
    for claim in claims:
        key = _key(claim, folder, shared)
        place = Kept(f"claims/{folder.package}.{claim}", most=VERSIONS)
        kept = place.get(key) if key else None
        if kept is not None:
            found.append(read(claim, folder, json.loads("".join(kept))))
            continue
        loaded, wrong = load_all([claim], folder)
        found += loaded
        broken |= wrong
        said = "".join(map(_kept, loaded))
        if key and said:
            place.keep(key, [said])
            place.write()
    return found, broken


def below(above: Sequence[ClaimFile], folder: Folder) -> list[ClaimFile]:
    """The claims that these rest on, directly or not, as far as their files can be used."""
    seen, found = {file.id for file in above}, list(above)
    for file in found:  # grows as it goes
        new = [claim for claim in file.claim.rests_on if claim not in seen]
        seen.update(new)
        found += files(new, folder)[0]
    return found[len(above) :]


def _kept(file: ClaimFile) -> str:
    """A claim file as text, if what is read from it says the same; else "", and it is loaded each time.

    But for what was worked by hand: a ball may come back wider by the last bit of its radius.
    """
    try:
        said = written(file)
        text = json.dumps({**said, "by_hand": _by_hand(file)})
        same = written(read(file.id, file.folder, json.loads(text))) == said
    except Exception:  # noqa: BLE001 - whatever the formulas and the numbers of somebody's claim raise
        return ""
    return text if same else ""


def _shared(folder: Folder) -> str:
    """A hash of what all claims of a folder depend on beside their sources: the paper, and the theorems."""
    own = [Path(__file__), Path(__file__).with_name("recheck.py")]  # which write what is kept
    paths = [*own, folder.path / "paper.toml", *sorted(FORMAL.rglob("*.v")), FORMAL / "checked.toml"]
    return sha256(repr([(path.name, path.read_bytes()) for path in paths if path.is_file()]).encode()).hexdigest()


def _key(claim: str, folder: Folder, shared: str) -> str:
    """What a claim file is a function of; "" for one whose sources cannot be read."""
    module = f"{folder.package}.{claim}"
    try:
        own: Sources = sources(module)
        used = computes(module, (), "")
    except Exception:  # noqa: BLE001 - as in `load`, which says what is wrong
        return ""
    parts = (FORMAT, claim, shared, own, sources(MACHINE), sorted(used.items()))
    return sha256(repr(parts).encode()).hexdigest()


Checks = Callable[..., Evidence]


def _elsewhere(claim: str, folder: Folder, said: Mapping[str, Any]) -> tuple[Checks, Checks]:
    """A leg's function, and what says what a record has of its theorem; the claim file is loaded when one is called.

    Of theorems that are known here, `said` has what the record has, by the number of the false variant.
    """

    def function(**parameters: Any) -> Evidence:
        return load(claim, folder).leg(said["name"]).function(**parameters)

    def recorded(**parameters: Any) -> Evidence:
        known = said["recorded"].get(str(parameters.get("variant", -1)))
        if isinstance(known, str):
            raise FormalError(known)
        if known is not None:
            return Evidence("not run", known["figures"], note=known["note"])
        own = load(claim, folder).leg(said["name"]).recorded
        assert own is not None
        return own(**parameters)

    function.__name__ = said["name"]
    seed = [Parameter("seed", Parameter.KEYWORD_ONLY)] if said["seeded"] else []
    function.__signature__ = Signature(seed)  # type: ignore[attr-defined]
    return function, recorded


def written(file: ClaimFile) -> dict[str, Any]:
    """What a claim file says, as JSON."""
    claim = file.claim
    return {
        "statement": str(claim.statement),
        "scope": claim.scope,
        "expect": claim.expect,
        "reads": {clause: asdict(r) if isinstance(r, States) else r for clause, r in claim.reads.items()},
        "hypotheses": {name: asdict(h) if isinstance(h, NotKnown) else h for name, h in claim.hypotheses.items()},
        "rests_on": claim.rests_on,
        "parts": {name: str(part) for name, part in claim.parts.items()},
        "proof": file.proof,
        "legs": [_leg(leg) for leg in file.legs],
    }


def _leg(leg: Leg) -> dict[str, Any]:
    kind = type(leg.covers).__name__ if isinstance(leg.covers, Whole | Enumerated) else ""
    return {
        "name": leg.name,
        "seeded": leg.seeded,
        "recorded": None if leg.recorded is None else _checks(leg),
        "covers": [
            kind,
            *(asdict(leg.covers).values() if isinstance(leg.covers, Whole | Enumerated) else [leg.covers]),
        ],
        "controls": [[c.breaks, c.drops, c.parameters if _false(leg, c) else {}] for c in leg.controls],
        **{name: getattr(leg, name) for name in _PLAIN},
    }


def _false(leg: Leg, control: Control) -> bool:
    """Whether a control is a false variant of a theorem, known by its number."""
    return bool(leg.theorem) and set(control.parameters) == {"variant"}


def _checks(leg: Leg) -> dict[str, Any]:
    """What the record has of a theorem, under −1, and of its false variants; in one line where it has nothing."""
    assert leg.recorded is not None
    found: dict[str, Any] = {}
    for number in (-1, *(c.parameters["variant"] for c in leg.controls if _false(leg, c))):
        try:
            evidence = leg.recorded(variant=number)
            found[str(number)] = {"note": evidence.note, "figures": dict(evidence.figures)}
        except FormalError as error:
            found[str(number)] = str(error)
    return found


_PLAIN = ("method", "parts", "needs", "tier", "premise", "theorem", "step", "refutes")
_COVERS = {"Whole": Whole, "Enumerated": Enumerated, "": str}


def _by_hand(file: ClaimFile) -> list[int] | None:
    """The violation, worked by hand: numerator and denominator, or mantissas and exponents of a ball.

    Raises UsageError where it cannot be.
    """
    from kdaudit.audits.recheck import worked  # noqa: PLC0415 - with flint, which a run from the ledger may not need

    if file.by_hand is None:
        return None
    value = worked(file)
    if isinstance(value, Fraction):
        return [*value.as_integer_ratio()]
    return [int(part) for side in (value.mid(), value.rad()) for part in side.man_exp()]


def read(claim: str, folder: Folder, said: Mapping[str, Any]) -> ClaimFile:
    reads: dict[str, Reading] = {c: States(**r) if isinstance(r, dict) else r for c, r in said["reads"].items()}
    hypotheses = {name: NotKnown(**h) if isinstance(h, dict) else h for name, h in said["hypotheses"].items()}
    plain = {name: said[name] for name in ("statement", "scope", "expect", "parts")}
    made = Claim(reads=reads, hypotheses=hypotheses, rests_on=tuple(said["rests_on"]), **plain)
    legs = tuple(_leg_of(claim, folder, leg) for leg in said["legs"])
    return ClaimFile(claim, folder, made, legs, said["proof"], _worked(said["by_hand"]) if said["by_hand"] else None)


def _leg_of(claim: str, folder: Folder, said: Mapping[str, Any]) -> Leg:
    function, recorded = _elsewhere(claim, folder, said)
    kind, words = said["covers"]
    plain: dict[str, Any] = {name: tuple(x) if isinstance(x := said[name], list) else x for name in _PLAIN}
    return Leg(
        function=function,
        covers=_COVERS[kind](words),
        controls=[Control(breaks, parameters, drops) for breaks, drops, parameters in said["controls"]],
        recorded=recorded if said["recorded"] is not None else None,
        **plain,
    )


def _worked(numbers: list[int]) -> Callable[[], Fraction | arb]:
    def by_hand() -> Fraction | arb:
        if len(numbers) == 2:
            return Fraction(*numbers)
        from flint import arb  # noqa: PLC0415

        return arb((numbers[0], numbers[1]), (numbers[2], numbers[3]))

    return by_hand
