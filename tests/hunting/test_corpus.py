"""Both halves of the corpus: every declared violation is found, and nobody is accused of more.

`held_out` was written by somebody who did not know how the hunt works, and was not looked at while it was tuned.
"""

from __future__ import annotations

import pytest

from numerics.hunt import STAGES
from tests.hunting import held_out, seen
from tests.hunting.trial import refuted, without, wrong

ENTRIES = {
    f"{half.__name__.rpartition('.')[2]}: {name}": entry
    for half in (seen, held_out)
    for name, entry in {**half.VIOLATORS, **half.CORRECT}.items()
}


def test_there_are_enough_of_them():
    assert len(seen.VIOLATORS) + len(held_out.VIOLATORS) >= 30
    assert len(seen.CORRECT) + len(held_out.CORRECT) >= 15
    assert all(entry.breaks for half in (seen, held_out) for entry in half.VIOLATORS.values())
    assert not any(entry.breaks for half in (seen, held_out) for entry in half.CORRECT.values())


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_each_is_judged_rightly(entry):
    assert wrong(entry, refuted(entry)) == set()


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        ("over_temperatures", "cold window"),
        ("where_margins_bend", "spike"),
        ("over_laws", "speck"),
        ("over_ties", "barely reversed"),
        ("over_thin_laws", "tiny entries vanish"),
        ("around_the_worst", "needle"),
        ("along_paths", "threshold"),
        ("from_violations", "speck"),
        ("along_temperature", "window"),
        ("at_round_temperatures", "bump"),
        ("at_both_ends", "saturates"),
    ],
)
def test_no_stage_can_be_left_out(stage, name):
    entry = seen.VIOLATORS[name]
    assert wrong(entry, refuted(entry, without(stage)))


def test_every_stage_is_asked_for_above():
    (marker,) = [m for m in test_no_stage_can_be_left_out.pytestmark if m.name == "parametrize"]
    assert {stage for stage, _ in marker.args[1]} == set(STAGES)


@pytest.mark.parametrize(
    ("method", "name"),
    [("entries", "loose identity"), ("order", "barely reversed"), ("entropy", "barely falls"), ("jump", "small jump")],
)
def test_no_tolerance_can_be_raised_tenfold(method, name):
    entry = seen.VIOLATORS[name]
    assert wrong(entry, refuted(entry)) == set()
    assert wrong(entry, refuted(entry, **{method: 10.0}))
