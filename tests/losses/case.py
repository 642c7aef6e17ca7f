"""A loss of the corpora, with the questions whose true answer is no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A loss, what is to be refuted of it, its family where it has one, and how it is called."""

    loss: Callable[..., Any]
    refuted: frozenset[str]
    family: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
