"""`kdaudit loss` and its API: what the pages show, JSON, exit codes, pictures, and what it refuses."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import kdaudit
from figures.descent import Descent, draw
from kdaudit.inputs.maps import load
from kdaudit.loss_audit.words import notes, sentence
from kdaudit.testing import assert_loss, assert_operator
from numerics.losses.batches import Reduction
from numerics.losses.investigation import QUESTIONS, Temperature, TopK
from numerics.losses.recognition import Family
from tests.kdaudit.test_json import SCHEMA
from tests.losses.fifteen import EXAMPLES, table

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "loss.md").read_text(encoding="utf-8")
FEW = {"classes": (3,)}


def run(*arguments):
    command = [sys.executable, "-m", "kdaudit", "loss", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_page_shows_what_is_printed():
    asked, shown = re.search(r"<!-- loss -->\n```console\n\$ kdaudit loss (.*?)\n(.*?)```", PAGE, re.DOTALL).groups()
    printed = run(*asked.split())
    assert printed.returncode == 1
    assert steady(shown) == steady(printed.stdout)
    loss = load(f"{ROOT}/examples/losses.py:truncated_reverse_kl")
    for text in (shown, printed.stdout):  # and what is said of the loss is true where it is said
        found = re.findall(r"student, logits: (.*)\n  teacher, logits: (.*)\n  the loss is (-[\d.]+)", text)
        assert len(found) == 2
        for student, teacher, value in found:
            sides = (np.array([ast.literal_eval(side)]) for side in (student, teacher))
            assert float(loss(*sides)) == pytest.approx(float(value), abs=6e-7)  # six places are shown


def steady(text):
    """Less the digits of where a search ended, and of how often it asked: processors differ in the last bits of exp."""
    found = re.compile(r"^(  (student|teacher), logits:|  the loss is|refuted:).*\d.*$", re.MULTILINE)
    return found.sub(lambda line: re.sub(r"-?[\d.,]*\d", "#", line.group()), text.strip())


def test_what_is_steady_keeps_words_and_other_digits():
    assert steady("T = 2\n  student, logits: (2.7, -5)\nrefuted: a; 11,561 calls.") == (
        "T = 2\n  student, logits: (#, #)\nrefuted: a; # calls."
    )


def test_the_page_shows_what_the_examples_are():
    assert re.search(r"<!-- fifteen -->\n(.*?)\n\n", PAGE, re.DOTALL).group(1) == table()


def test_json_has_what_the_text_says(tmp_path):
    path, picture = tmp_path / "found.json", tmp_path / "card.svg"
    finished = run(
        f"{EXAMPLES}:mean_over_entries", "--temperature", 4, "--classes", 3, "--json", path, "--plot", picture
    )
    found = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMA).validate(found)
    assert finished.returncode == 0, finished.stderr
    assert found["questions"].keys() == set(QUESTIONS)
    assert found["reduction"] == {"examples": "mean", "tokens": "mean", "classes": "mean"}
    assert (found["temperature"]["softened"], found["temperature"]["factor"]) == (["student", "teacher"], 2)
    within = 1e-6  # values have sixteen digits, the largest of 24 as few as twelve beside their differences
    assert found["family"]["factor"] * 3 == pytest.approx(16, rel=within)
    assert picture.read_text(encoding="utf-8").startswith("<?xml")


def test_a_witness_can_be_redone():
    from examples.losses import jensen_shannon_switched, truncated_reverse_kl  # noqa: PLC0415

    found = kdaudit.audit_loss(truncated_reverse_kl, **FEW)
    seen = found.questions["nonnegative"].witness
    again = truncated_reverse_kl(seen.student[None], seen.teacher[None])
    assert again == seen.value < 0
    assert found.exit_code == 1
    jump = kdaudit.audit_loss(jensen_shannon_switched, **FEW).questions["continuous"].witness
    rows = jump.student[None], jump.teacher[None]
    assert jensen_shannon_switched(*rows, **jump.also["arguments"]) == jump.value
    near = abs(jump.also["arguments"]["beta"] - 1e-6)
    assert abs(jensen_shannon_switched(*rows, beta=near)) < jump.value / 1000


def test_the_same_seed_finds_the_same():
    once, again = (kdaudit.audit_loss(f"{EXAMPLES}:bucketed_kl", **FEW).document() for _ in range(2))
    assert {**once, "seconds": 0} == {**again, "seconds": 0}


BROKEN = """
import numpy as np
def raises(student, teacher):
    raise ValueError("no")
def no_floats(student, teacher):
    return "nothing"
def whole(student, teacher):
    return np.int64(3)
def other_shape(student, teacher):
    return np.zeros(7)
def never(student, teacher):
    while True:
        pass
def nothing_finite(student, teacher):
    return np.nan * student.sum()
def leaves(student, teacher):
    raise SystemExit(3)
def large_logits_refused(student, teacher):
    if np.abs(student).max() > 500:
        raise ValueError("too large")
    return ((student - teacher) ** 2).mean()
def four_at_least(student, teacher):
    return np.partition(np.abs(student - teacher), 4, axis=-1)[..., 4:].sum(axis=-1).mean()
def masked(student, teacher, mask):
    return ((student - teacher) ** 2).mean()
number = 3
"""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["raises"], r"raised ValueError \(no\) for a batch of 2 and V = 3"),
        (["no_floats"], "returned <U7, not floats"),
        (["whole"], "returned int64, not floats"),
        (["other_shape"], r"returned shape \(7,\) of a batch of shape \(2, 3\)"),
        (["never", "--time-limit", "0.5"], "no answer within 0.5 s"),
        (["nothing_finite"], "no value is finite"),
        (["leaves"], "exit"),
        (["large_logits_refused"], r"raised ValueError \(too large\), for shape \(1, 3\), student and teacher from"),
        (["number"], "has no function 'number'"),
        (["raises", "--temperature", "2"], "takes no temperature"),
        (["raises", "--temperature", "-2"], "temperature: -2 is not a positive number"),
        (["raises", "--mask", "mask"], "takes no 'mask'; it takes student, teacher"),
        (["raises", "--arg", "beta"], "--arg: 'beta' is not NAME=VALUE"),
        (["raises", "--arg", "beta=2"], "takes no 'beta'"),
        (["masked", "--mask", "mask", "--labels", "mask"], "--labels and --mask both name 'mask'; leave one out"),
        (["raises", "--classes", "1"], "expected numbers of classes from 2 on"),
        (["raises", "--plot", "x.txt"], "--plot: 'x.txt' does not end in"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_mistake_gets_one_line(arguments, says, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(BROKEN, encoding="utf-8")
    finished = run(f"{path}:{arguments[0]}", "--classes", "3", *arguments[1:])
    assert finished.returncode == 2, finished.stdout
    assert len(finished.stderr.splitlines()) == 1
    assert re.search(says, finished.stderr), finished.stderr


def test_sizes_that_it_cannot_have_are_left_out_and_said(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(BROKEN, encoding="utf-8")
    found = kdaudit.audit_loss(f"{path}:four_at_least", classes=(3, 8))
    assert found.classes == (8,)
    assert any(limit.startswith("V = 3: ") for limit in found.limits)


def test_a_class_is_made_with_its_temperature(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "from examples.losses import softened_kl\n"
        "class Module:\n"
        "    def __init__(self, temperature=2.0):\n"
        "        self.temperature = temperature\n"
        "    def forward(self, student, teacher):\n"
        "        return softened_kl(student, teacher, self.temperature)\n",
        encoding="utf-8",
    )
    found = kdaudit.audit_loss(f"{path}:Module", temperature=3.0, **FEW)
    assert (found.family.student, found.temperature.factor, found.refuted) == (3.0, 2, ())


def test_assertions_have_the_witness_for_a_message():
    target = f"{EXAMPLES}:truncated_reverse_kl"
    with pytest.raises(AssertionError, match="below zero"):
        assert_loss(target, **FEW)
    assert assert_loss(target, questions=["finite"], **FEW).refuted
    with pytest.raises(kdaudit.UsageError, match="'finit' is none of finite"):
        assert_loss(target, questions=["finit"], **FEW)
    assert not assert_operator("power", classes=(3,), teachers=["none"]).refuted
    with pytest.raises(AssertionError, match="ranking is violated"):
        assert_operator(f"{ROOT}/examples/samplers.py:min_p", classes=(3,), teachers=["none"])
    with pytest.raises(kdaudit.UsageError, match="'rank' is none of"):
        assert_operator("power", axioms=["rank"], classes=(3,), teachers=["none"])


FORWARD = Family("forward KL", "KL(teacher‖student)", 16 / 3, None, 4.0, 4.0, 3)
MEAN = Reduction("mean", None, "mean")


def test_sentences():
    both, alone = Temperature(("student", "teacher"), 2, 0.01), Temperature(("teacher",), 0, -1.02)
    assert sentence(FORWARD, -1, MEAN, both, None) == (
        "It is 16 · KL(teacher‖student), 16 being T², both sides softened at T = 4, divided by V: forward KL; "
        "a mean over examples."
    )
    assert notes(-1, MEAN, both, FORWARD)[0].startswith("It divides by V: with 50,257 classes it is 1/50,257")
    assert notes(0, Reduction("sum", None, "sum"), alone, FORWARD) == (
        "As T grows its gradient falls as 1/T; T times that would keep it.",
    )
    assert sentence(None, None, Reduction("sum", "each", "sum"), None, TopK(3, None)) == (
        "It is none of the losses known here, and beyond the teacher's 3 likeliest classes no more than the "
        "mass of the others counts; "
        "a sum over examples and a value for each of the tokens."
    )


def test_a_card_without_witness_or_temperature():
    nothing = np.empty(0)
    figure = draw(Descent("a loss", np.linspace(0, 2, 5), np.ones((2, 5)), nothing, nothing, nothing, nothing, "none"))
    assert [axes.get_title() for axes in figure.axes] == ["five students on their way", "no witness"]
