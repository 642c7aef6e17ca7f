"""The audit: choose claims, run what is not in the ledger, judge claims and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import perf_counter

from kdaudit.audits.declared import files
from kdaudit.audits.documents import clause_document, paper_document, sentence_document, verdict_document
from kdaudit.audits.names import Place
from kdaudit.audits.recheck import disagrees
from kdaudit.audits.selection import OUT, chosen_files, folder_at, open_ledger
from kdaudit.documents.audits import AuditDocument
from kdaudit.errors import CannotRunError, UsageError
from kdaudit.installation import require_one_house
from kdaudit.shown import Shown
from proofs_checks.machine.answers import Answered, AnsweredClause, answered
from proofs_checks.machine.environment import versions
from proofs_checks.machine.ledger import LedgerError
from proofs_checks.machine.paper import Paper
from proofs_checks.machine.runner import Result, grounded, recorded
from proofs_checks.machine.runner import run as run_claims
from proofs_checks.machine.verdicts import Verdict

LISTED = 12  # claims that a `repr` names, at most
TIERS = {"quick": ("quick",), "full": ("quick", "full")}


@dataclass(frozen=True, repr=False)
class Audit(Shown):
    """The claims that were asked for, with verdicts, and the sentences of the paper, clause by clause.

    A clause is answered from all the claims that read it: those that were not asked for count as the ledger has them.

    Attributes
    ----------
    results : tuple of Result
        A claim each, with its verdict and its evidence.
    sentences : tuple of Answered
        The paper's sentences.
    seconds : float
        How long it took.
    seed : int
        The root seed.
    everything : bool
        Whether all claims were asked for.
    broken : dict of str to str
        What is wrong with claim files that cannot be used, by id. They may bear on any clause.
    paper : Paper
        What is audited.
    """

    results: tuple[Result, ...]
    sentences: tuple[Answered, ...]
    seconds: float
    seed: int
    everything: bool = True
    broken: Mapping[str, str] = field(default_factory=dict)
    paper: Paper = field(default_factory=Paper)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """Claim id to verdict."""
        return {result.file.id: result.judged.verdict for result in self.results}

    @cached_property
    def unexpected(self) -> tuple[Result, ...]:
        """The claims with another verdict than they expect, an unnoticed control, or another value worked by hand.

        Not those that only lack a leg.
        """
        return tuple(r for r in self.results if _differs(r) and not _only_starved(r))

    @property
    def starved(self) -> tuple[Result, ...]:
        """The claims of which a leg could not run."""
        return tuple(result for result in self.results if result.starved)

    @property
    def exit_code(self) -> int:
        """0 when every verdict is the expected one, 1 when one differs, 2 for a broken claim, 3 for a leg not run."""
        return 1 if self.unexpected else 2 if self.broken else 3 if self.starved else 0

    @property
    def read(self) -> tuple[AnsweredClause, ...]:
        """The clauses that the claims asked for read, in whatever role."""
        asked = {clause for result in self.results for clause in result.file.claim.reads}
        return tuple(c for sentence in self.sentences for c in sentence.clauses if c.clause.id in asked)

    def text(self) -> str:
        """Claims, the paper's clauses, and what is not as expected, in tables."""
        from kdaudit.audits.tables import printed, verdicts  # noqa: PLC0415 - they print what is defined here

        return printed(verdicts(self))

    def __repr__(self) -> str:
        from kdaudit.audits.tables import summary  # noqa: PLC0415

        few = len(self.results) <= LISTED
        named = self.results if few else self.unexpected[:LISTED]
        lines = [f"  {result.file.id}: {result.judged.verdict}" for result in named]
        return "\n".join([summary(self), *lines, *([] if few else ["  .text() lists them all"])])

    def document(self) -> AuditDocument:
        """The audit as JSON has it, schema 1."""
        return {
            "schema": 1,
            "paper": paper_document(self.paper),
            "verdicts": [verdict_document(result) for result in self.results],
            "sentences": [sentence_document(a) for a in self.sentences] if self.everything else [],
            "clauses": [clause_document(c) for c in self.read],
            "broken": dict(self.broken),
            "seconds": round(self.seconds, 3),
            "seed": self.seed,
            "versions": versions(),
        }


def _executor(stack: ExitStack, jobs: int, cluster: str | None) -> Callable[[], Executor]:
    """Where calls run: a cluster is looked for at once, processes are started when something is to run."""
    from kdaudit.audits import executors  # noqa: PLC0415 - a run from the ledger starts no process

    if cluster is None:
        return lambda: stack.enter_context(executors.workers(jobs))
    lost = "run: a leg took worker after worker with it; what was finished is in the ledger"
    found = stack.enter_context(executors.cluster(cluster, lost))
    return lambda: found


def _differs(result: Result) -> bool:
    return result.judged.verdict != result.file.claim.expect or bool(unnoticed(result)) or bool(disagrees(result))


def unnoticed(result: Result) -> list[str]:
    """The legs that ran of which a control was not noticed: "leg: control", with what the control says of why."""
    return [
        f"{f.leg.name}: {control.breaks}" + (f" ({record.note})" if record.note else "")
        for f in result.findings
        if f.record.outcome != "not run"
        for (control, record), bites in zip(f.controls, f.bites(), strict=True)
        if not bites and not (record.note and record.note == f.record.note)  # one cause is said once, in the verdict
    ]


def _only_starved(result: Result) -> bool:
    """Whether what ran is sound, so that a leg that could not run is all that is wanting."""
    ran = [f for f in result.findings if f.record.outcome != "not run"]
    return result.starved and all(all(f.bites()) for f in ran) and result.judged.verdict in ("supported", "not run")


def run(
    names: Iterable[str] = (),
    *,
    claims: Place = None,
    components: Iterable[str] = (),
    tier: str = "full",
    seed: int = 0,
    jobs: int = 1,
    cluster: str | None = None,
    fresh: bool = False,
    out: Path | str = OUT,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> Audit:
    """Audit claims: those named, those of the components named, or all of them.

    Legs whose sources, seed and versions are unchanged answer from the ledger `out`/ledger.sqlite; the others run here,
    in new processes, or on a Dask cluster.

    Parameters
    ----------
    names
        Claims; the last part of a name is enough where it is unique.
    claims
        Where a folder of claims of your own lies; the project's own claims when None.
    components
        Components of which all claims are run.
    tier
        "full", or "quick" without the costly legs.
    seed
        The root seed of all randomness.
    jobs
        How many processes. A script that asks for more than one needs the usual `if __name__ == "__main__":`.
    cluster
        The address of a Dask scheduler, ``tcp://host:8786``.
    fresh
        Whether to run everything, whatever the ledger has.
    out
        The folder of the ledger.
    progress
        Called as work goes on, with how much is done, how much there is, and a name.

    Returns
    -------
    Audit
        Claims with verdicts, and the paper's sentences, clause by clause.

    Raises
    ------
    UsageError
        For an unknown folder, claim, component or tier, a ledger that cannot be used, a scheduler that does not answer.
    CannotRunError
        Where no worker lives.
    """
    start = perf_counter()
    if tier not in TIERS:
        raise UsageError(f"tier: {tier!r} is neither quick nor full")
    if seed < 0:
        raise UsageError(f"seed: must not be negative, got {seed}")
    if jobs < 1:
        raise UsageError(f"jobs: must be at least 1, got {jobs}")
    if seed >= 2**63:
        raise UsageError(f"seed: must be below 2^63, got {seed}")
    require_one_house()
    folder = folder_at(claims)
    asked = (tuple([names] if isinstance(names, str) else names), tuple(components))
    ledger = open_ledger(out, write=True)

    try:
        chosen, broken = chosen_files(*asked, folder)
        with ExitStack() as stack:
            begin = _executor(stack, jobs, cluster)
            results = run_claims(
                chosen, ledger, seed=seed, executor=begin, fresh=fresh, tiers=TIERS[tier], progress=progress
            )
        rest, unusable = files([c for c in folder.ids if c not in {f.id for f in chosen} | set(broken)], folder)
        every = grounded([*results, *recorded(rest, ledger, seed)])
    except BrokenExecutor as error:
        raise CannotRunError("run: a worker process died; what it had finished is in the ledger, run again") from error
    except LedgerError as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt:
        raise CannotRunError("run: interrupted; what was finished is in the ledger, run again to go on") from None
    finally:
        ledger.close()
    standings = [r.standing for r in sorted(every, key=lambda r: r.file.id)]
    answers = tuple(answered(sentence, standings) for sentence in folder.paper.sentences)
    seconds = perf_counter() - start
    return Audit(tuple(every[: len(results)]), answers, seconds, seed, not any(asked), broken | unusable, folder.paper)
