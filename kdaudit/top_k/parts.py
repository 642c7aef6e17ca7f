"""A top k in several files, each read by itself, here or by the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kdaudit.inputs.arrays import Source, regular
from kdaudit.inputs.parts import files_of
from kdaudit.log_probabilities.read import Place
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.log_probabilities.tables import Arrays
from kdaudit.top_k.gathered import Gathered
from kdaudit.top_k.students import Compared, against
from numerics.simplex import InputError

Progress = Callable[[int, int, str], None]
Found = tuple[Gathered, Compared | None]


@dataclass(frozen=True)
class Part:
    """A file, or arrays, of a teacher and of a student; the name of the teacher's, where there are several."""

    source: Source | Arrays
    student: Source | Arrays | None
    name: str = ""


@dataclass(frozen=True)
class Task:
    """What is asked of a part: see `topk`. `place` is a position to be shown in full, if it is in this part."""

    part: Part
    format: str | None
    about: Mapping[str, Any]
    asked: Sequence[tuple[str, float]]
    place: Place | None
    by: str


def parted(source: Source | Arrays, student: Source | Arrays | None) -> list[Part]:
    """The files of folders, teacher's beside student's; or the one that there is. Raises InputError."""
    if not _folder(source, "file"):
        if student is not None and _folder(student, "student"):
            raise InputError("student: is a folder, and the teacher is not; give both as files, or as folders of parts")
        return [Part(source, student)]
    files = files_of(Path(source), "file")  # pyright: ignore[reportArgumentType]
    if student is None:
        return [Part(str(file), None, file.name) for file in files]
    if not _folder(student, "student"):
        raise InputError("student: is no folder, and the teacher is; give both as files, or as folders of parts")
    others = files_of(Path(student), "student")  # pyright: ignore[reportArgumentType]
    if len(others) != len(files):
        raise InputError(f"student: has {len(others):,} files, and the teacher {len(files):,}; give as many")
    return [Part(str(file), str(other), file.name) for file, other in zip(files, others, strict=True)]


def _folder(source: Source | Arrays, name: str) -> bool:
    return isinstance(source, str | Path) and regular(Path(source), name).is_dir()


def looked_at(tasks: Sequence[Task], cluster: str | None, progress: Progress) -> Iterator[Found]:
    """What was found in each part, in order: here, or by the workers of the Dask cluster at an address."""
    if cluster is None:
        yield from (look(task, progress) for task in tasks)
        return
    from kdaudit.audits.executors import cluster as of_dask  # noqa: PLC0415 - most have no cluster
    from kdaudit.predictions.streaming import in_turn  # noqa: PLC0415

    if not isinstance(tasks[0].part.source, str | Path):
        raise InputError("--cluster: the log-probabilities are arrays in memory; save them where workers can read them")
    with of_dask(cluster, "topk: a file took worker after worker with it") as pool:
        yield from in_turn(pool, look, tasks, len(tasks), progress, len(tasks), "files")


def look(task: Task, progress: Progress = lambda done, total, label: None) -> Found:
    """Read a part, and again beside the student."""
    part, about = task.part, task.about
    before = f"{part.name}: " if part.name else ""
    name = f"file: {part.name}" if part.name else "file"
    reading = LogProbabilities(part.source, name, insisted=task.format, **about)
    found = Gathered(task.asked, task.place, before)
    for n, (block, read) in enumerate(reading.blocks()):
        found.add(block, read)
        progress(n, 0, "blocks of positions")
    found.end(reading)
    if part.student is None:
        return found, None
    return found, against(reading.again(), LogProbabilities(part.student, "student", **about), task.by)
