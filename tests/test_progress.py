"""A bar shows itself to somebody who waits, once, and to nobody else; stopping leaves no trace."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import strikemap as sm
from strikemap import progress
from strikemap.paint.print import static


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)


def counted(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    for _ in progress.steps([1, 2], "outer"):
        assert list(progress.steps(iter("ab"), "inner", total=2)) == ["a", "b"]
    return stream.getvalue()


@pytest.mark.usefixtures("impatient")
def test_a_terminal_sees_the_outermost_bar_only(monkeypatch: pytest.MonkeyPatch):
    shown = counted(Terminal(), monkeypatch)
    assert "outer" in shown
    assert "inner" not in shown


@pytest.mark.usefixtures("impatient")
def test_scripts_logs_and_notebooks_see_nothing(monkeypatch: pytest.MonkeyPatch):
    assert counted(io.StringIO(), monkeypatch) == ""


def test_what_is_done_at_once_shows_nothing(monkeypatch: pytest.MonkeyPatch):
    assert counted(Terminal(), monkeypatch) == ""


@pytest.mark.usefixtures("impatient")
def test_reading_shows_its_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "strikes.csv"
    path.write_text("id,date,lat,lon\na,2017-05-04,35.1,36.6\n")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    sm.read_reports(path)
    assert "reading strikes.csv" in stream.getvalue()


def test_after_a_task_was_stopped_the_next_one_shows_its_bar_again(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(KeyboardInterrupt), progress.stages("saving", 2):
        raise KeyboardInterrupt
    assert not progress._under_way


@pytest.mark.parametrize("suffix", [".png", ".html"])
def test_a_save_that_is_stopped_leaves_nothing_and_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
):
    strikes = sm.load_dataset("syria_2017_strikes").head(20)
    made = sm.before_after(strikes, sm.Event("Deal", "2017-04-20"))
    path = tmp_path / f"map{suffix}"

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(static, "write", stop)
        patched.setattr("strikemap.paint.page.page.html", stop)
        with pytest.raises(KeyboardInterrupt):
            made.save(path)
    assert list(tmp_path.iterdir()) == []
    made.save(path)
    assert path.stat().st_size > 10_000
