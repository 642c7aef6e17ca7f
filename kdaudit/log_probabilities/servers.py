"""Records of inference servers of other shapes: vLLM offline, SGLang, llama.cpp, TGI.

As their sources and documentation have them: vLLM 0.10 and its later flat lists, llama.cpp's server with its older and
newer names, TGI's details.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from math import inf, log

from msgspec import Struct

from kdaudit.log_probabilities.openai import Ranked, ranked
from kdaudit.log_probabilities.position import Position, with_ranks


class Output(Struct, gc=False):
    """One answer of vLLM's."""

    logprobs: list[dict[int, Ranked] | None] | None = None


class VLLM(Struct, gc=False):
    """A request's output."""

    prompt_logprobs: list[dict[int, Ranked] | None] | None = None
    outputs: list[Output] | None = None
    logprobs: list[dict[int, Ranked] | None] | None = None

    def positions(self) -> Iterator[Position | None]:
        """Those of the prompt, the first of which has none, and of the answers."""
        for found in (self.prompt_logprobs, *(output.logprobs for output in self.outputs or ()), self.logprobs):
            yield from ranked(found or ())


class FlatVLLM(Struct, gc=False):
    """Lists of all tokens of all positions; those of one lie from its start to its end."""

    start_indices: list[int]
    end_indices: list[int]
    token_ids: list[int]
    logprobs: list[float | None]
    ranks: list[int | None] | None = None
    decoded_tokens: list[str | None] | None = None

    def positions(self) -> Iterator[Position | None]:
        """A position of no tokens has none."""
        for start, end in zip(self.start_indices, self.end_indices, strict=True):
            at = slice(start, end)
            logs, ids = self.logprobs[at], self.token_ids[at]
            texts = None if self.decoded_tokens is None else [text or "" for text in self.decoded_tokens[at]]
            ranks = None if self.ranks is None else self.ranks[at]
            if ids and ids[0] in ids[1:]:  # the sampled one comes first, and again where it is among the likeliest
                logs, ids = logs[1:], ids[1:]
                texts, ranks = None if texts is None else texts[1:], None if ranks is None else ranks[1:]
            if not logs:
                yield None
            elif ranks is None or None in ranks:
                yield Position(logs, ids, texts)
            else:
                yield with_ranks(logs, ids, texts, ranks)  # pyright: ignore[reportArgumentType]


Triple = tuple[float | None, int, str | None]


class Meta(Struct, gc=False):
    """What SGLang says of a request."""

    input_token_logprobs: list[Triple] | None = None
    input_top_logprobs: list[list[Triple] | None] | None = None
    output_token_logprobs: list[Triple] | None = None
    output_top_logprobs: list[list[Triple] | None] | None = None


class SGLang(Struct, gc=False):
    """A request of SGLang's: lists of log-probability, id and text."""

    meta_info: Meta

    def positions(self) -> Iterator[Position | None]:
        """Those of the prompt and of the answer."""
        meta = self.meta_info
        for own, tops in (
            (meta.input_token_logprobs, meta.input_top_logprobs),
            (meta.output_token_logprobs, meta.output_top_logprobs),
        ):
            for chosen, top in zip_longest(own or (), tops or ()):
                yield _of_triples(top, chosen) if top else None


def _of_triples(top: Sequence[Triple], chosen: Triple | None) -> Position:
    logs, ids, texts = zip(*top, strict=True)
    own, own_id, text = (None, None, None) if chosen is None else chosen
    return Position(logs, ids, None if None in texts else texts, own, own_id, text)


class Probable(Struct, gc=False):
    """A token of llama.cpp's, in the names of any version."""

    id: int | None = None
    token: str | None = None
    tok_str: str | None = None
    logprob: float | None = None
    prob: float | None = None

    @property
    def log(self) -> float | None:
        """The logarithm of what it has."""
        return self.logprob if self.prob is None else log(self.prob) if self.prob > 0 else -inf

    @property
    def text(self) -> str:
        """Its text."""
        return self.token or self.tok_str or ""


class Probabilities(Probable, gc=False):
    """A place of an answer."""

    content: str | None = None
    top_logprobs: list[Probable] | None = None
    top_probs: list[Probable] | None = None
    probs: list[Probable] | None = None


class LlamaCpp(Struct, gc=False):
    """An answer of llama.cpp's server."""

    completion_probabilities: list[Probabilities] | None = None
    probs: list[Probabilities] | None = None

    def positions(self) -> Iterator[Position | None]:
        """A place without alternatives has none."""
        for place in self.completion_probabilities or self.probs or ():
            tops = place.top_logprobs or place.top_probs or place.probs
            if not tops:
                yield None
                continue
            ids = [top.id for top in tops]
            text = place.content if place.content is not None else place.text
            yield Position(
                [top.log for top in tops],
                None if None in ids else ids,  # pyright: ignore[reportArgumentType]
                [top.text for top in tops],
                place.log,
                place.id,
                text,
            )


class TGIToken(Struct, gc=False):
    """A token of TGI's."""

    id: int
    text: str
    logprob: float | None = None


class Details(Struct, gc=False):
    """What TGI says of an answer."""

    tokens: list[TGIToken]
    top_tokens: list[list[TGIToken]] | None = None


class TGI(Struct, gc=False):
    """An answer of TGI's."""

    details: Details

    def positions(self) -> Iterator[Position | None]:
        """Those of the answer; of the prompt TGI gives only the tokens that were there."""
        tokens = self.details.tokens
        for token, tops in zip_longest(tokens, self.details.top_tokens or ()):
            if token is None or not tops:
                yield None
                continue
            logs, ids, texts = ([getattr(top, of) for top in tops] for of in ("logprob", "id", "text"))
            yield Position(logs, ids, texts, token.logprob, token.id, token.text)
