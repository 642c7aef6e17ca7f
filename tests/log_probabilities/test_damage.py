"""What is wrong with a file is one line, or, of positions, counted and named; nothing is lost silently."""

from __future__ import annotations

import copy
import gzip
import json
import resource

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from kdaudit.log_probabilities.read import Place
from kdaudit.log_probabilities.reading import NONE, LogProbabilities
from numerics.simplex import InputError
from tests.log_probabilities.made_up import IDS, LOGS, POSITIONS, RECORDS, K, V, chat, entry, places, written


def read(source, **options):
    """The positions that can be used, and the reading."""
    reading = LogProbabilities(source, **options)
    return [block for block, _ in reading.blocks()], reading


def refused(source, **options):
    """What is said of a file that cannot be used."""
    with pytest.raises(InputError) as wrong:
        read(source, **options)
    assert "\n" not in str(wrong.value)
    return str(wrong.value)


def left(reading):
    """What was left out: reasons in their first words, how often, and where first."""
    return {says[:14]: (count, str(place)) for says, (count, place) in reading.left_out.items()}


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda line: line[: len(line) // 2], "Input data was truncated"),
        (lambda line: line.replace(b'"choices"', b'"choice"'), "missing required field `choices`"),
        (lambda line: b"[1, 2]\n", "Expected `object`, got `array`"),
        (lambda line: line.replace(b'"content": [', b'"content": [3, '), "Expected `object`, got `int`"),
        (lambda line: b'{"more": ' + b"[" * 50_000 + b"\n", "nested too deeply"),
        (lambda line: b"\xff\xfe" + line, "JSON is malformed"),
    ],
)
def test_a_bad_record_is_counted_and_named(damage, says, tmp_path):
    path = written(tmp_path, *[RECORDS["openai-chat"]] * 3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + damage(lines[1]).rstrip(b"\n") + b"\n" + lines[2])
    (block,), reading = read(path)
    assert len(block.kept) == 2 * POSITIONS
    ((reason, (count, place)),) = reading.left_out.items()
    assert reason.startswith("cannot be read: ")
    assert says in reason
    assert (count, str(place), reading.records) == (1, "record 2", 3)


def test_nan_is_no_number_and_null_is_unknown(tmp_path):
    content = places()
    content[1]["top_logprobs"][4]["logprob"] = float("nan")
    content[2]["top_logprobs"][4]["logprob"] = None
    content[3]["top_logprobs"][4]["logprob"] = -9999.0
    path = written(tmp_path, chat(content))
    (block,), reading = read(path)
    assert block.kept.tolist() == [0, 4, 5]
    assert left(reading) == {
        "has an entry t": (1, "record 1, position 2"),
        "has −9999 or n": (2, "record 1, position 3"),
    }
    (block,), reading = read(path, repairs=("unknown",))
    assert block.kept.tolist() == [0, 2, 3, 4, 5]
    assert dict(reading.repaired) == {"unknown": 2}
    assert block.top.shown.tolist() == [K, K - 1, K - 1, K, K]
    np.testing.assert_allclose(block.top.least[1], LOGS[2, 3], rtol=0, atol=0)


def test_infinite_entries_are_not_given(tmp_path):
    content = places()
    content[0]["top_logprobs"][4]["logprob"] = float("-inf")
    (block,), reading = read(written(tmp_path, chat(content)))
    assert block.top.shown.tolist() == [K - 1, *[K] * 5]
    assert reading.left_out == {}


def test_k_may_change_within_a_file(tmp_path):
    content = [{**place, "top_logprobs": place["top_logprobs"][: n + 1]} for n, place in enumerate(places())]
    (block,), _ = read(written(tmp_path, chat(content)))
    # of the first position the chosen token, the second likeliest, is known besides
    assert block.top.shown.tolist() == [2, 2, 3, 4, 5, 5]
    least = [LOGS[n, min(n, K - 1)] for n in range(POSITIONS)]
    np.testing.assert_allclose(block.top.least, least, rtol=0, atol=0)


def test_a_chosen_token_beyond_the_top_is_known_and_bounds_nothing(tmp_path):
    beyond = {"token": " rare", "logprob": -9.5, "bytes": None}
    content = [{**beyond, "top_logprobs": [entry(0, j) for j in range(K)]}]
    (block,), _ = read(written(tmp_path, chat(content)))
    assert block.top.log_p[0].tolist() == [*LOGS[0], -9.5]
    assert block.top.least[0] == LOGS[0, -1]
    vllm = copy.deepcopy(RECORDS["vllm"])
    vllm["outputs"][0]["logprobs"][0]["7000"] = {"logprob": -9.5, "rank": 300, "decoded_token": " rare"}
    (block,), _ = read(written(tmp_path, vllm))
    assert (block.top.shown[0], block.top.least[0]) == (K + 1, LOGS[0, -1])


def test_texts_that_collapsed_bound_nothing(tmp_path):
    record = copy.deepcopy(RECORDS["openai-legacy"])
    tops = record["choices"][0]["logprobs"]["top_logprobs"]
    del tops[3][list(tops[3])[1]]  # two tokens had one text, and the likelier was lost
    (block,), reading = read(written(tmp_path, record), vocab=V)
    assert block.top.least[3] == 0
    assert block.top.least[2] == LOGS[2, -1]
    ((says, count),) = reading.notes.items()
    assert (says.split(",")[0], count) == ("fewer tokens bound the others than in most", 1)


def test_the_least_of_texts_bounds_nothing_where_it_was_chosen(tmp_path):
    record = copy.deepcopy(RECORDS["openai-legacy"])
    lists = record["choices"][0]["logprobs"]
    lists["tokens"][0], lists["token_logprobs"][0] = list(lists["top_logprobs"][0].items())[-1]
    (block,), _ = read(written(tmp_path, record), vocab=V)
    assert block.top.least[0] == 0  # it has fewer that bound the others than the rest, as collapsed ones have


def twice(ids, logs):
    ids[1, 1], logs[1, 1] = ids[1, 0], logs[1, 0]


@pytest.mark.parametrize(
    ("change", "options", "reason", "repair"),
    [
        (twice, {}, "has a token tw", "duplicates"),
        (lambda ids, logs: logs.__setitem__(1, logs[1] + 0.6), {}, "sums to more t", "sums"),
        (lambda ids, logs: ids.__setitem__((1, 3), ids[1, 0]), {}, "has a token tw", None),
        (lambda ids, logs: logs.__setitem__((1, 0), 0.3), {}, "has a positive", None),
        (lambda ids, logs: ids.__setitem__((1, 0), V), {"vocab": V}, "has an id that", None),
        (lambda ids, logs: logs.__setitem__((1, 2), -9999.0), {}, "has −9999 or n", "unknown"),
        (lambda ids, logs: logs.__setitem__(1, -9.0), {"vocab": V}, "leaves more th", None),
    ],
)
def test_bad_positions_are_counted_and_repaired_where_that_is_asked(change, options, reason, repair):
    ids, logs = IDS.copy(), LOGS.copy()
    change(ids, logs)
    source = {"ids": ids, "log_p": logs}
    (block,), reading = read(source, **options)
    assert block.kept.tolist() == [0, 2, 3, 4, 5]
    assert left(reading) == {reason: (1, "record 2")}
    if repair is not None:
        assert f"--repair {repair}" in next(iter(reading.left_out))
        (block,), reading = read(source, repairs=(repair,), **options)
        assert (len(block.kept), dict(reading.repaired), reading.left_out) == (POSITIONS, {repair: 1}, {})
        if repair == "sums":
            np.testing.assert_allclose(np.exp(block.top.log_p[1]).sum(), 1, rtol=0, atol=1e-12)
        if repair == "duplicates":
            assert block.top.shown[1] == K - 1
            assert len(set(block.ids[1][: K - 1].tolist())) == K - 1


def test_more_tokens_than_classes(tmp_path):
    path = written(tmp_path, RECORDS["openai-chat"])
    assert "has more tokens than V = 4 (6, record 1, position 1)" in refused(path, vocab=4)
    assert "has an id that is not below V = 4 (6, record 1)" in refused({"ids": IDS, "log_p": LOGS}, vocab=4)
    assert refused(path, padding=9) == "--padding: tokens have no ids here, only texts; leave it out"


def test_ids_of_padding_are_no_tokens():
    ids = IDS.copy()
    ids[0, 2] = V + 3
    (block,), reading = read({"ids": ids, "log_p": LOGS}, padding=V)
    assert (dict(reading.repaired), block.top.shown[0]) == ({"padding": 1}, K - 1)
    assert V + 3 not in block.ids[0][: K - 1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"words\n", "cannot be read: JSON is malformed"),
        (b'{"a": 1, "b": 2}\n', "has a, b, and is none of openai-legacy"),
        (b"[1, 2, 3]", "its records are numbers, and none of"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"choices": []}\n', "has no position that can be used: records without positions (1, record 1)"),
        (gzip.compress(b'{"choices": []}\n', mtime=0)[:-6], "is damaged: "),
        (zstandard.compress(b'{"choices": []}\n' * 999)[:-6], "is damaged: "),
        (b"PAR1 and nothing", "is damaged: "),
        (b"\x80\x04\x95", "is a pickle, which is never loaded"),
        (json.dumps(chat([{"token": "a", "logprob": -0.1, "top_logprobs": []}])).encode(), NONE),
    ],
)
def test_files_that_cannot_be_used(content, says, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert says in refused(path)


def test_what_is_asked_for_wrongly(tmp_path):
    path = written(tmp_path, RECORDS["tgi"])
    assert refused(path, insisted="gpt") == f"--format: 'gpt' is none of {', '.join(ORDER)}"
    assert "missing required field `choices`" in refused(path, insisted="openai-chat")
    assert refused(path, repairs=("all",)) == "--repair: 'all' is none of unknown, duplicates, sums"
    assert refused(path, vocab=0) == "--vocab: 0 is not a number of tokens"
    assert refused(path, digits=40) == "--digits: 40 is not a number of decimals from 0 to 17"
    assert "cannot read" in refused(tmp_path / "not there")
    assert "is a pipe or a device" in refused("/dev/zero")
    assert "is a directory" in refused(tmp_path).lower()


ORDER = [
    *("openai-legacy", "openai-chat", "openai-batch-legacy", "openai-batch", "openai-responses", "sglang"),
    *("vllm-flat", "tgi", "llama.cpp", "trl", "axolotl-out", "axolotl-in", "vllm"),
]


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"ids": IDS}, "needs one array of log-probabilities, and one of ids at most; it has ids of int64"),
        ({"a": LOGS, "b": LOGS}, "it has a of float64, b of float64"),
        ({"ids": IDS[:, :3], "log_p": LOGS}, "log-probabilities have shape (6, 5), and ids (6, 3)"),
        ({"log_p": LOGS[0]}, "expected log-probabilities of shape (positions, k), got (5,)"),
        ({"log_p": np.zeros((0, 3))}, "expected log-probabilities of shape (positions, k), got (0, 3)"),
    ],
)
def test_arrays_that_are_none(arrays, says):
    assert says in refused(arrays)


def test_null_and_lists_of_other_lengths_in_parquet(tmp_path):
    path = tmp_path / "file.parquet"
    logs = [*LOGS.tolist()[:4], [-0.5, None], None]
    pq.write_table(pa.table({"log_p": logs, "ids": [*IDS.tolist()[:4], [1, 2], None]}), path)
    (block,), reading = read(path)
    assert block.kept.tolist() == [0, 1, 2, 3]
    assert left(reading) == {"has −9999 or n": (1, "record 5"), "has no log-pro": (1, "record 6")}
    (block,), _ = read(path, repairs=("unknown",))
    assert block.top.shown.tolist() == [K, K, K, K, 1]
    pq.write_table(pa.table({"log_p": LOGS.tolist(), "ids": [*IDS.tolist()[:5], [1]]}), path)
    assert "another number of ids than of log-probabilities" in refused(path)
    pq.write_table(pa.table({"words": ["a"]}), path)
    assert "it has words of string" in refused(path)


def test_hostile_records_end_in_bounded_memory(tmp_path):
    """A hundred thousand keys in one object, and brackets nested as deep, each beside a good record."""
    many = {f"t{n}": -12.0 - n * 1e-7 for n in range(100_000)}
    lists = {"tokens": ["t0"], "token_logprobs": [-12.0], "top_logprobs": [many], "text_offset": [0]}
    hostile = {**RECORDS["openai-legacy"], "choices": [{"index": 0, "text": "", "logprobs": lists}]}
    path = written(tmp_path, RECORDS["openai-legacy"], hostile)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"choices": [], "more": ' + "[" * 100_000 + "]" * 100_000 + "}\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    blocks, reading = read(path)
    assert sum(len(block.kept) for block in blocks) == POSITIONS + 1
    assert {says: str(place) for says, (_, place) in reading.left_out.items()} == {
        "cannot be read: nested too deeply": "record 3"
    }
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2**19  # half a gigabyte


def test_places_are_of_records_and_positions_within():
    assert str(Place(17, 3)) == "record 17, position 3"
    assert str(Place(1234, 0)) == "record 1,234"
