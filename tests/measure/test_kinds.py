"""Predictions as people have them: the precision that they really have, masks, labels left out, both sides softened."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save_file
from scipy.special import log_softmax, softmax

import kdaudit
from kdaudit.errors import UsageError
from numerics.precision import BFLOAT16, FLOAT16, FLOAT32, FLOAT64, real
from tests.measure.made_up import EXAMPLES, LABELS, SEEDS, TARGET, P, S, V, Z, bfloat16, notes, risk, rng


@pytest.mark.parametrize(
    ("store", "precision"),
    [
        (lambda p: p, FLOAT64),
        (lambda p: p.astype(np.float32).astype(np.float64), FLOAT32),
        (lambda p: p.astype(np.float16).astype(np.float32), FLOAT16),
        (lambda p: bfloat16(p).astype(np.float32), BFLOAT16),
        (lambda p: bfloat16(p).astype(np.float64), BFLOAT16),
        (bfloat16, BFLOAT16),
    ],
    ids=["float64", "float32 in 64", "float16 in 32", "bfloat16 in 32", "bfloat16 in 64", "bfloat16"],
)
def test_sums_may_be_off_by_what_their_precision_leaves(store, precision):
    p = store(P)
    assert real(p.astype(np.float64), p.dtype) is precision
    found = kdaudit.measure(p, store(S), target=TARGET)
    assert found.teacher.risk == pytest.approx(risk(p.astype(np.float64)), rel=1e-12)
    off = float(np.abs(p.astype(np.float64).sum(axis=-1) - 1).max())
    assert found.sums_off["teacher"] == pytest.approx(off, rel=1e-9, abs=1e-15)
    assert ("teacher: sums of rows are up to" in notes(found)) == (off > 1e-6)


def test_values_that_are_simple_are_of_no_low_precision():
    for values in (np.eye(100), 2.0 ** -np.arange(64.0), rng().multinomial(100, np.ones(9) / 9, 50) / 100):
        assert real(values, values.dtype) is FLOAT64


def test_half_precision_is_allowed_what_so_many_classes_leave_and_no_more():
    wide = np.full((1, 2, 256_000), 1 / 256_000, np.float16)
    off = abs(float(wide[0, 0].astype(np.float64).sum()) - 1)
    assert 5e-3 < off < FLOAT16.slack(256_000)
    assert off > FLOAT16.slack(10)
    row = np.array([0.504, 0.3, 0.2], np.float16)  # off by 4e-3, more than three roundings leave
    with pytest.raises(UsageError, match=r"sums to 1\.00\d*, not 1; --renormalise divides every row by its sum"):
        kdaudit.measure(row[None, None], row[None, None], labels=[0])


def test_sums_are_spoken_of_from_a_millionth_on():
    for off, said in ((3e-7, False), (3e-6, True)):
        p = P.copy()
        p[0, 0] *= 1 + off
        p = p.astype(np.float32)
        found = kdaudit.measure(p, S, target=TARGET)
        assert ("teacher: sums of rows are up to" in notes(found)) == said


@pytest.mark.parametrize("loss", ["squared", "kl", "reverse-kl"])
def test_the_loss_is_what_it_says(loss):
    def by_hand(p, q):
        if loss == "squared":
            return ((p - q) ** 2).sum(axis=-1)
        a, b = (q, p) if loss == "kl" else (p, q)
        return (a * (np.log(a) - np.log(b))).sum(axis=-1)

    found = kdaudit.measure(P, S, target=TARGET, loss=loss)
    assert found.teacher.risk == pytest.approx(float(by_hand(P, TARGET).mean()), rel=1e-12)
    assert found.student.risk == pytest.approx(float(by_hand(S, TARGET).mean()), rel=1e-12)
    parts = found.teacher.bias.value + found.teacher.variance.value
    assert parts == pytest.approx(found.teacher.risk, rel=1e-12)
    centre = {"squared": P.mean(axis=0), "kl": softmax(np.log(P).mean(axis=0), axis=-1)}.get(loss, P.mean(axis=0))
    assert found.teacher.plug_in_bias == pytest.approx(float(by_hand(centre, TARGET).mean()), rel=1e-12)


def test_the_reverse_kl_needs_a_target_that_is_positive():
    q = np.where(np.arange(V) < 2, 0.5, 0.0) * np.ones((EXAMPLES, 1))
    with pytest.raises(UsageError, match="and the target zero, so that the reverse KL is infinite; use --loss kl"):
        kdaudit.measure(P, S, target=q, loss="reverse-kl")
    with pytest.raises(UsageError, match="--loss reverse-kl is infinite of labels"):
        kdaudit.measure(P, S, labels=LABELS, loss="reverse-kl")


@pytest.mark.parametrize("mask", [-np.inf, -9999.0])
def test_a_masked_class_has_probability_zero(mask):
    z = Z.copy()
    z[..., 4:] = mask
    p = softmax(z[0], axis=-1)
    q = np.where(np.arange(V) < 4, TARGET, 0.0)
    q /= q.sum(axis=-1, keepdims=True)
    found = kdaudit.measure(z[0], z[1], target=TARGET, logits=True)
    assert found.teacher.risk == pytest.approx(risk(p), rel=1e-12)
    found = kdaudit.measure(z[0], z[1], target=q, logits=True, loss="kl")
    kept = slice(0, 4)
    wanted = (q[:, kept] * (np.log(q[:, kept]) - log_softmax(z[0][..., kept], axis=-1))).sum(axis=-1).mean()
    assert found.teacher.risk == pytest.approx(float(wanted), rel=1e-12)
    assert kdaudit.measure(p, p, target=q, loss="kl").teacher.risk == pytest.approx(float(wanted), rel=1e-12)
    with pytest.raises(UsageError, match=r"gives class 4 probability zero and the target 0.*, so that KL is infinite"):
        kdaudit.measure(z[0], z[1], target=TARGET, logits=True, loss="kl")


def test_one_seed_masks_and_another_does_not():
    z = Z.copy()
    z[0, 0, :, 5] = -np.inf
    q = np.where(np.arange(V) < 5, TARGET, 0.0)
    q /= q.sum(axis=-1, keepdims=True)
    found = kdaudit.measure(z[0], z[1], target=q, logits=True, loss="kl")
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = q * (np.log(q) - log_softmax(z[0], axis=-1))
    assert found.teacher.risk == pytest.approx(float(np.nansum(terms, axis=-1).mean()), rel=1e-12)
    centre = log_softmax(log_softmax(z[0], axis=-1).mean(axis=0), axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        plug_in = np.nansum(q * (np.log(q) - centre), axis=-1).mean()
    assert found.teacher.plug_in_bias == pytest.approx(float(plug_in), rel=1e-9)


def test_labels_of_minus_hundred_leave_examples_out(tmp_path):
    labels = LABELS.copy()
    labels[[0, 7, 8]] = -100
    kept = np.flatnonzero(labels >= 0)
    for name, rows in (("t", P), ("s", S)):
        np.save(tmp_path / f"{name}.npy", rows)
    wanted = kdaudit.measure(P[:, kept], S[:, kept], labels=labels[kept])
    for found in (
        kdaudit.measure(P, S, labels=labels),
        kdaudit.measure(tmp_path / "t.npy", tmp_path / "s.npy", labels=labels),
    ):
        assert (found.examples, found.left_out) == (37, 3)
        assert found.teacher == wanted.teacher
        assert [kept[w.example] for w in wanted.worst] == [w.example for w in found.worst]
        assert "3 examples of label -100 are left out" in notes(found)
    bad = P.copy()
    bad[1, 9] = 2.0
    with pytest.raises(UsageError, match="teacher: seed 1, example 9: sums to 12"):
        kdaudit.measure(bad, S, labels=labels)
    with pytest.raises(UsageError, match="every label is -100"):
        kdaudit.measure(P, S, labels=np.full(EXAMPLES, -100))


def test_softening_the_target_alone_is_said_and_both_can_be():
    alone = kdaudit.measure(TARGET[None], S, target=TARGET, operator="power", temperature=4.0)
    both = kdaudit.measure(TARGET[None], S, target=TARGET, operator="power", temperature=4.0, soften="both")
    assert alone.teacher.risk > 0.01
    assert both.teacher.risk == pytest.approx(0.0, abs=1e-30)
    assert "--soften both softens predictions too" in notes(alone)
    assert "--soften" not in notes(both)
    assert "softened by power at T = 4, predictions too" in both.text().splitlines()[0]
    with pytest.raises(UsageError, match="--operator softens a target, and labels are not softened"):
        kdaudit.measure(P, S, labels=LABELS, operator="power", temperature=4.0)


def test_safetensors_are_read_and_pickles_are_not(tmp_path):
    file = tmp_path / "t.safetensors"
    save_file({"p": bfloat16(P)}, file)
    found = kdaudit.measure(file, S, target=TARGET)
    assert found.teacher == kdaudit.measure(bfloat16(P), S, target=TARGET).teacher
    save_file({"p": P.astype(np.float32), "seeds": np.arange(SEEDS)}, file)
    assert kdaudit.measure(file, S, target=TARGET).teacher.risk == pytest.approx(risk(P.astype(np.float32)), rel=1e-7)
    whole = file.read_bytes()
    for content, says in (
        (whole[:-8], "is cut short: its header promises"),
        (whole[:4], "is no .safetensors file, or is cut short"),
        (whole[:8] + b"}" + whole[9:], "its header is not what the format asks for"),
        (whole.replace(b'"F32"', b'"F8_"'), "has it in F8_; save it as F32, F16 or BF16"),
    ):
        file.write_bytes(content)
        with pytest.raises(UsageError, match=says):
            kdaudit.measure(file, S, target=TARGET)
    np.save(tmp_path / "void.npy", bfloat16(P))
    with pytest.raises(UsageError, match=r"has dtype \|V2, as NumPy saves bfloat16, float8 .*save it as float32"):
        kdaudit.measure(tmp_path / "void.npy", S, target=TARGET)


def test_the_header_says_what_intervals_are_over():
    header = kdaudit.measure(P, S, target=TARGET).text().splitlines()[2]
    assert " ".join(header.split()) == (
        "bias² [over examples] variance [over examples] noise risk against a fresh label"
    )
    assert "bias² + noise [over examples]" in kdaudit.measure(P, S, labels=LABELS).text()
    reverse = kdaudit.measure(P, S, target=TARGET, loss="reverse-kl")
    assert "risk to the target" in reverse.text()
    assert "KL(prediction‖target)" in reverse.text()
    assert reverse.noise is None
    assert {group.noise for group in reverse.by_class} == {None}


def test_how_many_seeds_would_decide_is_said_while_it_is_undecided():
    near = np.stack([TARGET, 0.99 * TARGET + 0.01 / V, 0.98 * TARGET + 0.02 / V])
    far = np.stack([0.5 * TARGET + 0.5 / V, 0.49 * TARGET + 0.51 / V, 0.48 * TARGET + 0.52 / V])
    decided, undecided = (kdaudit.measure(*pair, target=TARGET) for pair in ((far, near), (P, S)))
    for found in (decided, undecided):
        assert ("seeds of each to decide" in found.text()) == (found.decision == "undecided")
    assert {decided.decision, undecided.decision} == {"student", "undecided"}


def test_seeds_and_rows_of_other_precisions_than_the_first_are_judged_by_theirs():
    fine = softmax(rng().normal(0, 2, (300, 100)), axis=-1)
    coarse = softmax(rng(23).normal(0, 2, (300, 100)).astype(np.float32), axis=-1).astype(np.float64)
    labels = rng().integers(0, 100, 300)
    assert np.abs(coarse.sum(axis=-1) - 1).max() > FLOAT64.slack(100)
    sure = np.concatenate([np.eye(100)[labels[:100]], coarse[100:]])
    for rows in (np.stack([fine, coarse]), sure[None]):
        found = kdaudit.measure(rows, fine[None], labels=labels)
        by_hand = ((rows - np.eye(100)[labels]) ** 2).sum(axis=-1).mean()
        assert found.teacher.risk == pytest.approx(by_hand, rel=1e-13)


def test_one_masked_seed_of_a_thousand_leaves_bias_as_it_is():
    """The geometric mean of seeds is zero where one of them is: of three classes two are left."""
    z = np.zeros((1000, 1, 3))
    z[0, 0, 2] = -np.inf
    found = kdaudit.measure(z, z, target=np.array([[0.5, 0.5, 0.0]]), logits=True, loss="kl")
    assert found.teacher.plug_in_bias == pytest.approx(0.0, abs=1e-12)
