"""Predictions and log-probabilities in the files of a folder, here and by the workers of a cluster: the same bits."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest
from distributed import Client
from safetensors.numpy import save_file

import kdaudit
from kdaudit.errors import UsageError
from kdaudit.predictions import streaming
from tests.kdaudit.clusters import dask
from tests.log_probabilities.made_up import RECORDS, V

RNG = np.random.Generator(np.random.PCG64(8))
CUTS = [0, 7, 7, 100, 301, 350]  # one part has no example


def laws(*shape, kind=np.float64):
    weights = RNG.standard_gamma(0.5, shape) + 1e-3
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(kind)


TEACHER, STUDENT, TARGET = laws(4, 350, 5), laws(6, 350, 5), laws(350, 5)
LABELS = RNG.integers(0, 5, 350)
LABELS[::9] = -100
UNITS = np.array([0, 0, 1, 2])


def parts(folder, array, axis, write=np.save, cuts=CUTS):
    """A folder of an array's parts along an axis."""
    folder.mkdir()
    for n, (start, stop) in enumerate(pairwise(cuts)):
        piece = np.take(array, range(start, stop), axis=axis)
        if piece.size:
            write(folder / f"part-{n:03}.npy", piece)
    return folder


def with_units(path, piece):
    np.savez(path.with_suffix(".npz"), probabilities=piece, seeds=UNITS)


def as_tensors(path, piece):
    save_file({"logits": np.ascontiguousarray(piece)}, path.with_suffix(".safetensors"))


@pytest.mark.parametrize("block", [40, 2**18])
def test_files_of_a_folder_are_one(tmp_path, monkeypatch, block):
    monkeypatch.setattr(streaming, "BLOCK", block)
    np.savez(tmp_path / "teacher.npz", probabilities=TEACHER, seeds=UNITS)
    whole = kdaudit.measure(tmp_path / "teacher.npz", STUDENT, target=TARGET)
    folders = parts(tmp_path / "t", TEACHER, 1, with_units), parts(tmp_path / "s", STUDENT, 1)
    found = kdaudit.measure(*folders, target=parts(tmp_path / "q", TARGET, 0))
    assert found.document() == whole.document()
    labelled = kdaudit.measure(TEACHER, STUDENT, labels=LABELS).document()
    in_parts = parts(tmp_path / "t2", TEACHER, 1), folders[1]
    assert kdaudit.measure(*in_parts, labels=parts(tmp_path / "y", LABELS, 0)).document() == labelled
    alone = kdaudit.measure(parts(tmp_path / "one", TEACHER[0], 0), STUDENT, target=TARGET).document()
    assert alone == kdaudit.measure(TEACHER[0], STUDENT, target=TARGET).document()
    tensors = parts(tmp_path / "z", np.log(TEACHER), 1, as_tensors)
    logits = kdaudit.measure(np.log(TEACHER), np.log(STUDENT), target=TARGET, logits=True).document()
    assert kdaudit.measure(tensors, np.log(STUDENT), target=TARGET, logits=True).document() == logits


def test_a_row_that_is_no_law_is_counted_through_the_files(tmp_path):
    spoilt = TEACHER.copy()
    spoilt[2, 201] = [0.5, 0.5, 0.5, 0.0, 0.0]
    with pytest.raises(UsageError, match=r"teacher: seed 2, example 201: sums to 1\.5"):
        kdaudit.measure(parts(tmp_path / "t", spoilt, 1), STUDENT, target=TARGET)


def test_parts_that_do_not_fit_are_one_line(tmp_path):
    def refused(folder):
        with pytest.raises(UsageError) as found:
            kdaudit.measure(folder, STUDENT, target=TARGET)
        return str(found.value)

    (tmp_path / "none").mkdir()
    assert refused(tmp_path / "none").endswith("is a folder without files; give a file, or a folder of parts")
    folder = parts(tmp_path / "t", TEACHER, 1)
    np.save(folder / "part-009.npy", TEACHER[:3, :4])
    says = "teacher: part-009.npy has float64 of shape (3, 4, 5), and part-000.npy float64 of shape (4, 7, 5); but for"
    assert says in refused(folder)
    np.save(folder / "part-009.npy", TEACHER[:, :4].astype(np.float32))
    assert "part-009.npy has float32 of shape (4, 4, 5)" in refused(folder)
    (folder / "part-009.npy").write_text("0.5", encoding="utf-8")
    assert refused(folder).startswith("teacher: part-009.npy: ")
    named = parts(tmp_path / "n", TEACHER, 1, with_units)
    np.savez(named / "part-009.npz", probabilities=TEACHER[:, :4], seeds=UNITS + 1)
    assert "seeds: part-009.npz has other units than part-000.npz" in refused(named)
    np.savez(named / "part-009.npz", probabilities=TEACHER[:, :4])
    assert "part-009.npz has probabilities, and part-000.npz has probabilities, seeds; they must be" in refused(named)


def records(path, count, seed):
    """Completions of vLLM's kind, each with its own numbers."""
    rng = np.random.Generator(np.random.PCG64(seed))
    lines = []
    for _ in range(count):
        record = json.loads(json.dumps(RECORDS["trl"]))
        logs = -np.sort(-np.log(rng.dirichlet(np.full(V, 0.4), len(record["logprobs"]))), axis=1)
        record["logprobs"] = [row[: len(old)].tolist() for row, old in zip(logs, record["logprobs"], strict=True)]
        lines.append(json.dumps(record))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def shards(folder, count, each, seed):
    folder.mkdir()
    for n in range(count):
        records(folder / f"shard-{n}.jsonl", each, seed + n)
    return folder


def test_a_folder_of_log_probabilities_is_one_file(tmp_path):
    folder, student = shards(tmp_path / "t", 4, 30, 0), shards(tmp_path / "s", 4, 30, 50)
    whole, other = tmp_path / "t.jsonl", tmp_path / "s.jsonl"
    for file, source in ((whole, folder), (other, student)):
        file.write_text("".join(p.read_text(encoding="utf-8") for p in sorted(source.iterdir())), encoding="utf-8")
    found = kdaudit.topk(folder, student=student, vocab=V, at="shard-2.jsonl:3:2")
    one = kdaudit.topk(whole, student=other, vocab=V, at="63:2")
    mine, theirs = json.loads(json.dumps(found.document())), json.loads(json.dumps(one.document()))
    assert mine["at"]["place"] == "shard-2.jsonl: record 3, position 2"
    assert theirs["at"]["place"] == "record 63, position 2"
    for there, here in zip(theirs["deciding"], mine["deciding"], strict=True):
        name, _, place = here["place"].partition(": record ")
        assert there["place"].split(",")[0] == f"record {int(name[6]) * 30 + int(place.split(',')[0])}"
    for document in (mine, theirs):
        del document["file"]
        document["against"].pop("student")
        for place in (document["at"], *document["deciding"]):
            del place["place"]
    assert leaves(mine) == pytest.approx(leaves(theirs), rel=1e-12)  # sums are added in another order; seen: 1e-15


def leaves(document, at=""):
    """The numbers of a document by their place; words must agree."""
    if isinstance(document, dict):
        return {k: v for key, value in document.items() for k, v in leaves(value, f"{at}/{key}").items()}
    if isinstance(document, list):
        return {k: v for n, value in enumerate(document) for k, v in leaves(value, f"{at}/{n}").items()}
    return {at: document} if isinstance(document, float | int) else {f"{at}={document}": 1}


def test_shards_that_do_not_fit_are_one_line(tmp_path):
    folder = shards(tmp_path / "t", 2, 2, 0)
    with pytest.raises(UsageError, match="--at: '3:2' names no file of the folder; write FILE:RECORD:POSITION"):
        kdaudit.topk(folder, at="3:2")
    with pytest.raises(UsageError, match="student: is no folder, and the teacher is"):
        kdaudit.topk(folder, student=folder / "shard-0.jsonl")
    with pytest.raises(UsageError, match="student: is a folder, and the teacher is not"):
        kdaudit.topk(folder / "shard-0.jsonl", student=folder)
    with pytest.raises(UsageError, match="student: has 1 files, and the teacher 2; give as many"):
        kdaudit.topk(folder, student=shards(tmp_path / "s", 1, 2, 0))
    (folder / "shard-3.jsonl").write_text(json.dumps(RECORDS["tgi"]), encoding="utf-8")
    with pytest.raises(UsageError, match=r"shard-3\.jsonl: its format is tgi, and trl before; parts must be alike"):
        kdaudit.topk(folder)


@contextmanager
def one_dies(folder):
    """Two workers, one of which is killed when the first task is done: the address, and what is told of progress."""
    with dask(folder, 1, 1) as (address, workers):
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)

        def told(*_):
            workers[0].send_signal(signal.SIGKILL)

        yield address, told
        assert workers[0].wait() == -signal.SIGKILL
        assert workers[1].poll() is None


def test_a_killed_worker_changes_no_bit_of_a_measurement(tmp_path):
    teacher, student, target = laws(4, 9000, 500, kind=np.float32), laws(4, 9000, 500, kind=np.float32), laws(9000, 500)
    cuts = [0, 1000, 5000, 9000]
    t, s, q = (
        str(parts(tmp_path / name, array, axis, cuts=cuts))
        for name, array, axis in (("t", teacher, 1), ("s", student, 1), ("q", target, 0))
    )
    here = kdaudit.measure(t, s, target=q, loss="kl").document()
    with one_dies(tmp_path) as (address, told):
        assert kdaudit.measure(t, s, target=q, loss="kl", cluster=address, progress=told).document() == here


def test_a_killed_worker_changes_no_bit_of_a_top_k(tmp_path):
    folder = shards(tmp_path / "t", 6, 1500, 0)
    here = kdaudit.topk(folder, vocab=V).document()
    with one_dies(tmp_path) as (address, told):
        assert kdaudit.topk(folder, vocab=V, cluster=address, progress=told).document() == here
        with pytest.raises(UsageError, match="--cluster: the log-probabilities are arrays in memory"):
            kdaudit.topk({"log_p": np.log(laws(3, 4))}, cluster=address)
        with pytest.raises(UsageError, match="--cluster: the teacher is an array in memory; save it where the workers"):
            kdaudit.measure(TEACHER, STUDENT, target=TARGET, cluster=address)
