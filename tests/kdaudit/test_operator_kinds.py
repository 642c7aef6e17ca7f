"""Maps as people have them, in the precision and on the scale on which they compute: each is judged rightly."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import kdaudit

QUICK = {"classes": (3, 5), "teachers": ("none",), "jobs": 1}
SAMPLERS = Path(__file__).parents[2] / "examples" / "samplers.py"


def softmax(z, T):
    z = z / T
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def clamped(z, T):
    return softmax(np.minimum(z, 5.0), T)


def unshifted(z, T):
    e = np.exp((z / T).astype(np.float32))
    return e / e.sum(axis=-1, keepdims=True)


def standardised(z, T):
    return softmax((z - z.mean(axis=-1, keepdims=True)) / z.std(axis=-1, keepdims=True), T)


def bfloat16(values):
    """Rounded to bfloat16, kept in float32."""
    bits = np.asarray(values, dtype=np.float32).view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).view(np.float32)


def in_float32(p, T):
    with np.errstate(divide="ignore"):
        return softmax(np.log(p.astype(np.float32)), np.float32(T)).astype(np.float64)


def in_bfloat16(p, T):
    with np.errstate(divide="ignore"):
        z = bfloat16(np.log(p))
    return bfloat16(softmax(z, T))


def mixing(p, T):
    return p / T + (1 - 1 / T) / p.shape[-1]


def logarithms(p, T):
    with np.errstate(divide="ignore"):
        return np.log(softmax(np.log(np.maximum(p, 1e-300)), T))


def first_two(p, T):
    """The two largest by argsort, of ties the first."""
    q = softmax(np.log(np.maximum(p, 1e-300)), T)
    order = np.argsort(-q, axis=-1, kind="stable")
    kept = np.zeros_like(q)
    np.put_along_axis(kept, order[..., :2], 1.0, axis=-1)
    return q * kept / (q * kept).sum(axis=-1, keepdims=True)


def clipped(p, T):
    """As services have it: temperatures outside [1/4, 2] are taken to its ends."""
    with np.errstate(divide="ignore"):
        return softmax(np.log(p), np.clip(T, 0.25, 2.0))


@pytest.mark.parametrize(("function", "at"), [(clamped, "is taken off every logit"), (unshifted, "is nan, and ")])
def test_a_map_that_depends_on_the_shift_of_logits_is_no_map_of_laws(function, at):
    audit = kdaudit.audit_operator(function, on="logits", **QUICK)
    assert audit.refuted == ()
    assert (audit.properties["shift_invariant"].verdict, audit.exit_code) == ("refuted", 1)
    first = audit.text().splitlines()[2:8]
    assert first[0] == "It is no map of laws: a number added to every logit changes what comes of them."
    assert first[1].startswith("  logits = (")
    assert at in first[3]
    witness = audit.document()["properties"]["shift_invariant"]["witness"]
    z = np.array(witness["logits"])
    with np.errstate(all="ignore"):
        again, before = function(z[None], witness["T"])[0], function(z[None] - z.max(), witness["T"])[0]
    np.testing.assert_array_equal(again, [float(x) for x in witness["q"]])
    assert not np.allclose(again, before, atol=1e-6, rtol=0)
    entry, value, shift = re.search(r"q_(\d+) is .*, and (\S+) once (\S+) is taken off", first[3]).groups()
    with np.errstate(all="ignore"):  # what is printed can be redone
        without = function(z[None] - float(shift), witness["T"])[0][int(entry) - 1]
    assert float(value) == pytest.approx(float(without), abs=1e-12)  # 30 added and taken off leaves 4e-15, over T


@pytest.mark.parametrize("function", [softmax, standardised])
def test_a_shift_of_all_logits_changes_nothing_in_a_map_of_laws(function):
    audit = kdaudit.audit_operator(function, on="logits", **QUICK)
    assert audit.properties["shift_invariant"].verdict == "supported"
    assert audit.laws == "p_min > 0"
    assert "p_min > 0" in audit.text().splitlines()[0]
    for finding in audit.axioms.values():
        assert "p_min > 0" in finding.scope or finding.verdict == "inconclusive"
        if finding.witness:
            assert min(finding.witness.p) > 0
            np.testing.assert_allclose(finding.witness.logits, np.log(finding.witness.p), rtol=1e-12)
    assert bool(audit.refuted) == (function is standardised)


def test_a_registered_operator_is_looked_at_where_its_header_says():
    audit = kdaudit.audit_operator("power", **QUICK)
    assert audit.laws == "p_min > 0"
    assert "p_min > 0" in audit.text().splitlines()[0]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (in_float32, "its values are float32 numbers, stored as float64: judged by the rounding of float32"),
        (in_bfloat16, "its values are bfloat16 numbers, stored as float32: judged by the rounding of bfloat16"),
    ],
)
def test_values_are_judged_by_the_precision_that_they_have(function, says):
    audit = kdaudit.audit_operator(function, floor=1e-3, **QUICK)
    assert audit.refuted == ()
    assert any(limit.startswith(says) for limit in audit.limits)


def test_a_family_is_named_only_where_it_explains_the_values():
    def mixes(p, T):
        return mixing(p.astype(np.float32), np.float32(T))

    audit = kdaudit.audit_operator(mixes, temperatures=(1.0, 50.0), **QUICK)
    assert audit.refuted == ()
    assert audit.family
    assert (audit.family.name, audit.family.formula) == ("mixing", "T")
    assert "on laws of 3 and of 5 classes with p_min >= 0.02" in " ".join(audit.text().split())


def in_half(weights):
    def computed(p, T):
        q = weights(p.astype(np.float16), np.float16(T))
        return (q / q.sum(axis=-1, keepdims=True)).astype(np.float64)

    return computed


def powers(p, T):
    return p ** (1 / T)


HALF = {
    "min-p": lambda p, T: powers(p, T) * (p >= np.float16(0.2) * p.max(axis=-1, keepdims=True)),
    "top-k": lambda p, T: powers(p, T) * (p >= np.sort(p, axis=-1)[..., -2:-1]),
    "label smoothing": lambda p, T: (
        np.float16(0.9) * powers(p, T) / powers(p, T).sum(axis=-1, keepdims=True)
        + np.float16(0.1) / np.float16(p.shape[-1])
    ),
}


@pytest.mark.parametrize("name", HALF)
def test_in_half_precision_nothing_is_supported_that_rounding_would_excuse(name):
    audit = kdaudit.audit_operator(in_half(HALF[name]), floor=0.01, temperatures=(0.5, 8.0), **QUICK)
    assert any("judged by the rounding of float16" in limit for limit in audit.limits)
    assert audit.family is None
    for question in ("semigroup", "affine", "commutes_with_conditioning"):
        assert audit.properties[question].verdict != "supported", question


@pytest.mark.parametrize("function", [mixing, logarithms])
def test_what_is_no_law_breaks_the_simplex_and_nothing_else(function):
    audit = kdaudit.audit_operator(function, floor=0.01, **QUICK)
    assert audit.refuted == ("simplex",)
    says = audit.axioms["simplex"].witness.says
    assert ("it returned logarithms of a law: return the law" in says) == (function is logarithms)
    assert audit.axioms["ranking"].verdict == ("supported" if function is mixing else "inconclusive")


def test_a_floor_that_a_teacher_cannot_have_leaves_it_out():
    rows = np.random.Generator(np.random.PCG64(0)).dirichlet(np.ones(2000), 3)
    audit = kdaudit.audit_operator("power", floor=1e-3, **{**QUICK, "teachers": {"wide": rows}})
    assert audit.refuted == ()
    assert "no row of wide was looked at: 2,000 classes cannot all have 0.001" in audit.limits
    with pytest.raises(kdaudit.UsageError, match=r"floor: must lie in \[0, 1/V\) = \[0, 0.2\) for V = 5, got 0.3"):
        kdaudit.audit_operator("power", floor=0.3, **QUICK)


def test_a_floor_clears_only_what_is_supported_above_it():
    audit = kdaudit.audit_operator(clipped, **QUICK)
    assert not any("clears" in limit for limit in (*audit.limits, *(f.scope for f in audit.axioms.values())))


class FakeTensors:
    """As much of torch as a warper is called with: its tensors are arrays here."""

    long = np.int64
    from_numpy = staticmethod(np.asarray)
    zeros = staticmethod(np.zeros)
    set_num_threads = staticmethod(lambda count: None)

    @staticmethod
    def softmax(scores, axis):
        assert axis == -1
        return softmax(scores, 1.0)


class TopTwo:
    """A warper as transformers has them: of tokens and scores, both of two dimensions."""

    def __call__(self, tokens, scores):
        assert tokens.shape == (len(scores), 1)
        return np.where(scores < np.sort(scores, axis=-1)[:, -2:-1], -np.inf, scores)


class Temperature:
    """One that is made with T."""

    def __init__(self, T):
        self.T = T

    def __call__(self, tokens, scores):
        assert tokens.ndim == 2
        return scores / self.T


def test_logits_warpers_are_audited_like_others(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", FakeTensors)
    audit = kdaudit.audit_operator(Temperature, form="logits-warper", floor=1e-6, **QUICK)
    assert audit.refuted == ()
    assert (audit.family.name, audit.family.formula) == ("power", "T")
    audit = kdaudit.audit_operator(TopTwo(), form="logits-warper", floor=1e-6, **QUICK)
    assert {"ranking", "continuity", "identity"} <= set(audit.refuted)
    assert audit.properties["shift_invariant"].verdict == "supported"

    class Nucleus:
        def __init__(self, share):
            if share >= 1:
                raise ValueError(f"a share of {share}")

    with pytest.raises(kdaudit.UsageError, match=r"Nucleus\(T\) raised ValueError.*give an object, such as top_p"):
        kdaudit.audit_operator(Nucleus, form="logits-warper", floor=1e-6, **QUICK)
    with pytest.raises(kdaudit.UsageError, match="form: 'warper' is neither function nor logits-warper"):
        kdaudit.audit_operator(TopTwo(), form="warper", **QUICK)


def test_what_neither_an_array_nor_a_tensor_can_do_is_said_of_both(monkeypatch):
    monkeypatch.setitem(
        sys.modules, "torch", types.SimpleNamespace(from_numpy=np.ndarray.tolist, set_num_threads=lambda count: None)
    )

    def fails(p, T):
        return p.softened(T) if isinstance(p, np.ndarray) else p.warmer(T)

    says = r"fails: raised AttributeError \('list' object has no attribute 'warmer'\) of a tensor, and AttributeError "
    with pytest.raises(kdaudit.UsageError, match=says):
        kdaudit.audit_operator(fails, **QUICK)


@pytest.mark.parametrize("target", [first_two, f"{SAMPLERS}:top_p"])
def test_what_depends_on_the_order_of_tied_classes_is_found(target):
    audit = kdaudit.audit_operator(target, **QUICK)
    assert audit.properties["permutation_equivariant"].verdict == "refuted"
