"""Which maker's record is it? Told by its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kdaudit.log_probabilities.openai import Batched, BatchedLegacy, Chat, Legacy, Numbers, Place, Response
from kdaudit.log_probabilities.position import Position
from kdaudit.log_probabilities.servers import TGI, VLLM, FlatVLLM, LlamaCpp, SGLang
from kdaudit.log_probabilities.trainers import TRL, AxolotlIn, AxolotlOut
from numerics.simplex import InputError


class Record(Protocol):
    """What a record must say."""

    def positions(self) -> Iterator[Position | Numbers | None]:
        """Its positions; None for one that has no log-probabilities."""
        ...


@dataclass(frozen=True)
class Format:
    """A maker's format: its name, the shape of a record, how one is told, and a shape without texts, if it has one."""

    name: str
    record: type[Record]
    told: Callable[[Mapping[str, Any]], bool]
    numbers: type[Record] | None = None


def _choices(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = record.get("choices")
    return [choice for choice in found if isinstance(choice, dict)] if isinstance(found, list) else []


def _has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda record: all(name in record for name in names)


def _legacy(record: Mapping[str, Any]) -> bool:
    return any(
        isinstance(choice.get("logprobs"), dict) and "tokens" in choice["logprobs"] for choice in _choices(record)
    )


def _body(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a line of a batch wraps."""
    response = record.get("response")
    body = response.get("body") if isinstance(response, dict) else None
    return body if isinstance(body, dict) else {}


def _axolotl(record: Mapping[str, Any]) -> bool:
    rows = record.get("logprobs")
    return isinstance(rows, list) and any(
        isinstance(row, list) and row and isinstance(row[0], dict) and "token" in row[0] for row in rows
    )


def _vllm(record: Mapping[str, Any]) -> bool:
    rows = record.get("logprobs")
    ranked = isinstance(rows, list) and any(isinstance(row, dict) for row in rows)
    return "outputs" in record or ("prompt_logprobs" in record and "choices" not in record) or ranked


FORMATS = {
    one.name: one
    for one in (
        Format("openai-legacy", Legacy, _legacy),
        Format("openai-chat", Chat[Place], lambda record: isinstance(record.get("choices"), list), Chat[Numbers]),
        Format("openai-batch-legacy", BatchedLegacy, lambda record: _legacy(_body(record))),
        Format("openai-batch", Batched[Place], _has("response"), Batched[Numbers]),
        Format("openai-responses", Response[Place], lambda r: isinstance(r.get("output"), list), Response[Numbers]),
        Format("sglang", SGLang, _has("meta_info")),
        Format("vllm-flat", FlatVLLM, _has("start_indices", "token_ids")),
        Format("tgi", TGI, _has("details")),
        Format("llama.cpp", LlamaCpp, lambda record: "completion_probabilities" in record or "probs" in record),
        Format("trl", TRL, _has("logprob_token_ids")),
        Format("axolotl-out", AxolotlOut, _has("target_logprobs", "target_token_ids")),
        Format("axolotl-in", AxolotlIn, _axolotl),
        Format("vllm", VLLM, _vllm),
    )
}
DISTILLKIT = ("compressed_logprobs", "bytepacked_indices", "packed_indices", "exact_values", "coeffs")


def recognised(record: object, name: str) -> Format:
    """The format of a record. Raises InputError where it is none that is known."""
    if not isinstance(record, dict):
        raise InputError(f"{name}: its records are {_kind(record)}, and none of {', '.join(FORMATS)}")
    refuse_packed(record, name)
    for one in FORMATS.values():
        if one.told(record):
            return one
    fields = ", ".join(map(str, list(record)[:6])) or "no fields"
    raise InputError(f"{name}: has {fields}, and is none of {', '.join(FORMATS)}; --format insists on one")


def refuse_packed(fields: Mapping[str, Any] | list[str], name: str) -> None:
    """Raises InputError for what DistillKit packs."""
    if any(field in fields for field in DISTILLKIT):
        raise InputError(
            f"{name}: is DistillKit's, packed as a configuration says that the file lacks; unpack it there, and save "
            "ids and log-probabilities"
        )


def _kind(record: object) -> str:
    return {list: "lists", str: "texts", int: "numbers", float: "numbers"}.get(type(record), "no objects")
