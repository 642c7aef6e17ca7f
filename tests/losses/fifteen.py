"""The losses of examples/losses.py, audited: the table of docs/loss.md."""

from __future__ import annotations

from pathlib import Path

import kdaudit

EXAMPLES = Path(__file__).parents[2] / "examples" / "losses.py"
CLASSES = (3, 8)
OPTIONS = {
    "softened_kl": {"temperature": 4.0},
    "mean_over_entries": {"temperature": 4.0},
    "without_t_squared": {"temperature": 4.0},
    "teacher_alone_softened": {"temperature": 4.0},
    "soft_cross_entropy": {},
    "reverse_kl": {},
    "truncated_reverse_kl": {},
    "bucketed_kl": {},
    "jensen_shannon": {"arguments": {"beta": 0.2}},
    "jensen_shannon_switched": {},
    "padding_counts": {"mask": "mask"},
    "token_mean": {"mask": "mask"},
    "with_labels": {"labels": "labels"},
    "logit_matching": {},
    "hellinger": {},
}


def table() -> str:
    """Lines of Markdown: what each is, and what is refuted of it."""
    lines = ["| loss | what it is | refuted |", "| --- | --- | --- |"]
    for name, options in OPTIONS.items():
        found = kdaudit.audit_loss(f"{EXAMPLES}:{name}", classes=CLASSES, **options)
        refuted = ", ".join(f"`{question}`" for question in found.refuted) or "nothing"
        says = " ".join((found.says.removeprefix("It is "), *found.notes)).replace("|", "\\|")
        lines.append(f"| `{name}` | {says} | {refuted} |")
    return "\n".join(lines)
