"""Writes `schema.json`, and the list of fields in `json.md`, from the types in `kdaudit.documents`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from kdaudit.documents.commands import DOCUMENTS

HERE = Path(__file__).parent


def schema() -> dict[str, Any]:
    """The schema of whatever a command writes: one of its definitions, which allow no other fields."""
    every, definitions = msgspec.json.schema_components(DOCUMENTS.values(), ref_template="#/$defs/{name}")
    for definition in definitions.values():
        definition["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What kdaudit writes with --json, schema 1",
        "commands": dict(zip(DOCUMENTS, every, strict=True)),
        "anyOf": list(every),
        "$defs": dict(sorted(definitions.items())),
    }


def listed(found: dict[str, Any]) -> str:
    """The fields of each document, as lists in Markdown: those of the commands first."""
    names = [reference["$ref"].rpartition("/")[2] for reference in found["commands"].values()]
    lines: list[str] = []
    for name in [*names, *(other for other in found["$defs"] if other not in names)]:
        definition = found["$defs"][name]
        fields = [f"`{field}`: {_kind(said)}" for field, said in definition["properties"].items()]
        lines += [
            f"### {name.removesuffix('Document')}",
            "",
            definition["description"],
            "",
            "; ".join(fields) + ".",
            "",
        ]
    return "\n".join(lines).rstrip()


def _kind(said: dict[str, Any]) -> str:
    """A field's type in words."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2].removesuffix("Document")
        return f"[{name}](#{name.lower()})"
    if "anyOf" in said:
        return " or ".join(_kind(one) for one in said["anyOf"])
    if "enum" in said:
        return " or ".join(f"`{json.dumps(value)}`" for value in said["enum"])
    if said.get("type") == "array":
        return f"list of {_kind(said['items'])}" if "items" in said else "list"
    if said.get("type") == "object":
        return f"by name, {_kind(said.get('additionalProperties', {}))}"
    kind = said.get("type", "anything")
    return " or ".join(kind) if isinstance(kind, list) else kind


def written() -> dict[Path, str]:
    """The files, as they should be."""
    found, page = schema(), HERE / "json.md"
    fields = f"<!-- fields -->\n{listed(found)}\n<!-- end -->"
    text = re.sub(r"<!-- fields -->.*<!-- end -->", lambda _: fields, page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {HERE / "schema.json": json.dumps(found, indent=1, ensure_ascii=False) + "\n", page: text}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
