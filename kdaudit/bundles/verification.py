"""Checking a bundle again: deriving what can be derived, and making its calls once more."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import kdaudit
from kdaudit.audits.executors import processes
from kdaudit.bundles.bundle import PAPER, SOURCES, Bundle, module_of, read
from kdaudit.bundles.derivation import Again, Fault, derive
from kdaudit.bundles.record import Verification
from kdaudit.errors import CannotRunError, UsageError
from proofs_checks.machine.calls.performing import perform
from proofs_checks.machine.digest import PROJECT
from proofs_checks.machine.folder import OURS, Folder
from proofs_checks.machine.ledger import Record
from proofs_checks.machine.places import installed, place


def verify(
    bundle: Path | str,
    *,
    full: bool = False,
    jobs: int = 1,
    progress: Callable[[int, int, str], None] = lambda done, total, label: None,
) -> Verification:
    """Check a bundle again: its files, digests, verdicts and answers, every witness, box tree and exact case.

    New processes are started, so a script needs the usual `if __name__ == "__main__":`. Claims of the project are
    checked with the sources that are installed here, and the bundle's must be the same. Of a folder of claims from
    elsewhere the bundle's own code is run, in processes of its own: verify what you would run.

    Parameters
    ----------
    bundle
        The file that `kdaudit report --bundle` wrote.
    full
        Whether to make every call again, simulations, searches and identities included.
    jobs
        How many processes.
    progress
        Called as each call ends, with how many have, how many there are, and its name.

    Returns
    -------
    Verification
        What was checked, what is wrong, and what was taken from the records.

    Raises
    ------
    UsageError
        For a file that is no bundle.
    CannotRunError
        Where a process died.
    """
    if jobs < 1:
        raise UsageError(f"jobs: must be at least 1, got {jobs}")
    found = read(bundle)
    faults = [*_files(found), *_installed(found)]
    if any(kind == "sources" for kind, _ in faults):  # other code would judge other claims
        return Verification(str(bundle), found.mark, tuple(faults), None, {}, 0, len(found.records), full)
    with _unpacked(found) as (folder, inside):
        try:
            with processes(jobs, inside) as pool:
                derived = pool.submit(derive, found, folder).result()
                calls = [call for call in derived.calls if call.possible and (full or call.certified)]
                faults += [*derived.faults, *_repeated(calls, pool, progress)]
        except BrokenProcessPool as error:
            raise CannotRunError(
                "verify: a process died while it ran a leg, or could not be started: a script needs the usual "
                'if __name__ == "__main__":'
            ) from error
    taken = len(found.records) - len(calls)
    verdicts = Counter(found.contents["verdicts"].values())
    return Verification(str(bundle), found.mark, tuple(faults), derived.counts, verdicts, len(calls), taken, full)


def _files(bundle: Bundle) -> Iterator[Fault]:
    """Files that are not as the bundle lists them."""
    listed = bundle.contents["files"]
    for name in sorted(listed.keys() | bundle.files.keys()):
        if name not in bundle.files:
            yield "files", f"{name} is listed and not there"
        elif name not in listed:
            yield "files", f"{name} is there and not listed"
        elif sha256(bundle.files[name]).hexdigest() != listed[name]:
            yield "files", f"{name} is not the one that was packed"


def _installed(bundle: Bundle) -> Iterator[Fault]:
    """Sources of the project that are not those installed here, and modules that would stand before installed ones."""
    if bundle.contents["kdaudit"] != kdaudit.__version__:
        yield "sources", f"it was made by kdaudit {bundle.contents['kdaudit']}, and this is {kdaudit.__version__}"
    package = bundle.contents["package"]
    for module, data in bundle.sources.items():
        top = module.partition(".")[0]
        if top in PROJECT:
            file = place(module)
            if file is None or file.read_bytes() != data:
                yield "sources", f"{module} is not the one that is installed here"
        elif top != package and "/" not in module and installed(top):
            yield "sources", f"{module} would stand before an installed package"
        elif "/" in module and module.partition("/")[0] != package:
            yield "sources", f"{module} lies outside of the folder of claims"
    if package == OURS.package:
        paper = OURS.path / PAPER
        if bundle.files.get(PAPER) != paper.read_bytes():
            yield "sources", "its paper.toml is not the one that is installed here"
    elif not str(package).isidentifier() or installed(package) or package in PROJECT:
        yield "sources", f"its package {package!r} cannot be imported, or is one that is installed here"
    elif not any(module.partition(".")[0] == package for module in bundle.sources):
        yield "sources", f"it has no source of its package {package!r}"


@contextmanager
def _unpacked(bundle: Bundle) -> Iterator[tuple[Folder, str]]:
    """The folder of claims, and what its processes put first on their path: the bundle's sources, if not ours.

    They come before a folder of the same name in the working directory.
    """
    package = bundle.contents["package"]
    if package == OURS.package:
        yield OURS, ""
        return
    with tempfile.TemporaryDirectory() as inside:
        theirs = {
            Path(inside, name.removeprefix(f"{SOURCES}/")): data
            for name, data in bundle.files.items()
            if name.startswith(f"{SOURCES}/") and module_of(name).partition(".")[0] not in PROJECT
        }
        if PAPER in bundle.files:
            theirs[Path(inside, package, PAPER)] = bundle.files[PAPER]
        for path, data in theirs.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield Folder(package, inside), inside


def _repeated(calls: Sequence[Again], pool: Executor, progress: Callable[[int, int, str], None]) -> Iterator[Fault]:
    """The calls whose outcome is not the recorded one."""
    running = {pool.submit(perform, call.task, call.record.trees or None): call for call in calls}
    for done, future in enumerate(as_completed(running), start=1):
        call = running[future]
        progress(done, len(calls), f"{call.task.claim}.{call.task.leg}")
        if wrong := _differs(call, future.result()):
            control = f", control {call.task.control}" if call.task.control else ""
            yield "calls", f"{call.task.claim}.{call.task.leg}{control}: {wrong}"


def _differs(call: Again, now: Record) -> str:
    """In which way a call came out otherwise than its record says."""
    then = call.record
    if now.outcome != then.outcome:
        return f"{then.outcome} in the record, {now.outcome} now{f' ({now.note})' if now.note else ''}"
    if now.witness != then.witness:
        return "its witness is another"
    if (call.same_versions or call.method == "exact") and (now.figures, now.note) != (then.figures, then.note):
        return "its figures are others"
    if now.trees and not then.trees:
        return "its box trees are missing"
    return ""
