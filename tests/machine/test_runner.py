"""Running: what is current is not run, what fails says so, and where it runs does not matter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kdaudit.audits.executors import workers
from proofs_checks.machine.discovery import load
from proofs_checks.machine.ledger import Ledger
from proofs_checks.machine.runner import recorded, run

HEAD = """
    'A title.'
    from proofs_checks.machine.claim import Claim, Whole, control, leg
    from proofs_checks.machine.evidence import Evidence, Witness
    claim = Claim("x", "every x", "supported")
"""
PLAIN = (
    HEAD
    + """
    @leg("exact", covers="some")
    def first(ok=True):
        return Evidence("supports" if ok else "refutes", {"count": 2})

    @leg("search", covers="some")
    def seeded(ok=True, seed=0):
        return Evidence("supports" if ok else "refutes", {"seed": seed})

    for check in (first, seeded):
        control(check, "broken", ok=False)
"""
)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def only(room, ledger, source, **options):
    (result,) = run([load("things.plain", room(plain=source))], ledger, **options)
    return result


def test_runs_once_then_answers_from_the_ledger(room, ledger):
    result = only(room, ledger, PLAIN)
    assert (result.judged.verdict, len(result.cached), len(ledger)) == ("supported", 0, 4)
    again = only(room, ledger, PLAIN)
    assert (again.judged.verdict, len(again.cached), len(ledger)) == ("supported", 4, 4)
    fresh = only(room, ledger, PLAIN, fresh=True)
    assert (fresh.judged.verdict, len(fresh.cached), len(ledger)) == ("supported", 0, 8)


def test_a_seed_reaches_and_makes_stale_only_the_legs_that_take_one(room, ledger):
    only(room, ledger, PLAIN)
    result = only(room, ledger, PLAIN, seed=7)
    first, seeded = result.findings
    assert (first.record.digest in result.cached, first.record.seed) == (True, None)
    assert (seeded.record.digest in result.cached, seeded.record.seed, seeded.record.figures) == (False, 7, {"seed": 7})


def test_recorded_never_runs(room, ledger):
    file = load("things.plain", room(plain=PLAIN))
    (before,) = recorded([file], ledger)
    assert (before.judged.verdict, before.judged.reason) == ("not run", "no current record in the ledger")
    run([file], ledger)
    (after,) = recorded([file], ledger)
    assert (after.judged.verdict, len(ledger)) == ("supported", 4)


def test_records_are_stamped_by_the_machine(room, ledger):
    record = only(room, ledger, PLAIN).findings[0].record
    assert record.claim == "things.plain"
    assert record.made.endswith("+00:00")
    assert record.seconds > 0
    assert "numpy" in record.versions


@pytest.mark.parametrize(
    ("body", "outcome", "note"),
    [
        ("raise ValueError('no such thing')", "inconclusive", "raised ValueError: no such thing (plain.py, line 9)"),
        ("return Evidence('supports', {'z': float('nan')})", "inconclusive", "z is nan, not a finite number"),
        ("return Evidence('supports')", "supports", ""),
    ],
)
def test_a_leg_that_raises_or_is_not_finite_is_inconclusive(room, ledger, body, outcome, note):
    source = HEAD + f"\n    @leg('exact', covers='some')\n    def only():\n        {body}\n"
    record = only(room, ledger, source).findings[0].record
    assert (record.outcome, record.note) == (outcome, note)


def test_a_leg_that_raised_is_run_again_and_until_then_every_face_says_that_it_raised(room, ledger):
    source = HEAD + "\n    @leg('exact', covers='some')\n    def only():\n        raise MemoryError\n"
    ran = only(room, ledger, source)
    (told,) = recorded([load("things.plain", room(plain=source))], ledger)
    assert ran.judged == told.judged
    assert told.judged.reason.startswith("only: raised MemoryError")
    assert not only(room, ledger, source).cached
    assert len(ledger) == 2


def test_a_record_is_written_before_the_next_call_begins(room, ledger, tmp_path):
    counted = f"""
    def called(ok):
        with open({str(tmp_path / "calls")!r}, "a") as calls:
            calls.write("x")
        return Evidence("supports" if ok else "refutes")

    @leg("exact", covers="some")
    def first(ok=True):
        return called(ok)

    @leg("exact", covers="some")
    def second(ok=True):
        return called(ok)

    for check in (first, second):
        control(check, "broken", ok=False)
"""
    seen = []
    only(
        room, ledger, HEAD + counted, progress=lambda done, *_: seen.append((done, (tmp_path / "calls").stat().st_size))
    )
    assert seen == [(n, n) for n in range(1, 5)]


def test_a_control_that_raises_is_named(room, ledger):
    source = HEAD + (
        "\n    @leg('exact', covers='some')\n    def only(n=1):\n        1 / n\n        return Evidence('supports')\n"
        "    control(only, 'nothing', n=0)\n"
    )
    reason = only(room, ledger, source).judged.reason
    assert "'nothing' raised ZeroDivisionError: division by zero (plain.py, line 9)" in reason


def test_what_needs_a_missing_module_is_not_run_and_not_recorded(room, ledger):
    source = PLAIN.replace('covers="some"', 'covers="some", needs=("no_such_module",)')
    result = only(room, ledger, source)
    assert result.judged.verdict == "not run"
    assert result.judged.reason == "needs no_such_module; add it with: pip install no_such_module"
    assert result.starved
    assert len(ledger) == 0


def test_tiers(room, ledger):
    source = PLAIN.replace('@leg("search", covers="some")', '@leg("search", covers="some", tier="full")')
    assert [f.leg.name for f in only(room, ledger, source, tiers=("quick",)).findings] == ["first"]
    assert [f.leg.name for f in only(room, ledger, source).findings] == ["first", "seeded"]


def test_a_source_that_changed_meanwhile_gives_no_record(room, ledger, monkeypatch):
    file = load("things.plain", room(plain=PLAIN))
    from proofs_checks.machine.calls import task  # noqa: PLC0415

    honest = task.digest
    calls = []
    monkeypatch.setattr(
        task, "digest", lambda *a, **k: honest(*a, **k) + ("" if len(calls) < 4 else "!") + str(calls.append(1) or "")
    )
    (result,) = run([file], ledger)
    assert {f.record.note for f in result.findings} == {
        "its sources or versions are not those of the process that asked; run again"
    }
    assert len(ledger) == 0


def test_progress_counts_what_runs(room, ledger):
    seen = []
    only(room, ledger, PLAIN, progress=lambda *step: seen.append(step))
    assert [(done, total) for done, total, _ in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert {label for _, _, label in seen} == {"things.plain.first", "things.plain.seeded"}


def test_processes_give_the_same_records_as_this_process(tmp_path):
    files = [load("operators.affine")]
    found = []
    for jobs in (1, 2):
        ledger = Ledger(tmp_path / f"{jobs}.sqlite")
        with workers(jobs) as executor:
            (result,) = run(files, ledger, executor=lambda: executor, seed=5)
        ledger.close()
        records = [r for f in result.findings for r in (f.record, *(r for _, r in f.controls))]
        found.append([(r.digest, r.outcome, r.figures, r.witness) for r in records])
    assert found[0] == found[1]


def test_claims_are_found_where_they_lie(room):
    name = room(plain=PLAIN, other=PLAIN)
    assert name.ids == ("things.other", "things.plain")
    file = load("things.plain", name)
    assert (file.id, file.component, file.module) == ("things.plain", "things", "madeup.things.plain")
    assert [leg.name for leg in file.legs] == ["first", "seeded"]


WHERE = (
    HEAD
    + """
    import os
    @leg("search", covers="some")
    def {0}(number=0):
        return Evidence("supports" if number == 0 else "refutes", {{"process": os.getpid()}})

    for n in range(1, 4):
        control({0}, f"number {{n}}", number=n)

    @leg("search", covers="some")
    def {1}(ok=True):
        return Evidence("supports" if ok else "refutes", {{"process": os.getpid()}})

    control({1}, "broken", ok=False)
"""
)


def test_what_took_longest_comes_first(room, tmp_path):
    folder = room(plain=WHERE.format("short", "long"))
    file, order = load("things.plain", folder), []
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with workers(1) as executor:
        (result,) = run([file], ledger, executor=lambda: executor)
    for f in result.findings:
        for record in (f.record, *(r for _, r in f.controls)):
            ledger.append(replace(record, seconds=9.0 if f.leg.name == "long" else 0.1))
    with ThreadPoolExecutor(1) as executor:
        (result,) = run(
            [file], ledger, executor=lambda: executor, fresh=True, progress=lambda *step: order.append(step[-1])
        )
    ledger.close()
    assert order == ["things.plain.long"] * 2 + ["things.plain.short"] * 4


def test_without_anything_to_run_no_executor_is_asked_for(room, ledger):
    only(room, ledger, PLAIN)

    def begin():
        raise AssertionError("nothing is to run")

    assert only(room, ledger, PLAIN, executor=begin).judged.verdict == "supported"


def test_a_leg_goes_with_its_controls_in_one_piece(tmp_path):
    file = load("operators.affine")
    seen = []

    class Telling(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):
            seen.append([(task.leg, task.number) for task in args[0]])
            return super().submit(fn, *args, **kwargs)

    ledger = Ledger(tmp_path / "ledger.sqlite")
    with Telling(1) as executor:
        run([file], ledger, executor=lambda: executor)
    ledger.close()
    assert seen == [[(leg.name, n) for n in range(-1, len(leg.controls))] for leg in file.legs]
