"""What makers vary within a format: what is read, what bounds what, and what is said."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

import kdaudit
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.log_probabilities.rounding import rounding
from numerics.simplex import InputError
from tests.log_probabilities.made_up import IDS, LOGS, POSITIONS, RECORDS, K, V, chat, places, written


def read(source, **options):
    """The positions that can be used, and the reading."""
    reading = LogProbabilities(source, **options)
    return [block for block, _ in reading.blocks()], reading


def test_what_is_not_known_may_be_larger_than_what_comes_after(tmp_path):
    content = places()
    content[0]["top_logprobs"][1]["logprob"] = None
    content[0]["logprob"] = None
    (block,), _ = read(written(tmp_path, chat(content)), repairs=("unknown",))
    assert block.top.shown[0] == K - 1
    assert block.top.least[0] == LOGS[0, 0]
    content[0]["top_logprobs"][0]["logprob"] = -9999.0
    (block,), _ = read(written(tmp_path, chat(content)), repairs=("unknown",))
    assert block.top.least[0] == 0


def test_zeros_of_a_whole_row_bound_nothing():
    """Scores of a decoder: −∞ stands at every class that was cut, wherever it is."""
    logs = np.log(np.array([[0.3, 0.2, 0.05, 0.05]]))
    row = np.concatenate([np.full((1, 8), -np.inf), logs], axis=1)
    (block,), _ = read(row)
    assert block.top.least[0] == logs[0, -1]


def test_the_sampled_token_comes_first_and_again_in_flat_lists(tmp_path):
    """As vLLM writes them: the sampled one with its rank, then the likeliest, the sampled one among them or not."""
    flat = {"start_indices": [0, 4], "end_indices": [4, 8], "decoded_tokens": None}
    flat |= {"token_ids": [8, 7, 8, 9, 5, 7, 8, 9], "ranks": [2, 1, 2, 3, 40, 1, 2, 3]}
    flat |= {"logprobs": [-1.5, -0.5, -1.5, -2.5, -9.5, -0.5, -1.5, -2.5]}
    (block,), reading = read(written(tmp_path, flat))
    assert reading.left_out == {}
    assert block.top.shown.tolist() == [3, 4]
    assert block.top.least.tolist() == [-2.5, -2.5]
    assert block.ids[1].tolist() == [7, 8, 9, 5]


@pytest.mark.parametrize(
    ("name", "tops"),
    [
        ("openai-legacy", lambda record: record["choices"][0]["logprobs"]["top_logprobs"]),
        ("sglang", lambda record: record["meta_info"]["output_top_logprobs"]),
        ("tgi", lambda record: record["details"]["top_tokens"]),
    ],
)
def test_positions_that_lists_lack_are_counted(name, tops, tmp_path):
    record = copy.deepcopy(RECORDS[name])
    del tops(record)[2:]
    (block,), reading = read(written(tmp_path, record))
    assert len(block.kept) == 2
    ((says, (count, place)),) = reading.left_out.items()
    assert (says, count, str(place)) == ("without log-probabilities", POSITIONS - 2, "record 1, position 3")


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("trl", lambda r: r["logprob_token_ids"][1].pop(), "a position has 6 log-probabilities and 5 ids"),
        ("axolotl-out", lambda r: r["target_mask"][0].append(1), "a position has 5 log-probabilities and a mask of 6"),
        ("vllm-flat", lambda r: r["token_ids"].pop(), "a position has 5 log-probabilities and 4 ids"),
        ("axolotl-out", lambda r: r["target_token_ids"][0].__setitem__(0, 2**63), "an id has more than 63 bits"),
    ],
)
def test_lists_of_different_lengths_are_no_position(name, change, says, tmp_path):
    record = copy.deepcopy(RECORDS[name])
    change(record)
    _, reading = read(written(tmp_path, RECORDS[name], record))
    ((found, (count, place)),) = reading.left_out.items()
    assert (found, count, str(place)) == (f"cannot be read: {says}", 1, "record 2")


def test_blank_lines_are_no_records(tmp_path):
    teacher = written(tmp_path, *[RECORDS["vllm"]] * 2)
    lines = teacher.read_text(encoding="utf-8").splitlines()
    student = tmp_path / "student.jsonl"
    student.write_text(f"\n{lines[0]}\n\n{lines[1]}\n", encoding="utf-8")
    found = kdaudit.topk(teacher, student=student, vocab=100_000).against
    assert (found.positions, found.unmatched) == (2 * POSITIONS, 0)


def test_a_first_record_without_log_probabilities_does_not_say_whose_file_it_is(tmp_path):
    empty = copy.deepcopy(RECORDS["openai-legacy"])
    empty["choices"][0]["logprobs"] = None
    (block,), reading = read(written(tmp_path, empty, RECORDS["openai-legacy"]))
    assert (reading.format, len(block.kept)) == ("openai-legacy", POSITIONS)
    ((says, (_, place)),) = reading.left_out.items()
    assert (says, str(place)) == ("records without positions", "record 1")


def test_batches_of_legacy_completions(tmp_path):
    batch = {"custom_id": "1", "response": {"status_code": 200, "body": RECORDS["openai-legacy"]}}
    (block,), reading = read(written(tmp_path, batch))
    assert reading.format == "openai-batch-legacy"
    assert (block.top.log_p == LOGS).all()


def test_a_byte_order_mark_is_no_record(tmp_path):
    path = tmp_path / "file.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(RECORDS["tgi"]).encode() + b"\n")
    (block,), reading = read(path)
    assert (len(block.kept), reading.left_out) == (POSITIONS, {})


def test_texts_that_two_tokens_have_bound_nothing_of_a_student(tmp_path):
    """Two bytes of one text in the teacher: the student's one may be either, and the laws the same."""

    def answers(*tokens):
        tops = [{"token": text, "logprob": log} for text, log in tokens]
        return written(tmp_path, chat([{**tops[0], "top_logprobs": tops}]), name=f"{len(tokens)}.jsonl")

    teacher = answers(("?", np.log(0.5)), ("?", np.log(0.4)), ("a", np.log(0.05)))
    student = answers(("?", np.log(0.5)), ("a", np.log(0.05)))
    found = kdaudit.topk(teacher, student=student, by="text", vocab=100).against
    assert found.divergences["total_variation"].low == pytest.approx(0, abs=1e-9)
    assert (found.tokens, found.without_partner) == (3, 2)


@pytest.mark.parametrize(("apart", "known"), [(4e-4, K), (4e-3, K + 1)])
def test_a_chosen_token_is_one_of_the_likeliest_where_rounding_may_be_all_that_differs(apart, known, tmp_path):
    """Half a unit of three decimals is 5e-4; ten times the tolerance would take another token for one of them."""
    (block,), _ = read(written(tmp_path, chat([{**places()[0], "logprob": LOGS[0, -1] - apart}])))
    assert block.top.shown[0] == known
    assert block.top.least[0] == LOGS[0, -1]


def test_ids_below_zero_fill_up(tmp_path):
    ids, logs = IDS.copy(), LOGS.copy()
    ids[2, 3:], logs[2, 3:] = -1, 0.0
    (block,), _ = read({"ids": ids, "log_p": logs})
    assert block.top.shown.tolist() == [K, K, 3, K, K, K]


def test_probabilities_and_logits_are_told():
    for wrong in (np.exp(LOGS), LOGS + 5):
        with pytest.raises(InputError, match="has a positive number, which is no log-probability"):
            read({"log_p": wrong})


def test_the_coarsest_rows_say_how_far_numbers_are_off():
    exact = np.log(np.random.default_rng(1).dirichlet(np.ones(30), 200))[:, :5]
    assert rounding(exact, None)[1] == "float64"
    mixed = np.concatenate([exact, exact[:3].round(2)])
    assert rounding(mixed, None) == (pytest.approx(0.005, rel=1e-9), "2 decimals")
    digits = np.array([[float(f"{x:.4g}") for x in row] for row in exact])
    off, says = rounding(digits, None)
    assert (np.abs(digits - exact) <= off).all()
    assert says.endswith(("significant digits", "decimals"))
    assert rounding(np.zeros((1, V)), None)[1] == "no digits to tell"
