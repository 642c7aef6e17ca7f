"""Two ledgers compared: what differs is said, what agrees is counted."""

from __future__ import annotations

from tests.against.ledgers import Found, compared, records


def simulated(detectable, replicates=1000, outcome="supports"):
    return Found(outcome, {"detectable": detectable, "derived": -2.0, "replicates": replicates})


KEY, CONTROL, OTHER = ("c", "l", ""), ("c", "l", "2 % off"), ("c", "m", "")


def test_what_agrees_is_counted():
    both = {KEY: simulated(0.02), CONTROL: Found("refutes", {}), OTHER: Found("supports", {})}
    lines, wrong = compared({**both, ("new", "l", ""): Found("supports", {})}, {**both, KEY: simulated(0.04)})
    assert lines == [
        "3 legs and controls in both, 0 with another outcome",
        "1 simulations in both; what they would notice is 0.5 to 0.5 times that of before",
    ]
    assert wrong == []
    assert compared({}, both) == (["0 legs and controls in both, 0 with another outcome"], [])


def test_what_differs_is_said():
    before = {KEY: simulated(0.02), OTHER: Found("supports", {})}
    assert len(compared({KEY: simulated(0.022)}, before)[1]) == 1
    assert compared({KEY: simulated(0.0215)}, before)[1] == []
    assert len(compared({KEY: simulated(0.0205, replicates=940)}, before)[1]) == 1
    assert compared({KEY: simulated(0.0195, replicates=940)}, before)[1] == []
    assert len(compared({OTHER: Found("inconclusive", {})}, before)[1]) == 1
    assert len(compared({KEY: simulated(0.2, 100, "refutes")}, before)[1]) == 3
    restated = ("convergence.budget", "halves", "")
    assert compared({restated: Found("supports", {})}, {restated: Found("refutes", {})})[1] == []


def test_a_ledger_is_read(audited, tmp_path):
    audited("run", "squared", "--out", str(tmp_path))
    found = records(tmp_path / "ledger.sqlite")
    assert {claim for claim, _, _ in found} == {"bias_variance.squared"}
    assert {found.outcome for found in found.values()} >= {"supports"}
