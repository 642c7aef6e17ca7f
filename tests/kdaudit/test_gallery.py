"""Figures are drawn where they are not there already, made of the same sources."""

from __future__ import annotations

import json
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from kdaudit.audits import executors
from kdaudit.errors import CannotRunError
from kdaudit.pages import gallery
from proofs_checks.machine.runner import Inline

NAMES = ["homotopy_tube", "privacy_price"]


@pytest.fixture
def drawn_once(tmp_path, monkeypatch):
    """A folder of two figures, and the names of those that are drawn from then on."""
    paths = gallery.figures(NAMES, out=tmp_path, jobs=2)
    seen = []
    draw = gallery.save
    monkeypatch.setattr(gallery, "save", lambda name, folder: (seen.append(name), draw(name, folder)))
    return tmp_path, paths, seen


def contents(paths):
    return [path.read_bytes() for path in paths]


def test_what_is_there_is_left_and_what_was_touched_is_drawn_again(drawn_once):
    folder, paths, seen = drawn_once
    before = contents(paths)
    assert gallery.figures(NAMES, out=folder) == paths
    assert seen == []
    paths[2].write_bytes(b"<svg/>")
    assert gallery.figures(NAMES, out=folder) == paths
    assert (seen, contents(paths)) == (["homotopy_tube"], before)
    paths[-1].unlink()
    gallery.figures(NAMES, out=folder)
    assert (seen, contents(paths)) == (NAMES, before)


@pytest.mark.parametrize("notes", ["", "[]", "{", '{"homotopy_tube": 3}'])
def test_notes_that_say_nothing_are_not_believed(drawn_once, notes):
    folder, paths, seen = drawn_once
    (folder / "figures" / gallery.NOTES).write_text(notes, encoding="utf-8")
    gallery.figures(NAMES, out=folder)
    assert seen == NAMES
    assert set(json.loads((folder / "figures" / gallery.NOTES).read_text(encoding="utf-8"))) == set(NAMES)
    assert all(path.is_file() for path in paths)


def test_other_sources_versions_or_settings_draw_again(drawn_once, monkeypatch):
    folder, _, seen = drawn_once
    style = folder / "another.mplstyle"
    style.write_text(gallery.STYLE.read_text(encoding="utf-8") + "lines.linewidth: 3\n", encoding="utf-8")
    sources = gallery.digest.sources
    for patched in (
        lambda: monkeypatch.setattr(gallery.digest, "sources", lambda module: (*sources(module), ("edited", "text"))),
        lambda: monkeypatch.setattr(gallery, "versions", lambda _: {"matplotlib": "another"}),
        lambda: monkeypatch.setitem(gallery.mpl.rcParams, "font.size", 31.0),
        lambda: monkeypatch.setattr(gallery, "STYLE", style),
    ):
        patched()
        gallery.figures(NAMES[:1], out=folder)
    assert seen == NAMES[:1] * 4


def test_what_is_not_installed_is_said_and_not_noted(tmp_path, monkeypatch):
    def lacking(name, folder):
        raise ImportError("no module", name="thing")

    monkeypatch.setattr(gallery, "save", lacking)
    with pytest.raises(CannotRunError, match="figure homotopy_tube: needs thing; add it with: pip install thing"):
        gallery.figures(NAMES, out=tmp_path)
    assert not (tmp_path / "figures" / gallery.NOTES).exists()


class Dying(Inline):
    """In place of new processes: what is asked of it dies."""

    def __init__(self, others):
        assert others == 1

    def submit(self, *_):
        future = Future()
        future.set_exception(BrokenProcessPool("killed"))
        return future


def test_where_a_process_dies_what_is_drawn_here_stays(tmp_path, monkeypatch):
    names = ["homotopy_tube", "operators_paths", "privacy_price", "convergence_distillation", "equivalence_twins"]
    with monkeypatch.context() as patched:
        patched.setattr(executors, "processes", Dying)
        with pytest.raises(CannotRunError, match="figures: a process that drew died; what is drawn stays, run again"):
            gallery.figures(names, out=tmp_path, jobs=2)
    assert set(json.loads((tmp_path / "figures" / gallery.NOTES).read_text(encoding="utf-8"))) == {names[-1]}
    seen = []
    draw = gallery.save
    monkeypatch.setattr(gallery, "save", lambda name, folder: (seen.append(name), draw(name, folder)))
    gallery.figures(names, out=tmp_path)
    assert seen == names[:-1]
