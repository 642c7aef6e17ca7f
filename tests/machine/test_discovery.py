"""A claim file that says what cannot be is one line, and does not stop the others."""

from __future__ import annotations

import pytest

from kdaudit.audits.declared import below
from proofs_checks.machine.discovery import ClaimError, load, load_all

HEAD = """
    'A title.'
    from proofs_checks.machine.claim import Claim, Enumerated, NotKnown, States, control, leg, premise
    from proofs_checks.machine.evidence import Evidence
    from proofs_checks.machine.formula import Formula

    def formula(x):
        return 2 * x

    @leg("exact", covers="some")
    def first(formula=formula):
        return Evidence("supports")
"""


def claim(**fields):
    given = {"statement": '"x"', "scope": '"every x"', "expect": '"supported"', **fields}
    return f"\n    claim = Claim({', '.join(f'{name}={value}' for name, value in given.items())})\n"


FORMAL = "    from proofs_checks.machine.rocq.leg import formal\n"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (claim(reads='{"S9.when": "lemma"}'), "it reads 'S9.when', and the paper's clauses are S0.same, S1.split, "),
        (claim(reads='{"S1": "lemma"}'), "it reads 'S1', and the paper's clauses are "),
        (claim(reads='{"S0.same": "as stated"}'), "its role towards S0.same is 'as stated', and roles are States(…), "),
        (
            claim(reads='{"S0.same": States("p = q")}'),
            "it states 'p = q', which is not most of what S0.same says: 'p^(1/T), normalised, ",
        ),
        (claim(reads='{"S0.same": States("is")}'), "it states 'is', which is not most of what S0.same says"),
        (claim(reads='{"S0.same": "states"}'), "its role towards S0.same is 'states', and roles are States(…), "),
        (claim(expect='"true"'), "it expects 'true', and verdicts to expect are proved, derived, supported, refuted"),
        (
            claim() + '    @leg("identify", covers="some")\n    def other(): ...\n',
            "the method of its leg other is 'identify', and there are identity, exact, ",
        ),
        (
            claim() + '    @leg("exact", covers="some", tier="slow")\n    def other(): ...\n',
            "the tier of its leg other is 'slow', and there are quick, full",
        ),
        (
            claim() + '    @leg("exact", covers=Enumerated("x = 1 to 9"))\n    def other(): ...\n',
            "its leg other enumerates 'x = 1 to 9', which its scope does not say",
        ),
        (
            claim() + '    control(first, "minus", fomula=formula)\n',
            "the control 'minus' gives first a parameter 'fomula', which it does not take",
        ),
        (
            claim() + FORMAL + '    tie = formal("operators.ties", covers="all")\n',
            "TypeError: tie is a leg that stands on operators.ties: call it ties",
        ),
        (
            claim(statement='Formula("x = @formula", formula=formula)')
            + FORMAL
            + '    ties = formal("operators.ties", covers="all")\n',
            "its statement prints 'formula', which is held against no theorem: give it to formal(…)",
        ),
        (
            claim() + FORMAL + '    tise = formal("operators.tise", covers="all")\n',
            "FormalError: formal/ has no theorem operators.tise",
        ),
        ("\n    raise SystemExit(3)\n", "SystemExit: 3 (line "),
        (claim(rests_on='("things.else",)'), "it rests on 'things.else', which is no other claim"),
        (claim(rests_on='("things.plain",)'), "it rests on 'things.plain', which is no other claim"),
        (
            claim(hypotheses='{"a": "p > 0"}'),
            "no control drops the hypothesis 'a'; add one with drops='a', or call it ",
        ),
        (
            claim() + '    control(first, "without it", drops="a")\n',
            "a control drops the hypothesis 'a', which the claim does not have",
        ),
        (
            claim(parts='{"one": "y"}') + '    @leg("exact", covers="some", part="lost")\n    def other(): ...\n',
            "a leg names the part 'lost', which the claim does not have",
        ),
        (
            claim(statement='Formula("@other", other=lambda x: x)'),
            "its statement prints 'other', which no leg takes as a parameter",
        ),
        (claim(statement='Formula("@lost")'), "TypeError: the slots are lost, the functions  (line "),
        ("\n    claim = 3\n", "the file defines no claim; write `claim = Claim(…)`"),
        ("\n    claim = Claim('x', 'y'\n", "SyntaxError: '(' was never closed (line "),
        ("\n    raise OSError('the disk\\nis gone')\n", "OSError: the disk (line "),
        (
            "\n    from numerics import nothing_of_that_name\n",
            "ImportError: cannot import name 'nothing_of_that_name' ",
        ),
    ],
)
def test_a_mistake_of_a_file_is_one_line(room, source, says):
    name = room(plain=HEAD + source, other=HEAD + claim())
    with pytest.raises(ClaimError) as raised:
        load("things.plain", name)
    assert str(raised.value).startswith(f"claim things.plain: {says}")
    assert "\n" not in str(raised.value)
    files, broken = load_all(name.ids, name)
    assert [file.id for file in files] == ["things.other"]
    assert list(broken) == ["things.plain"]


def test_what_a_claim_rests_on_is_loaded_with_it_as_far_as_it_can_be(room):
    name = room(
        plain=HEAD + claim(rests_on='("things.other", "things.lost")'),
        other=HEAD + claim(rests_on='("things.last", "things.plain")'),
        last=HEAD + claim(),
        lost="x = (",
    )
    assert [file.id for file in below([load("things.plain", name)], name)] == ["things.other", "things.last"]


@pytest.mark.parametrize(
    "source",
    [
        claim(scope='"every x in one of x = 1 to 9"')
        + '    @leg("exact", covers=Enumerated("x = 1 to 9"))\n    def other(): ...\n',
        claim() + '    @leg("exact", covers="some")\n    def other(**any): ...\n    control(other, "b", some=1)\n',
    ],
)
def test_what_a_leg_may_say(room, source):
    assert load("things.plain", room(plain=HEAD + source)).legs


@pytest.mark.parametrize(
    "source",
    [
        claim(reads='{"S0.same": States("normalised, is softmax(z/T)"), "S1.when": "limits", "S5.axioms": "repairs"}'),
        claim(rests_on='("things.other",)'),
        claim(hypotheses='{"a": NotKnown("p > 0")}'),
        claim(hypotheses='{"a": "p > 0"}') + '    control(first, "without it", drops="a")\n',
        claim(statement='Formula("y = @formula", formula=formula)'),
    ],
)
def test_what_a_file_may_say(room, source):
    assert load("things.plain", room(plain=HEAD + source, other=HEAD + claim())).legs
