"""Each maker's file is found by what is in it, and read to the same numbers, however it is packed."""

from __future__ import annotations

import gzip
import json
from io import BytesIO

import ml_dtypes
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from openai.types import Completion
from openai.types.chat import ChatCompletion
from openai.types.responses import ResponseOutputText
from safetensors.numpy import save_file

from kdaudit.log_probabilities.read import Place
from kdaudit.log_probabilities.reading import LogProbabilities
from numerics.simplex import InputError
from tests.log_probabilities.made_up import IDS, LOGS, POSITIONS, RECORDS, K, P, V, chat, places, text, written

SAVED = {"ids": IDS, "log_p": LOGS.astype(np.float32), "V": np.array(V)}


def read(source, **options):
    """All positions of a file: the top k of the one block, what was read, and the reading."""
    reading = LogProbabilities(source, **options)
    ((block, found),) = reading.blocks()
    return block, found, reading


def with_ids(name):
    return not name.startswith("openai")


@pytest.mark.parametrize("name", RECORDS)
def test_every_format_is_found_and_read(name, tmp_path):
    block, found, reading = read(written(tmp_path, RECORDS[name]), vocab=V)
    assert (reading.format, reading.records, reading.left_out, dict(reading.repaired)) == (name, 1, {}, {})
    np.testing.assert_allclose(block.top.log_p, LOGS, rtol=0, atol=0)
    assert block.top.classes == V
    np.testing.assert_allclose(block.top.least, LOGS[:, -1], rtol=0, atol=0)
    if with_ids(name):
        assert (block.ids == IDS).all()
    assert [found.place(n) for n in (0, POSITIONS - 1)] == [Place(1, 1), Place(1, POSITIONS)]
    third = found.position(2)
    assert third.texts is None or list(third.texts) == [text(token) for token in IDS[2]]
    insisted, _, again = read(written(tmp_path, RECORDS[name]), vocab=V, insisted=name)
    assert again.format == name
    assert (insisted.top.log_p == block.top.log_p).all()


def test_what_we_take_for_openais_is(tmp_path):
    ChatCompletion.model_validate(RECORDS["openai-chat"], strict=True)
    Completion.model_validate(RECORDS["openai-legacy"], strict=True)
    ResponseOutputText.model_validate(RECORDS["openai-responses"]["output"][1]["content"][0], strict=True)
    with pytest.raises(ValueError, match="logprob"):
        ChatCompletion.model_validate(chat([{**places()[0], "logprob": None}]))


@pytest.mark.parametrize("packed", ["lines", "one list", "laid out", "gzip", "zstd", "blank lines"])
def test_records_are_read_however_they_are_packed(packed, tmp_path):
    record, path = RECORDS["openai-chat"], tmp_path / "file"
    lines = "".join(json.dumps(record) + "\n" for _ in range(3)).encode()
    path.write_bytes(
        {
            "lines": lambda: lines,
            "one list": lambda: json.dumps([record] * 3).encode(),
            "laid out": lambda: json.dumps([record] * 3, indent=2).encode(),
            "gzip": lambda: gzip.compress(lines),
            "zstd": lambda: zstandard.compress(lines),
            "blank lines": lambda: b"\n\n" + lines.replace(b"\n", b"\n\n"),
        }[packed]()
    )
    block, found, reading = read(path)
    assert (reading.records, len(block.top.log_p)) == (3, 3 * POSITIONS)
    assert (block.top.log_p == np.tile(LOGS, (3, 1))).all()
    assert found.position(3 * POSITIONS - 1).texts == [text(token) for token in IDS[-1]]


def test_one_object_laid_out_over_lines(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(json.dumps(RECORDS["tgi"], indent=1), encoding="utf-8")
    assert (read(path)[0].top.log_p == LOGS).all()


@pytest.mark.parametrize("kind", ["npz", "safetensors", "parquet", "given", "deeper"])
def test_arrays(kind, tmp_path):
    path = tmp_path / f"file.{kind}"
    if kind == "npz":
        np.savez(path, **SAVED)
    elif kind == "safetensors":
        save_file({**SAVED, "ids": np.ascontiguousarray(IDS), "V": np.array(V)}, path)
    elif kind == "parquet":
        pq.write_table(
            pa.table({"ids": IDS.tolist(), "log_p": LOGS.astype(np.float32).tolist(), "more": ["x"] * 6}), path
        )
    source = {"given": SAVED, "deeper": {**SAVED, "ids": IDS.reshape(2, 3, K), "log_p": LOGS.reshape(2, 3, K)}}
    block, found, reading = read(source.get(kind, path), vocab=V if kind == "parquet" else None)
    assert reading.format == ("parquet" if kind == "parquet" else "arrays")
    assert (block.top.classes, block.ids.tolist()) == (V, IDS.tolist())
    assert (block.top.log_p == LOGS).all()
    assert found.position(0) is None
    assert str(found.place(4)) == "record 5"


def test_whole_laws_are_their_own_top(tmp_path):
    """Columns are classes; those from --padding on are no tokens."""
    padded = np.concatenate([np.log(P), np.full((POSITIONS, 8), -np.inf)], axis=1)
    block, *_ = read(padded, vocab=V, padding=V)
    assert (block.top.shown == V).all()
    assert (block.top.hidden == 0).all()
    assert padded[0, -1] == -np.inf
    silent = np.concatenate([np.log(P), np.zeros((POSITIONS, 8))], axis=1)
    assert (read(silent, vocab=V, padding=V)[0].top.log_p == block.top.log_p).all()
    assert (silent[:, V:] == 0).all()  # what was given stays as it was
    with pytest.raises(InputError, match="sums to more than 1"):
        read(silent)


@pytest.mark.parametrize("dtype", ["float16", ml_dtypes.bfloat16])
def test_half_precision_is_known_by_its_numbers(dtype):
    many = np.log(np.random.default_rng(0).dirichlet(np.full(30, 0.3), 40))
    logs = np.minimum(-np.sort(-many, axis=1)[:, :8], -0.01).astype(dtype)
    block, _, reading = read({"log_p": logs}, repairs=("sums",))
    assert reading.rounded == np.dtype(dtype).name
    assert reading.off == pytest.approx(32 * {"float16": 2.0**-10}.get(dtype, 2.0**-7), rel=1e-12)
    assert len(block.top.log_p) == 40


@pytest.mark.parametrize(("decimals", "says"), [(3, "3 decimals"), (1, "1 decimal")])
def test_rounded_numbers_are_known_by_their_digits(decimals, says, tmp_path):
    record = chat(
        [
            {
                "token": "a",
                "logprob": round(row[0], decimals),
                "top_logprobs": [{"token": "a", "logprob": round(x, decimals)} for x in row],
            }
            for row in LOGS
        ]
    )
    *_, reading = read(written(tmp_path, record))
    assert reading.rounded == says
    assert reading.off == pytest.approx(10.0**-decimals / 2, rel=1e-9)
    *_, told = read(written(tmp_path, record), digits=4)
    assert told.off == pytest.approx(5e-5, rel=1e-9)


def test_numbers_printed_from_single_precision_are_known(tmp_path):
    """Nine digits tell them: -0.31725305 is no number of single precision once it is read, but was printed from one."""
    record = chat(
        [
            {
                "token": "a",
                "logprob": None,
                "top_logprobs": [{"token": "a", "logprob": float(str(np.float32(x)))} for x in row],
            }
            for row in LOGS
        ]
    )
    assert read(written(tmp_path, record))[2].rounded == "float32"
    exact = {"log_p": -np.sort(-np.log(P), axis=1)[:, :K]}
    assert read(exact)[2].rounded == "float64"


def test_distillkit_is_refused_with_the_reason(tmp_path):
    path = tmp_path / "packed.parquet"
    pq.write_table(
        pa.table({"input_ids": [[1]], "compressed_logprobs": [[b"x"]], "bytepacked_indices": [[b"y"]]}), path
    )
    with pytest.raises(InputError, match="DistillKit's, packed as a configuration says that the file lacks"):
        read(path)
    with pytest.raises(InputError, match="DistillKit's"):
        read(written(tmp_path, {"input_ids": [1], "packed_indices": [2], "exact_values": [3]}))


def test_bytes_of_a_file_count_not_its_name(tmp_path):
    saved = BytesIO()
    np.savez(saved, **SAVED)
    (tmp_path / "file.jsonl").write_bytes(saved.getvalue())
    assert read(tmp_path / "file.jsonl")[2].format == "arrays"
