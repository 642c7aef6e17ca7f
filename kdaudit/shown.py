"""How a record shows itself: in a terminal, in a notebook, as JSON."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape
from typing import Any


class Shown(ABC):
    """A record with a `document` for JSON and a `text` for people; a notebook and a prompt show the text."""

    @abstractmethod
    def document(self) -> Mapping[str, Any]:
        """As JSON has it, schema 1."""

    @abstractmethod
    def text(self) -> str:
        """For people."""

    def to_json(self) -> str:
        """The document, as `--json` writes it."""
        return json.dumps(self.document(), indent=2, ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"
