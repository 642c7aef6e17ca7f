"""The paper's sentences, and what the verdicts on the claims that read them say of each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from proofs_checks.claim import Claim
from proofs_checks.verdicts import Verdict

Answer = Literal["holds", "holds with conditions", "fails as stated", "undecided", "conflict", "not examined"]
_HOLDS: tuple[Verdict, ...] = ("supported", "proved")
_OPEN: tuple[Verdict, ...] = ("inconclusive", "not run")


@dataclass(frozen=True)
class Sentence:
    """Something the paper says; `section`, `number` and `wording` are the paper's own, where known."""

    id: str
    text: str
    section: str = ""
    number: str = ""
    wording: str = ""


@dataclass(frozen=True)
class Answered:
    """A sentence, the answer, and how strong it is; conditions as (claim, scope and hypotheses)."""

    sentence: Sentence
    answer: Answer
    strength: Literal["proved", "supported"] | None = None
    conditions: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def verdict(self) -> str:
        """The answer with its strength: "holds with conditions (proved)"."""
        return f"{self.answer} ({self.strength})" if self.strength else self.answer


def sentences() -> tuple[Sentence, ...]:
    """The sentences, in the paper's order as far as we know it."""
    text = Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
    return tuple(Sentence(**entry) for entry in tomllib.loads(text)["sentence"])


def answer(sentence: Sentence, judged: Sequence[tuple[str, Claim, Verdict]]) -> Answered:
    """What the verdicts say of a sentence. Lemmas carry proofs but read nothing, so they do not count.

    It holds when every as-stated reading does. When one is refuted, or there is none, it holds with conditions:
    those of the readings that survive, repaired ones or, of several as-stated ones, the others.
    """
    stated = _readings(sentence, judged, "as stated")
    repaired = _readings(sentence, judged, "repaired")
    every = {**stated, **repaired}
    if not every:
        return Answered(sentence, "not examined")
    clashes = [name for name, (_, verdict) in every.items() if verdict == "conflict"]
    if clashes:
        return Answered(sentence, "conflict", reason=", ".join(clashes))
    undecided = [name for name, (_, verdict) in stated.items() if verdict in _OPEN]
    if stated and not undecided and all(verdict in _HOLDS for _, verdict in stated.values()):
        return Answered(sentence, "holds", _weakest(stated))
    undecided += [name for name, (_, verdict) in repaired.items() if verdict in _OPEN]
    if undecided:
        return Answered(sentence, "undecided", reason=f"no verdict on {', '.join(undecided)}")
    failed = [name for name, (_, verdict) in stated.items() if verdict == "refuted"]
    sound = {name: reading for name, reading in every.items() if reading[1] in _HOLDS}
    if not sound:
        return Answered(sentence, "fails as stated", reason=f"refuted: {', '.join(every)}")
    conditions = tuple((name, _condition(claim)) for name, (claim, _) in sound.items())
    reason = f"as stated refuted: {', '.join(failed)}" if failed else ""
    return Answered(sentence, "holds with conditions", _weakest(sound), conditions, reason)


_Readings = Mapping[str, tuple[Claim, Verdict]]


def _readings(sentence: Sentence, judged: Sequence[tuple[str, Claim, Verdict]], role: str) -> _Readings:
    return {name: (claim, verdict) for name, claim, verdict in judged if claim.reads.get(sentence.id) == role}


def _weakest(readings: _Readings) -> Literal["proved", "supported"]:
    return "proved" if all(verdict == "proved" for _, verdict in readings.values()) else "supported"


def _condition(claim: Claim) -> str:
    return "; ".join([claim.scope, *claim.hypotheses])
