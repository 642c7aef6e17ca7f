"""Records of toolkits that train on log-probabilities: TRL's server (1.16) and axolotl."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from msgspec import Struct, convert

from kdaudit.log_probabilities.openai import Token
from kdaudit.log_probabilities.position import Position, named

Row = list[float | None]


class TRL(Struct, gc=False):
    """Completions of TRL's server: rows of log-probabilities and of ids; −∞ fills up."""

    logprobs: list[list[Any]]
    logprob_token_ids: list[list[Any]]

    def positions(self) -> Iterator[Position | None]:
        """Those of one completion, or of several."""
        logs, ids = convert(_rows(self.logprobs), list[Row]), convert(_rows(self.logprob_token_ids), list[list[int]])
        for row, names in zip(logs, ids, strict=True):
            yield Position(row, names, None) if row else None


def _rows(nested: list[list[Any]]) -> list[Any]:
    """Rows of one completion, or those of several after each other."""
    several = any(row and isinstance(row[0], list) for row in nested)
    return list(chain.from_iterable(nested)) if several else nested


class AxolotlIn(Struct, gc=False):
    """What axolotl reads: lists of tokens, named "token_id:N"."""

    logprobs: list[list[Token]]

    def positions(self) -> Iterator[Position | None]:
        """A position of no tokens has none."""
        for tops in self.logprobs:
            yield named([top.logprob for top in tops], [top.token for top in tops]) if tops else None


class AxolotlOut(Struct, gc=False):
    """What axolotl makes of it: the likeliest renormalised, so that what was not among them cannot be told any more."""

    target_logprobs: list[Row]
    target_token_ids: list[list[int]]
    target_mask: list[list[int]] | None = None

    def positions(self) -> Iterator[Position | None]:
        """Without what is masked."""
        masks = self.target_mask or [[1] * len(row) for row in self.target_logprobs]
        for logs, ids, mask in zip(self.target_logprobs, self.target_token_ids, masks, strict=True):
            if len(mask) != len(logs):
                raise ValueError(f"a position has {len(logs)} log-probabilities and a mask of {len(mask)}")
            kept = [n for n, counts in enumerate(mask) if counts]
            yield Position([logs[n] for n in kept], [ids[n] for n in kept], None) if kept else None
