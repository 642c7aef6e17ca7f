"""`topk` on files of twenty log-probabilities a position, beside the standard library's JSON: `make bench`."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kdaudit

POSITIONS, TOGETHER, K = 100_000, 50, 20  # positions, and of these in a record


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("top_k"), np.random.Generator(np.random.PCG64(0))
    p = -np.sort(-rng.dirichlet(np.full(200, 0.2), 2_000), axis=1)[:, :K]
    logs = np.log(np.maximum(p, 1e-12)).astype(np.float32)
    ids = rng.permuted(np.tile(np.arange(200, dtype=np.int32), (2_000, 1)), axis=1)[:, :K]
    texts = [f" token{n}" for n in range(200)]

    def token(name, log):
        return {"token": texts[name], "logprob": float(f"{log:.8g}"), "bytes": list(texts[name].encode())}

    def place(names, row):
        tops = [token(name, log) for name, log in zip(names.tolist(), row.tolist(), strict=True)]
        return tops[0] | {"top_logprobs": tops}

    places = [place(names, row) for names, row in zip(ids, logs, strict=True)]
    lines = [
        json.dumps({"choices": [{"logprobs": {"content": places[start : start + TOGETHER]}}]})
        for start in range(0, len(places), TOGETHER)
    ]
    times = POSITIONS // len(places)
    (folder / "answers.jsonl").write_text("\n".join(lines * times), encoding="utf-8")
    logs, ids = np.tile(logs, (times, 1)), np.tile(ids, (times, 1))
    np.savez(folder / "answers.npz", log_p=logs, ids=ids)
    pq.write_table(pa.table({"ids": list(ids), "log_p": list(logs)}), folder / "answers.parquet")
    return folder


@pytest.mark.parametrize("name", ["json.loads", "answers.jsonl", "answers.npz", "answers.parquet"])
def test_top_k_files(benchmark, files, name):
    def loads():
        with (files / "answers.jsonl").open("rb") as lines:
            return sum(len(json.loads(line)["choices"][0]["logprobs"]["content"]) for line in lines)

    def topk():
        return kdaudit.topk(files / name, vocab=200).positions

    found = benchmark.pedantic(loads if name == "json.loads" else topk, rounds=3, warmup_rounds=1)
    assert found == POSITIONS
