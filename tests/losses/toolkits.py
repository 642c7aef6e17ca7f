"""Losses of libraries as installed, called as their users call them: of torch, TRL, torchmetrics and Keras."""

from __future__ import annotations

import os

import torch
from torch.nn import functional as F

os.environ.setdefault("KERAS_BACKEND", "torch")


def kl_div_mean(student, teacher):
    return F.kl_div(student, teacher, reduction="mean")


def kl_div_batchmean(student, teacher):
    return F.kl_div(student, teacher, reduction="batchmean")


def kl_div_sum(student, teacher):
    return F.kl_div(student, teacher, reduction="sum")


def kl_div_none(student, teacher):
    return F.kl_div(student, teacher, reduction="none")


def kl_div_log_target(student, teacher):
    return F.kl_div(student, teacher, reduction="batchmean", log_target=True)


def gkd(student_logits, teacher_logits, beta=0.5, temperature=1.0):
    from trl.experimental.gkd import GKDTrainer  # noqa: PLC0415 - slow, and asked for by two tests

    return GKDTrainer.generalized_jsd_loss(student_logits, teacher_logits, beta=beta, temperature=temperature)


def gkd_with_labels(student_logits, teacher_logits, labels, beta=0.5):
    from trl.experimental.gkd import GKDTrainer  # noqa: PLC0415

    return GKDTrainer.generalized_jsd_loss(student_logits, teacher_logits, labels=labels, beta=beta)


def torchmetrics_kl(student, teacher):
    from torchmetrics.functional.regression import kl_divergence  # noqa: PLC0415

    return kl_divergence(teacher, student)


def keras_kl(student, teacher):
    import keras  # noqa: PLC0415

    return keras.losses.KLDivergence()(teacher, student)


def detached(student, teacher):
    """No gradient at all."""
    return F.kl_div(F.log_softmax(student, -1), F.softmax(teacher, -1), reduction="batchmean").detach()


def weights_detached(student, teacher):
    """Reverse KL, its expectation taken for a constant."""
    s, t = F.log_softmax(student, -1), F.log_softmax(teacher, -1)
    return (s.exp().detach() * (s - t)).sum(-1).mean()


def slightly_steeper(student, teacher):
    """A gradient that is a two-thousandth too large: five times what is let pass in double precision."""
    kl = F.kl_div(F.log_softmax(student, -1), F.softmax(teacher, -1), reduction="batchmean")
    return kl + 5e-4 * (kl - kl.detach())


def steeper_in_single(student, teacher):
    """A gradient that is a twentieth too large, of values in single precision."""
    kl = F.kl_div(F.log_softmax(student.float(), -1), F.softmax(teacher.float(), -1), reduction="batchmean")
    return kl + 5e-2 * (kl - kl.detach())


class Softened(torch.nn.Module):
    """A module that is made with its temperature."""

    def __init__(self, temperature=2.0):
        super().__init__()
        self.temperature = temperature

    def forward(self, student, teacher):
        s, t = F.log_softmax(student / self.temperature, -1), F.softmax(teacher / self.temperature, -1)
        return self.temperature**2 * F.kl_div(s, t, reduction="batchmean")


def epsilon_in_half(student, teacher):
    """An epsilon that half precision rounds to zero."""
    s, t = torch.softmax(student, -1), torch.softmax(teacher, -1)
    return (t * (torch.log(t + 1e-8) - torch.log(s + 1e-8))).sum(-1).mean()
