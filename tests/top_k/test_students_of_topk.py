"""A student beside the teacher of `kdaudit topk`: on the same positions, whatever kind of file each comes in."""

from __future__ import annotations

import numpy as np
import pytest

import kdaudit
from tests.log_probabilities.made_up import IDS, LOGS, POSITIONS, RECORDS, P, V, chat, written


def shown(s):
    """The twelve likeliest classes of the teacher and of a student."""
    return [(law, np.argsort(-law, axis=1)[:, :12]) for law in (P, s)]


def as_texts(ids, log_p):
    """A chat completion of the same."""
    pairs = [zip(*row, strict=True) for row in zip(ids.tolist(), log_p.tolist(), strict=True)]
    rows = [[{"token": f" w{token}", "logprob": log} for token, log in row] for row in pairs]
    return chat([{**row[0], "top_logprobs": row} for row in rows])


@pytest.mark.parametrize("by", ["id", "text"])
def test_a_student_is_compared_on_the_same_positions(by, tmp_path):
    """Of whole laws everything is known, so that bounds meet; of top k of them the truth lies between."""
    s = np.random.Generator(np.random.PCG64(5)).dirichlet(np.full(V, 0.4), POSITIONS)
    whole = kdaudit.topk(np.log(P), student=np.log(s), vocab=V).against
    kl = (P * np.log(P / s)).sum(axis=1).mean()
    assert (whole.divergences["kl"].low, whole.reported["bucketed"]) == pytest.approx((kl, kl), rel=1e-6)
    teacher, student = ({"ids": ids, "log_p": np.log(np.take_along_axis(law, ids, axis=1))} for law, ids in shown(s))
    if by == "text":
        teacher, student = (
            written(tmp_path, as_texts(**one), name=f"{n}.jsonl") for n, one in enumerate((teacher, student))
        )
    found = kdaudit.topk(teacher, student=student, by=by, vocab=V).against
    tv = np.abs(P - s).sum(axis=1).mean() / 2
    assert found.divergences["total_variation"].low - 1e-6 <= tv <= found.divergences["total_variation"].high + 1e-6
    assert found.divergences["kl"].low - 1e-6 <= kl
    assert found.positions == POSITIONS
    assert 0 < found.without_partner < found.tokens
    with pytest.raises(kdaudit.UsageError, match="its tokens have no ids; --by text matches them by text"):
        kdaudit.topk(written(tmp_path, RECORDS["openai-chat"]), student=written(tmp_path, RECORDS["openai-chat"]))


def test_positions_without_a_partner_are_counted(tmp_path):
    teacher = written(tmp_path, *[RECORDS["vllm"]] * 3)
    student = written(tmp_path, {**RECORDS["vllm"], "outputs": []}, *[RECORDS["vllm"]] * 3, name="student.jsonl")
    found = kdaudit.topk(teacher, student=student).against
    assert (found.positions, found.unmatched) == (2 * POSITIONS, 2 * POSITIONS)
    assert found.divergences["total_variation"].low == pytest.approx(0, abs=1e-12)
    with pytest.raises(kdaudit.UsageError, match="no token of it is one of the teacher's"):
        kdaudit.topk({"ids": IDS[:, :1], "log_p": LOGS[:, :1]}, student={"ids": IDS[:, :1] + V, "log_p": LOGS[:, :1]})


def test_rows_of_arrays_stand_beside_positions_of_records_in_order(tmp_path):
    """A position that cannot be used still counts; one without log-probabilities does not."""
    wrong = {**RECORDS["trl"], "logprobs": [[0.5, *row[1:]] for row in RECORDS["trl"]["logprobs"]]}
    echo = {**RECORDS["trl"], "logprobs": [[]], "logprob_token_ids": [[]]}
    teacher = written(tmp_path, wrong, echo, RECORDS["trl"])
    of_array = np.concatenate([LOGS[::-1], LOGS]), np.concatenate([IDS[::-1], IDS])
    found = kdaudit.topk(teacher, vocab=V, student=dict(zip(("log_p", "ids"), of_array, strict=True))).against
    assert (found.positions, found.unmatched, found.without_partner) == (POSITIONS, POSITIONS, 0)
    within = 1e-6  # numbers of the record have eight digits; seen: 1e-9
    assert found.reported["bucketed"] == pytest.approx(0, abs=within)
    short = dict(zip(("log_p", "ids"), (part[: POSITIONS + 1] for part in of_array), strict=True))
    assert kdaudit.topk(teacher, vocab=V, student=short).against.positions == 1
