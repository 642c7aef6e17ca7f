"""`kdaudit samples`: intervals that hold, errors by the derived rates, what privacy costs, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import product
from math import comb, log
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from scipy.special import rel_entr
from scipy.stats import binomtest

import kdaudit
from figures.draws import Errors, draw
from numerics.counts import multinomial
from numerics.drawn import (
    divergence,
    drawn_entropy,
    draws_for,
    estimated_variation,
    missing_mass,
    simultaneous,
    total_variation,
)
from numerics.operators.mixing import mixing
from numerics.operators.power import power
from numerics.simplex import InputError
from tests.kdaudit.test_json import SCHEMA
from tests.samples.coverage import DRAWS, LAWS, LEVEL, SETS, covered, table

ROOT = Path(__file__).parents[2]
FORMULAS = {"power": power, "mixing": mixing}


def written(folder, lines, name="draws.jsonl"):
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "n"), list(product(LAWS, DRAWS)))
def test_intervals_hold_as_often_as_promised(name, n):
    for of, (share, width) in covered(name, n).items():
        assert share >= LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / SETS), of
        assert width >= 0


def test_exact_intervals_are_those_of_clopper_and_pearson():
    counts = np.array([0, 3, 17, 20])
    low, high = simultaneous(counts, 4, 0.95)
    for n, (a, b) in zip(counts, zip(low, high, strict=True), strict=True):
        exact = binomtest(int(n), 40).proportion_ci(1 - 0.05 / 4)
        assert (a, b) == pytest.approx((exact.low, exact.high), abs=1e-9)
    narrow = simultaneous(counts, 4, 0.5)
    assert ((low <= narrow.low) & (narrow.high <= high)).all()


def test_small_samples_in_full():
    """Every outcome of five draws from three classes, with its chance: together the intervals hold at 90 %."""
    p, failing = np.array([0.6, 0.3, 0.1]), 0.0
    for a in range(6):
        for b in range(6 - a):
            counts = np.array([a, b, 5 - a - b])
            low, high = simultaneous(counts, 3, 0.9)
            chance = comb(5, a) * comb(5 - a, b) * np.prod(p**counts)
            failing += 0.0 if ((low <= p) & (p <= high)).all() else float(chance)
    assert failing <= 0.1


def test_good_and_turing_miller_and_madow():
    found = missing_mass(np.array([5, 1, 1, 3, 0]), 0.95)
    assert found.estimate == pytest.approx(0.2, abs=1e-15)
    every = missing_mass(np.array([5, 1, 1, 3]), 0.95, 4)
    assert (every.estimate, *every.interval) == (0, 0, 0)  # where all four came up nothing is missing
    spread = drawn_entropy(np.array([5, 5]), 3, 0.95)
    assert (spread.plug_in, spread.corrected) == pytest.approx((log(2), log(2) + 1 / 20), abs=1e-12)
    spread = drawn_entropy(np.array([5, 5]), 2, 0.95)
    assert spread.corrected == pytest.approx(log(2), abs=1e-12)  # no law on two classes has more
    assert spread.interval.high == pytest.approx(log(2), abs=1e-12)
    assert np.isinf(drawn_entropy(np.array([5, 5]), np.inf, 0.95).interval.high)


@pytest.mark.parametrize(
    ("operator", "T"), [("mixing", 1.0), ("mixing", 3.0), ("power", 1.0), ("power", 2.0), ("power", 4.0)]
)
@pytest.mark.parametrize("n", [10, 300])
def test_errors_in_the_mean_keep_to_their_bounds(operator, T, n):
    """Over laws from even to steep; the estimate is near the truth for mixing."""
    rng = np.random.Generator(np.random.PCG64(n))
    for p in (np.full(6, 1 / 6), np.array([0.9, 0.05, 0.03, 0.01, 0.006, 0.004]), np.array([0.5, 0.5, 0, 0, 0, 0])):
        counts = multinomial(rng, n, p, 4000)
        q, learnt = FORMULAS[operator](p, T), FORMULAS[operator](counts / n, T)
        away = np.abs(learnt - q).sum(axis=1) / 2
        error = 5 * away.std() / np.sqrt(len(away))
        assert away.mean() - error <= total_variation(operator, n, 6, T)
        apart = divergence(operator, n, 6, T)
        if apart is not None:
            kl = rel_entr(learnt, q).sum(axis=1)
            assert kl.mean() - 5 * kl.std() / np.sqrt(len(kl)) <= apart
        if operator == "mixing" and n == 300:
            assert estimated_variation(counts, T).mean() == pytest.approx(away.mean(), rel=0.1)
    draws = draws_for(operator, 0.05, 6, T)
    assert total_variation(operator, draws, 6, T) <= 0.05 * (1 + 1e-12) < total_variation(operator, 0.9 * draws, 6, T)


def test_means_of_softened_frequencies_are_unbiased_for_mixing_alone():
    p, rng = np.array([0.7, 0.2, 0.1]), np.random.Generator(np.random.PCG64(1))
    found = {name: F(multinomial(rng, 5, p, 40_000) / 5, 3.0) for name, F in FORMULAS.items()}
    z = {
        name: np.abs((q.mean(axis=0) - FORMULAS[name](p, 3.0)) / (q.std(axis=0) / 200)).max()
        for name, q in found.items()
    }
    assert z["mixing"] < 5
    assert z["power"] > 50


def test_lines_and_counts_say_the_same(tmp_path):
    lines = [{"prompt": f"p{n % 2}", "completion": f"w{n * n % 5}"} for n in range(40)]
    found = kdaudit.samples(written(tmp_path, lines), vocab=5)
    table_ = np.zeros((2, 5), int)
    for n in range(40):
        table_[n % 2, n * n % 5] += 1
    np.save(tmp_path / "counts.npy", table_)
    other = kdaudit.samples(tmp_path / "counts.npy")
    assert (found.draws, found.each, found.classes) == (other.draws, other.each, other.classes) == (40, (20, 20, 20), 5)
    assert [c.missing for c in found.contexts] == [c.missing for c in other.contexts]
    assert found.targets == other.targets
    by_name = {context.name: context for context in found.contexts}
    assert by_name["p0"].law["w0"].value == pytest.approx(table_[0, 0] / 20, abs=1e-15)


def test_privacy():
    found = kdaudit.samples(np.array([[50, 30, 20]]), temperatures=[1.0, 2.0], epsilon=10.0, sensitivity=0.5)
    mixed, powered = found.privacy
    assert mixed.epsilon == {1.0: None, 2.0: pytest.approx(100 * log(4), rel=1e-12)}
    assert 100 * log(1 + 3 / (mixed.temperature - 1)) == pytest.approx(10, rel=1e-9)
    assert powered.epsilon == {1.0: pytest.approx(50, rel=1e-12), 2.0: pytest.approx(50, rel=1e-12)}
    assert 100 * 2 * 0.5 / powered.temperature == pytest.approx(10, rel=1e-12)
    without = kdaudit.samples(np.array([[50, 30, 20]])).privacy[1]
    assert (set(without.epsilon.values()), without.temperature) == ({None}, None)
    assert "no ε at T = 1, 2, 4" in kdaudit.samples(np.array([[50, 30, 20]])).text()


def test_the_command(tmp_path):
    path = written(tmp_path, [{"context": "a", "label": n % 3} for n in range(30)])
    document, picture = tmp_path / "found.json", tmp_path / "found.svg"
    command = [sys.executable, "-m", "kdaudit", "samples", path, "--vocab", "4"]
    done = subprocess.run([*command, "--json", document, "--plot", picture], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found = json.loads(document.read_text(encoding="utf-8"))
    assert Draft202012Validator({**SCHEMA["commands"]["samples"], "$defs": SCHEMA["$defs"]}).is_valid(found)
    assert found == kdaudit.samples(path, vocab=4).document()
    assert "30 draws of 1 contexts, 30 to 30 each; V = 4" in done.stdout
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    for options, says in (
        (["--vocab", "2"], "--vocab: 2 classes are fewer than the 3 of one context"),
        (["--label", "word"], "file: its lines have context, label; --label names the field meant"),
        (["--temperature", "0.5"], "temperature: errors of targets from draws are derived from T = 1 on, got 0.5"),
        (["--operator", "tsallis"], "operator: 'tsallis' is neither power nor mixing, whose errors are derived"),
        (["--level", "1"], "level: 1.0 does not lie between 0 and 1"),
        (["--epsilon", "0"], "epsilon: 0.0 does not lie between 0 and inf"),
        (["--sensitivity", "-1"], "sensitivity: -1.0 is not a positive number of nats"),
    ):
        failed = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr == f"kdaudit: {says}\n"


def test_without_V_what_needs_it_is_left_out(tmp_path):
    path = written(tmp_path, [{"text": f"w{n % 7}"} for n in range(50)])
    found = kdaudit.samples(path)
    assert found.classes is None
    assert found.contexts[0].name == "all draws"
    assert {target.total_variation for target in found.targets} == {None}
    assert found.document()["contexts"][0]["entropy"]["high"] is None
    with pytest.raises(kdaudit.UsageError, match="errors against n need V; give --vocab"):
        kdaudit.samples(path, plot=tmp_path / "x.svg")


def test_bad_lines_are_counted_and_named(tmp_path):
    path = written(
        tmp_path, [{"context": "a", "text": "x"}, {"context": "a"}, {"text": "x"}, {"context": 3, "text": 4}]
    )
    with path.open("a", encoding="utf-8") as file:
        file.write('{"context": "a", "te\n[1]\n')
    found = kdaudit.samples(path)
    assert found.draws == 2
    assert found.left_out == {
        "without text": (1, "record 2"),
        "without context": (1, "record 3"),
        "a line that is no object of JSON": (2, "record 5"),
    }
    assert found.fields == "context: context; drawn: text"
    assert [line["positions"] for line in found.document()["left_out"]] == [1, 1, 2]


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        (
            np.array([[0.5, 0.5]]),
            "counts: need integers of shape (contexts, V), not float64 of shape (1, 2); "
            "counts.astype(int) makes whole floats integers",
        ),
        (np.array([[3, -1]]), "counts: the least is -1, and counts are not negative"),
        (np.zeros((1, 2), int), "file: has no draw; a context without draws (1, first row 1)"),
    ],
)
def test_counts_that_are_none(counts, says):
    with pytest.raises(kdaudit.UsageError) as wrong:
        kdaudit.samples(counts)
    assert str(wrong.value) == says


def test_errors_are_refused_where_none_are_derived():
    with pytest.raises(InputError, match="derived from T = 1 on"):
        total_variation("power", 10, 5, 0.5)
    assert divergence("power", 10, 5, 2.0) is None


def test_the_picture_marks_yours():
    axes = draw(Errors(np.array([1.0, 10.0, 100.0]), {"mixing, T = 1": np.array([1.0, 0.3, 0.1])}, 20, 0.05)).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "mixing, T = 1",
        "yours: 20",
        "asked for: 0.05",
    ]


def test_the_documentation_has_the_coverage_and_what_the_command_prints():
    page = (ROOT / "docs" / "samples.md").read_text(encoding="utf-8")
    assert page.split("<!-- coverage -->\n")[1].split("\n\n")[0].strip() == table()
    asked, shown = re.search(r"<!-- samples -->\n```console\n\$ kdaudit (.*?)\n(.*?)```", page, re.DOTALL).groups()
    command = [sys.executable, "-m", "kdaudit", *asked.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip() == shown.rstrip()
