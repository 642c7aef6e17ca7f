"""One position of a text: the likeliest tokens with their log-probabilities, as any maker's record gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Position(NamedTuple):
    """Log-probabilities of a few tokens, in the order of the record; None where it has null.

    `own` is that of the token that was sampled or given, with its id and text where the record has them. `extra` is how
    many at the end are known beyond the likeliest ones, such as the chosen one of vLLM: they do not bound the tokens
    that are not given.
    """

    logs: Sequence[float | None]
    ids: Sequence[int] | None = None
    texts: Sequence[str] | None = None
    own: float | None = None
    own_id: int | None = None
    own_text: str | None = None
    extra: int = 0

    def check(self) -> None:
        """Raises ValueError where log-probabilities, ids and texts are not as many, or an id is none."""
        for name, given in (("ids", self.ids), ("texts", self.texts)):
            if given is not None and len(given) != len(self.logs):
                raise ValueError(f"a position has {len(self.logs)} log-probabilities and {len(given)} {name}")
        if self.ids and max(self.ids) >= 2**63:
            raise ValueError("an id has more than 63 bits")

    def text(self, at: int) -> str:
        """That of an entry; of one behind the likeliest it is the sampled token's. Empty where there is none."""
        if self.texts is None or at >= len(self.texts):
            return self.own_text or ""
        return self.texts[at]

    def is_beyond(self) -> bool:
        """Whether the token that was sampled is known besides the likeliest, and not one of them."""
        if self.own is None:
            return False
        if self.ids is not None and self.own_id is not None:
            return self.own_id not in self.ids
        if self.texts is not None and self.own_text is not None:
            return self.own_text not in self.texts
        return self.own not in self.logs  # one of them would have the same number


def numbered(text: str) -> int | None:
    """N of "token_id:N", which servers write in place of a text; None for other texts."""
    head, colon, number = text.partition(":")
    return int(number) if head == "token_id" and colon and number.isdecimal() else None


def named(logs: Sequence[float | None], texts: Sequence[str], own: float | None = None, text: str = "") -> Position:
    """A position of tokens that are named by texts, or by "token_id:N"."""
    if texts and texts[0].startswith("token_id:"):
        ids = [numbered(text) for text in texts]
        if None not in ids:
            return Position(logs, ids, None, own, numbered(text))  # pyright: ignore[reportArgumentType]
    return Position(logs, None, texts, own, None, text)


def with_ranks(
    logs: Sequence[float | None], ids: Sequence[int], texts: Sequence[str] | None, ranks: Sequence[int]
) -> Position:
    """A position of tokens with ranks: those beyond a gap in the ranks are known besides the likeliest."""
    Position(logs, ids, texts).check()
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    likeliest = next((n for n, place in enumerate(order) if ranks[place] != n + 1), len(order))
    return Position(
        [logs[n] for n in order],
        [ids[n] for n in order],
        None if texts is None else [texts[n] for n in order],
        extra=len(order) - likeliest,
    )
