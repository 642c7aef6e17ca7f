"""`kdaudit topk`: its intervals hold the truth at every position, its answers, its faces, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from scipy.special import softmax

import kdaudit
from figures.masses import Masses, draw
from kdaudit.log_probabilities.reading import LogProbabilities
from kdaudit.top_k.averages import Averaged, Sample, Spread, quantiles
from numerics.operators.mixing import mixing
from numerics.operators.power import power
from numerics.partial_access import kept_interval
from numerics.simplex import entropy
from numerics.targets import softened, softened_tail
from numerics.top_k import Interval, Top
from tests.kdaudit.test_json import SCHEMA
from tests.log_probabilities.made_up import LOGS, POSITIONS, RECORDS, P, V, chat, places, written

ROOT = Path(__file__).parents[2]
FORMULAS = {"power": power, "mixing": mixing}
CASES = [*(("power", T) for T in (0.5, 1.0, 2.0, 4.0)), ("mixing", 1.5), ("mixing", 4.0)]


def full_laws(name):
    """Laws of which every probability is known."""
    rng = np.random.Generator(np.random.PCG64(7))
    if name == "zipf":
        p = np.arange(1, 5001.0) ** -rng.uniform(0.7, 2.0, (40, 1))
        return p / p.sum(axis=1, keepdims=True)
    if name == "softmax":
        return softmax(rng.normal(0, rng.uniform(1, 6, (60, 1)), (60, 2000)), axis=1)
    return kdaudit.teacher(name)[:200]


@pytest.mark.parametrize("k", [1, 5, 20])
@pytest.mark.parametrize("name", ["zipf", "softmax", "langid", "magika", "wordfreq"])
def test_every_interval_holds_the_truth_at_every_position(name, k):
    """Numbers as a server prints them: natural logarithms in single precision."""
    p = full_laws(name)
    order = np.argsort(-p, axis=1, kind="stable")[:, :k]
    with np.errstate(divide="ignore"):
        logs = np.log(np.take_along_axis(p, order, axis=1)).astype(np.float32)
    ((block, _),) = LogProbabilities({"ids": order, "log_p": logs}, vocab=p.shape[1]).blocks()
    p, top = p[block.kept], block.top
    assert len(p) > 0
    order, near = order[block.kept], 1e-12 * p.shape[1]  # sums of V numbers
    for operator, T in CASES:
        q = FORMULAS[operator](p, T)
        shown = np.take_along_axis(q, order, axis=1)
        given = np.zeros_like(p)
        np.put_along_axis(given, order, np.exp(top.log_p), axis=1)
        target = FORMULAS[operator](given / given.sum(axis=1, keepdims=True), T)
        for interval, value in (
            (softened_tail(operator, top, T), 1 - shown.sum(axis=1)),
            (softened(operator, top, T).entropy, entropy(q)),
            (softened(operator, top, T).missed["renormalised"].total_variation, np.abs(target - q).sum(axis=1) / 2),
            *([(kept_interval(top, T), shown)] if operator == "power" else []),
        ):
            assert (interval.low - near <= value).all()
            assert (value <= interval.high + near).all()


def test_means_are_those_of_the_positions():
    """By hand: what is reported is the mean over positions of what a position has."""
    found = kdaudit.topk({"log_p": LOGS}, vocab=V, temperatures=[2.0], operators=["power", "mixing"], digits=12)
    top = Top(LOGS, V, found.off)
    for one in found.softened:
        tail = softened_tail(one.operator, top, 2.0)
        assert (one.tail.mean.low, one.tail.mean.high) == pytest.approx((tail.low.mean(), tail.high.mean()), rel=1e-12)
        assert one.tail.low[1] in tail.low
        for name, measures in softened(one.operator, top, 2.0).missed.items():
            for of, interval in measures._asdict().items():
                mean = one.targets[name][of]
                assert (mean.low, mean.high) == pytest.approx((interval.low.mean(), interval.high.mean()), rel=1e-12)
    kept = np.exp(LOGS).sum(axis=1)
    assert found.kept == pytest.approx(tuple(np.quantile(kept, (0.05, 0.5, 0.95), method="inverted_cdf")), rel=1e-6)
    assert found.k == (5, 5, 5)
    worst = found.deciding[0]
    assert int(worst.place.split()[1]) - 1 == int(np.argmax(softened_tail("mixing", top, 2.0).high))
    assert worst.kept == pytest.approx(kept[int(worst.place.split()[1]) - 1], rel=1e-6)


def test_safe_temperature_and_least_k_keep_the_error():
    found = kdaudit.topk(np.log(full_laws("zipf")[:, :20]), vocab=5000, temperatures=[1.0, 2.0], error=0.2)
    again = kdaudit.topk(
        np.log(full_laws("zipf")[:, :20]), vocab=5000, temperatures=[found.safe_temperature], error=0.2
    )
    assert again.softened[0].targets["renormalised"]["total_variation"].high == pytest.approx(0.2, abs=1e-6)
    for one in found.softened:
        q = full_laws("zipf") ** (1 / one.temperature)
        tails = 1 - (q / q.sum(axis=1, keepdims=True)).cumsum(axis=1).mean(axis=0)
        assert one.least_k == pytest.approx(int(np.argmax(tails <= 0.2)) + 1, rel=5e-3)


def test_without_V_bounds_need_none():
    found = kdaudit.topk(LOGS)
    assert found.classes is None
    assert "V unknown: bounds need none" in found.text()
    hot = found.softened[1]
    assert (hot.tail.mean.high, hot.entropy.mean.high) == (1, np.inf)
    assert hot.tail.mean.low > 0
    assert found.document()["softened"][1]["entropy"]["mean"]["high"] is None
    with pytest.raises(kdaudit.UsageError, match="mixing: gives every class a share of 1/V, and V is not known"):
        kdaudit.topk(LOGS, operators=["mixing"], temperatures=[2.0])


def test_positions_that_decide_are_listed_with_their_texts(tmp_path):
    found = kdaudit.topk(written(tmp_path, RECORDS["openai-chat"]), vocab=V)
    top = Top(LOGS, V)
    worst = int(np.argmax(softened_tail("power", top, 4.0).high))
    assert found.deciding[0].place == f"record 1, position {worst + 1}"
    assert found.deciding[0].tokens == tuple(t["token"] for t in places()[worst]["top_logprobs"][:4])
    ids = kdaudit.topk(written(tmp_path, RECORDS["axolotl-in"]), vocab=V)
    assert ids.deciding[0].tokens[0].isdecimal()


def test_the_command(tmp_path):
    path, document, picture = written(tmp_path, RECORDS["sglang"]), tmp_path / "found.json", tmp_path / "found.svg"
    command = [
        sys.executable,
        "-m",
        "kdaudit",
        "topk",
        path,
        "--vocab",
        str(V),
        "--temperature",
        "2",
        "--operator",
        "mixing",
    ]
    done = subprocess.run([*command, "--json", document, "--plot", picture], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found = json.loads(document.read_text(encoding="utf-8"))
    assert Draft202012Validator({**SCHEMA["commands"]["topk"], "$defs": SCHEMA["$defs"]}).is_valid(found)
    assert found == kdaudit.topk(path, vocab=V, temperatures=[2.0], operators=["mixing"]).document()
    assert f"sglang, {POSITIONS} positions of 1 records; V = 40" in done.stdout
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    for options, says in (
        (
            ["--operator", "tsallis"],
            "operator: 'tsallis' is neither power nor mixing",
        ),
        (["--error", "2"], "error: 2.0 is not a total variation between 0 and 1"),
        (["--temperature", "-1"], "temperature: -1 is not a positive number"),
        (
            ["--vocab", "4"],
            "file: has no position that can be used: has an id that is not below V = 4 (6, rec",
        ),
        (["--plot", "x.gif"], "--plot"),
    ):
        failed = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr.startswith(f"kdaudit: {says}")
        assert failed.stderr.count("\n") == 1


@pytest.mark.parametrize("operator", ["power", "mixing"])
def test_a_position_in_full(operator, tmp_path):
    """Every probability between its ends, under the tokens' own texts; and a chosen one beyond the likeliest."""
    content = places()
    content[2] |= {"token": " rare", "logprob": float(np.log(np.sort(P[2])[3]))}
    path = written(tmp_path, RECORDS["openai-chat"], chat(content))
    about = {"vocab": V, "temperatures": [2.0], "operators": [operator]}
    found = kdaudit.topk(path, at="2:3", **about).at
    q = np.sort(FORMULAS[operator](P, 2.0)[2])[::-1]
    assert found.tokens == (*(token["token"] for token in places()[2]["top_logprobs"]), " rare")
    true = np.append(q[:5], q[V - 4])
    assert (np.array(found.softened[0].low) <= true + 1e-6).all()  # numbers of single precision
    assert (true <= np.array(found.softened[0].high) + 1e-6).all()
    text = kdaudit.topk(path, at="2:3", **about).text()
    assert "record 2, position 3" in text
    assert "' rare'" in text
    for wrong, says in (("2:9", "--at: record 2, position 9 is not there"), ("x", "--at: 'x' is not RECORD:POSITION")):
        with pytest.raises(kdaudit.UsageError, match=says):
            kdaudit.topk(path, at=wrong, **about)
    assert kdaudit.topk(LOGS, at="4").at.place == "record 4"


def test_damage_is_said_in_the_text(tmp_path):
    content = places()
    content[2]["top_logprobs"][4]["logprob"] = -9999.0
    path = written(tmp_path, chat(content), {"choices": 3})
    text = kdaudit.topk(path).text()
    assert "left out: 1, first record 1, position 3: has −9999 or null" in text
    assert "left out: 1, first record 2: cannot be read: Expected `array`, got `int`" in text
    assert "repaired (unknown): 1" in kdaudit.topk(path, repair=["unknown"]).text()


def test_samples_are_spread_evenly_and_quantiles_are_of_positions():
    sample = Sample(16)
    for start in range(0, 100, 7):
        n = np.arange(start, min(start + 7, 100))
        sample.add(Top(-np.ones((len(n), 1)) - n[:, None] / 1000, 1000))
    places_kept = np.rint((-1 - sample.top().log_p[:, 0]) * 1000)
    assert places_kept.tolist() == list(range(0, 100, 8))
    assert quantiles(np.arange(1, 101.0)) == (5, 50, 95)
    spread = Spread()
    for ends in ((1.0, 2.0), (3.0, np.inf)):
        spread.add(Interval(*(np.array([end]) for end in ends)))
    found = spread.bounds()
    assert (found.mean.low, found.mean.high, found.mean.infinite) == (2, np.inf, 0.5)
    assert (found.low, found.high) == ((1, 1, 3), (2, 2, np.inf))
    averaged = Averaged()
    averaged.add(Interval(np.zeros(2), np.ones(2)))
    assert averaged.mean().document() == {"low": 0, "high": 1, "infinite": 0}


def test_the_picture_marks_k(tmp_path):
    one = np.linspace(0.5, 1, 9)
    data = Masses(
        one,
        {"power, T = 2": (one - 0.5, one)},
        np.array([1, 10, 100]),
        np.array([1.0, 2.0]),
        np.linspace(0, 1, 6).reshape(2, 3),
        10,
        0.3,
    )
    masses, errors = draw(data).axes[:2]
    assert [line.get_xdata()[0] for line in errors.lines] == [10]
    assert [label.get_text() for label in masses.get_legend().get_texts()] == ["kept mass", "hidden mass, power, T = 2"]


def test_the_documentation_shows_what_the_command_prints():
    page = (ROOT / "docs" / "top_k.md").read_text(encoding="utf-8")
    asked, shown = re.search(r"<!-- topk -->\n```console\n\$ kdaudit (.*?)\n(.*?)```", page, re.DOTALL).groups()
    command = [sys.executable, "-m", "kdaudit", *asked.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip() == shown.rstrip()


def test_the_example_is_what_its_script_writes(tmp_path):
    shutil.copy(ROOT / "examples" / "answers.py", tmp_path)
    subprocess.run([sys.executable, tmp_path / "answers.py"], check=True)
    assert (tmp_path / "answers.jsonl").read_bytes() == (ROOT / "examples" / "answers.jsonl").read_bytes()
