"""Finding figures and writing them, the same bytes every time."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import matplotlib as mpl
from matplotlib.figure import Figure

Data = TypeVar("Data")
STYLE = Path(__file__).with_name("house.mplstyle")
# What a writer would stamp with the time or its version is left out.
_STAMPS = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
    "svg": {"Date": None},
}


def names() -> tuple[str, ...]:
    """The figures: every module of this folder that is named after a component, as component_subject."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if "_" in m.name))


def save(name: str, folder: Path) -> tuple[Path, ...]:
    """Draw a figure and write it as PDF, PNG and SVG, and its caption; the paths."""
    module = import_module(f"figures.{name}")
    data = module.data()
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(fname=STYLE):
        figure: Figure = module.draw(data)
        paths = tuple(folder / f"{name}.{kind}" for kind in _STAMPS)
        for path in paths:
            figure.savefig(path, metadata=stamps(path))
            figure.set_layout_engine("none")  # things stay where they are in the first: finding places takes long
    caption = folder / f"{name}.txt"
    caption.write_text(f"{(module.__doc__ or '').strip()}\n", encoding="utf-8")
    return (*paths, caption)


def write(draw: Callable[[Data], Figure], data: Data, path: Path) -> None:
    """Draw to a PDF, PNG or SVG file, the same bytes every time."""
    with mpl.rc_context(fname=STYLE):
        draw(data).savefig(path, metadata=stamps(path))


def literal(name: str) -> str:
    """A name that somebody gave, so that it is drawn as it is: a dollar sign would begin mathematics."""
    return name.replace("$", r"\$")


def stamps(path: Path) -> dict[str, None]:
    """The metadata that a writer is to leave out of a file of this kind."""
    return _STAMPS[path.suffix[1:]]
