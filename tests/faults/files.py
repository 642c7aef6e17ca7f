"""Files of predictions that are damaged, strange, or no files: one line, or the same measurement."""

from __future__ import annotations

import os
import pickle
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

import kdaudit
from kdaudit.errors import UsageError
from kdaudit.inputs.arrays import opened
from kdaudit.predictions.predictions import Predictions
from kdaudit.predictions.target import Target
from numerics.simplex import InputError
from tests.faults.fault import Fault, command, must, refused

SEEDS, EXAMPLES, CLASSES = 3, 40, 4
ROLES = ("teacher", "student", "target", "labels")
Make = Callable[[Path, np.ndarray], Path]


def arrays() -> dict[str, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(0))
    both = rng.dirichlet(np.ones(CLASSES), (2, SEEDS, EXAMPLES))
    target = rng.dirichlet(np.ones(CLASSES), EXAMPLES)
    return dict(zip(ROLES, (*both, target, rng.integers(0, CLASSES, EXAMPLES)), strict=True))


def saved(path: Path, array: np.ndarray) -> Path:
    path = path.with_suffix(".npy")
    np.save(path, array)
    return path


def rewritten(change: Callable[[bytes], bytes]) -> Make:
    def make(path: Path, array: np.ndarray) -> Path:
        file = saved(path, array)
        file.write_bytes(change(file.read_bytes()))
        return file

    return make


def zipped(path: Path, array: np.ndarray, *, packed: bool, more: bytes = b"") -> Path:
    """An .npz whose member has bytes after its array."""
    inner, file = saved(path, array), path.with_suffix(".npz")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        archive.writestr("a.npy", inner.read_bytes() + more)
    return file


def cut_member(path: Path, array: np.ndarray) -> Path:
    """A member lacks the end of its array: what follows in the archive is none of it."""
    inner, file = saved(path, array), path.with_suffix(".npz")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.npy", inner.read_bytes()[:-24])
    return file


def cut_archive(path: Path, array: np.ndarray) -> Path:
    file = zipped(path, array, packed=True)
    file.write_bytes(file.read_bytes()[:-50])
    return file


def special(make: Callable[[Path], object]) -> Make:
    def place(path: Path, _: np.ndarray) -> Path:
        make(path)
        return path

    return place


REFUSED: dict[str, tuple[Make, str]] = {
    "a pipe": (special(os.mkfifo), "is a pipe or a device"),
    "a device without content": (lambda *_: Path("/dev/null"), "is a pipe or a device"),
    "a device without end": (lambda *_: Path("/dev/zero"), "is a pipe or a device"),
    "a folder": (special(Path.mkdir), "is a folder without files"),
    "nothing": (lambda path, _: path, "cannot read"),
    "links in a circle": (special(lambda path: path.symlink_to(path)), "cannot read"),
    "an empty file": (rewritten(lambda _: b""), "is empty"),
    "text": (rewritten(lambda _: b"0.5 0.5"), "is no array that NumPy has saved"),
    "a pickle": (rewritten(lambda _: pickle.dumps([1])), "is a pickle, which is never loaded"),
    "half a header": (rewritten(lambda whole: whole[:20]), "is no array that NumPy has saved"),
    "data cut short": (rewritten(lambda whole: whole[:-9]), "is cut short"),
    "another word in the header": (rewritten(lambda whole: whole.replace(b"descr", b"dexcr")), "is no array"),
    "an archive cut short": (cut_archive, ""),
    "a member cut short": (cut_member, "is cut short"),
}
SAME: dict[str, Make] = {
    "the other order of axes": lambda path, array: saved(path, np.asfortranarray(array)),
    "the other order of bytes": lambda path, array: saved(path, array.astype(array.dtype.newbyteorder(">"))),
    "an archive": partial(zipped, packed=False),
    "a packed archive": partial(zipped, packed=True),
    "bytes after the array": rewritten(lambda whole: whole + b"more"),
    "bytes after a member's array": partial(zipped, packed=False, more=b"more!"),
    "bytes after a packed member's array": partial(zipped, packed=True, more=b"more!"),
}


def measured(role: str, source: object) -> dict[str, object]:
    sources = {**arrays(), role: source}
    sources.pop("target" if role == "labels" else "labels")
    found = kdaudit.measure(**sources).document()
    return {name: found[name] for name in ("teacher", "student", "difference", "interval")}


def refuses(role: str, make: Make, says: str, folder: Path) -> None:
    place = make(folder / role, arrays()[role])
    refused(lambda: measured(role, place), UsageError, says)


def agrees(role: str, make: Make, folder: Path) -> None:
    own = arrays()[role]
    must(measured(role, make(folder / role, own)) == measured(role, own), "another measurement")


def headers(role: str, seed: int, folder: Path) -> None:
    """A byte of what the header says is another: one line, or the same measurement (of spaces, of names' quotes)."""
    own, chance = arrays()[role], random.Random(f"{role} {seed}")
    file = saved(folder / role, own)
    content = bytearray(file.read_bytes())
    content[chance.randrange(10, content.index(b"}"))] = chance.choice(b"0123456789,()'<>f ")
    file.write_bytes(content)
    try:
        found = measured(role, file)
    except UsageError as error:
        must("\n" not in str(error), error)
    else:
        must(found == measured(role, own), "another measurement")


def shrinks(role: str, folder: Path) -> None:
    """The file loses its end after it was opened."""
    file = saved(folder / role, arrays()[role])
    if role in ("teacher", "student"):
        model = Predictions(file, role)
        os.truncate(file, 1000)
        refused(lambda: model.block(0, EXAMPLES), InputError, "was cut short while it was read")
    elif role == "target":
        truth = Target(file, labels=False, classes=CLASSES)
        os.truncate(file, 1000)
        refused(lambda: truth.block(0, EXAMPLES), InputError, "was cut short while it was read")
    else:
        found = opened(file, role)[""]
        os.truncate(file, 200)
        refused(lambda: np.asarray(found), InputError, "was cut short while it was read")


def compares(make: Make, says: str, folder: Path) -> None:
    features = make(folder / "features", np.ones((EXAMPLES, 2)))
    call = partial(kdaudit.compare, arrays()["target"], ["power@2", "power@3"], features=features)
    refused(call, UsageError, says)


def teaches(make: Make, folder: Path) -> None:
    place = make(folder / "rows.npy", arrays()["target"])
    refused(lambda: kdaudit.audit_operator("power", teachers=[str(place)]), UsageError, "teacher")


def bundles(make: Make, folder: Path) -> None:
    place = make(folder / "audit.zip", arrays()["target"])
    refused(lambda: kdaudit.verify(place), UsageError, "verify")


def claims(name: str, says: str, folder: Path) -> None:
    """A pipe in a folder of claims is read by nobody."""
    place = folder / "held" / name
    place.parent.mkdir(parents=True)
    os.mkfifo(place)
    if name != "things/it.py":
        (folder / "held" / "things").mkdir(exist_ok=True)
        (folder / "held" / "things" / "it.py").write_text("x = 1\n", encoding="utf-8")
    done = command(folder, "claims", "--claims", "held", limit=60)
    must(done.returncode == 2 and says in done.stdout + done.stderr, f"{done.returncode}: {done.stdout}{done.stderr}")


def faults() -> Iterator[Fault]:
    """In each role a file can have."""
    for role in ROLES:
        for name, (make, says) in REFUSED.items():
            yield Fault("files", f"{role}: {name}", partial(refuses, role, make, says))
        for name, same in SAME.items():
            yield Fault("files", f"{role}: {name}", partial(agrees, role, same))
        yield Fault("files", f"{role}: shrinks while it is read", partial(shrinks, role))
        for seed in range(12):
            yield Fault("files", f"{role}: a byte of the header, seed {seed}", partial(headers, role, seed))
    for name, says in (
        ("paper.toml", "paper.toml: it is no file"),
        ("things/it.py", "has none; a claim is a file"),
        ("beside.py", "claim things.it"),
        ("things/rows.csv", "claim things.it"),
    ):
        yield Fault("files", f"a pipe in a folder of claims: {name}", partial(claims, name, says))
    for name, (make, says) in REFUSED.items():
        yield Fault("files", f"features: {name}", partial(compares, make, says))
    for name in ("a pipe", "a folder", "nothing", "an empty file"):
        if name != "an empty file":
            yield Fault("files", f"a teacher's rows: {name}", partial(teaches, REFUSED[name][0]))
        yield Fault("files", f"a bundle: {name}", partial(bundles, REFUSED[name][0]))
