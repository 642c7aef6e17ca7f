"""Completions as OpenAI's interfaces return them, and servers that follow them (openai 3.57, vLLM 0.10).

Chat completions have choices[].logprobs.content[], each with token, logprob and top_logprobs[]; batches wrap them in
response.body. Legacy completions have choices[].logprobs with lists tokens, token_logprobs and top_logprobs, the last
of objects from text to number: tokens of one text collapse there. Responses have output[].content[].logprobs[].
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Generic, TypeVar

from msgspec import Struct

from kdaudit.log_probabilities.position import Position, named, with_ranks


class Token(Struct, gc=False):
    """A token with its log-probability."""

    token: str
    logprob: float | None = None


class Place(Struct, gc=False):
    """A token of the answer, and the likeliest at its place."""

    token: str
    logprob: float | None = None
    top_logprobs: list[Token] | None = None

    def position(self) -> Position | None:
        """As any maker's."""
        if not self.top_logprobs:
            return None
        tops = self.top_logprobs
        return named([top.logprob for top in tops], [top.token for top in tops], self.logprob, self.token)


class Number(Struct, gc=False):
    """The log-probability of a token, whose text nobody asked for."""

    logprob: float | None = None


class Numbers(Struct, gc=False):
    """Those of a place, which are a position as they are: without texts it is a third of the work."""

    logprob: float | None = None
    top_logprobs: list[Number] | None = None

    def position(self) -> Numbers | None:
        """Itself, if it has any."""
        return self if self.top_logprobs else None

    def check(self) -> None:
        """Nothing can be wrong with it."""

    def named(self) -> Position:
        """As others have it."""
        return Position([top.logprob for top in self.top_logprobs or ()], own=self.logprob)


At = TypeVar("At", Place, Numbers)


class Content(Struct, Generic[At], gc=False):
    """The tokens of an answer."""

    content: list[At] | None = None


class Choice(Struct, Generic[At], gc=False):
    """One answer."""

    logprobs: Content[At] | None = None


class Ranked(Struct, gc=False):
    """A token of vLLM's, under its id."""

    logprob: float | None
    rank: int | None = None
    decoded_token: str | None = None


Prompt = list[dict[int, Ranked] | None]


class Chat(Struct, Generic[At], gc=False):
    """A chat completion."""

    choices: list[Choice[At]]
    prompt_logprobs: Prompt | None = None

    def positions(self) -> Iterator[Position | Numbers | None]:
        """Those of the prompt, where the server gives them, and of every answer."""
        yield from ranked(self.prompt_logprobs or ())
        for choice in self.choices:
            if choice.logprobs is not None:
                yield from [place.position() for place in choice.logprobs.content or ()]


class Wrapped(Struct, Generic[At], gc=False):
    """A response of a batch."""

    body: Chat[At] | None = None


class Batched(Struct, Generic[At], gc=False):
    """A line of a batch."""

    response: Wrapped[At] | None = None

    def positions(self) -> Iterator[Position | Numbers | None]:
        """Those of the completion, where there is one."""
        if self.response is not None and self.response.body is not None:
            yield from self.response.body.positions()


class Part(Struct, Generic[At], gc=False):
    """A part of a response."""

    logprobs: list[At] | None = None


class Item(Struct, Generic[At], gc=False):
    """An item of a response: a message, or something else."""

    content: list[Part[At]] | None = None


class Response(Struct, Generic[At], gc=False):
    """A response."""

    output: list[Item[At]]

    def positions(self) -> Iterator[Position | Numbers | None]:
        """Those of every part of every message."""
        for item in self.output:
            for part in item.content or ():
                yield from [place.position() for place in part.logprobs or ()]


class Lists(Struct, gc=False):
    """The lists of a legacy completion."""

    tokens: list[str]
    token_logprobs: list[float | None] | None = None
    top_logprobs: list[dict[str, float | None] | None] | None = None


class LegacyChoice(Struct, gc=False):
    """One answer of a legacy completion."""

    logprobs: Lists | None = None


class Legacy(Struct, gc=False):
    """A legacy completion."""

    choices: list[LegacyChoice]
    prompt_logprobs: Prompt | None = None

    def positions(self) -> Iterator[Position | None]:
        """Those of every answer; the first token of an echoed prompt has none."""
        yield from ranked(self.prompt_logprobs or ())
        for choice in self.choices:
            if choice.logprobs is not None:
                lists = choice.logprobs
                every = zip_longest(lists.tokens, lists.token_logprobs or (), lists.top_logprobs or ())
                for token, log, top in every:
                    yield keyed(top, log, token or "") if top else None


class LegacyBody(Struct, gc=False):
    """A response of a batch of legacy completions."""

    body: Legacy | None = None


class BatchedLegacy(Struct, gc=False):
    """A line of such a batch."""

    response: LegacyBody | None = None

    def positions(self) -> Iterator[Position | Numbers | None]:
        """Those of the completion, where there is one."""
        if self.response is not None and self.response.body is not None:
            yield from self.response.body.positions()


def keyed(top: dict[str, float | None], log: float | None, token: str) -> Position:
    """A position of an object from text to number, where the last may be the chosen one, which bounds nothing."""
    logs = list(top.values())
    last = log is not None and top.get(token) == log and log <= min((x for x in logs if x is not None), default=log)
    if not last:
        return named(logs, list(top), log, token)
    others = {text: x for text, x in top.items() if text != token}
    return named([*others.values(), log], [*others, token], log, token)._replace(extra=1)


def ranked(positions: list[dict[int, Ranked] | None] | tuple[()]) -> Iterator[Position | None]:
    """Positions of vLLM's: null, or an object from id to log-probability, rank and text."""
    for found in positions:
        if not found:
            yield None
            continue
        tokens = list(found.values())
        logs, texts = [token.logprob for token in tokens], [token.decoded_token or "" for token in tokens]
        ranks = [token.rank for token in tokens]
        if None in ranks:
            yield Position(logs, list(found), texts)
        else:
            yield with_ranks(logs, list(found), texts, ranks)  # pyright: ignore[reportArgumentType]
