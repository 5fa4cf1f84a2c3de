"""The widget in a real JupyterLab: shown, moved by the reader, read and set in the next cell."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import missing

pytestmark = pytest.mark.browser

CELLS = (
    "import strikemap as sm\n"
    "m = sm.before_after(sm.load_dataset('syria_2017_strikes'), sm.Event('Deal', '2017-05-04'))\n"
    "w = m.widget()\nw",
    "print('read', w.event.date, len(w.selection), w.map().comparison.event.date)\nw.windows = 10",
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Return the address of a JupyterLab that holds one notebook."""
    if importlib.util.find_spec("jupyterlab") is None:
        missing("JupyterLab is not installed: pip install 'strikemap[notebook]'")
    nbformat = pytest.importorskip("nbformat")
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, tmp_path / "map.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={tmp_path}"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api", timeout=1).close()
            break
        except OSError:
            time.sleep(0.5)
    yield f"{address}/lab/tree/map.ipynb"
    server.terminate()
    server.wait(20)


def test_a_reader_moves_the_event_and_selects_and_python_knows(lab: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1500, "height": 1200})
    page.goto(lab)
    first = page.locator(".jp-CodeCell").first
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    first.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    frame = page.frame_locator("iframe[sandbox]")
    frame.locator(".picker:not([hidden])").wait_for(timeout=60_000)
    frame.locator(".grip").press("ArrowRight")
    frame.locator(".list > summary").click()
    frame.locator(".list .check").nth(2).click()
    page.wait_for_timeout(500)
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    said = page.locator(".jp-OutputArea-output pre", has_text="read")
    said.wait_for(timeout=60_000)
    assert said.inner_text().strip() == "read 2017-05-05 1 2017-05-05"
    frame.locator(".maps .dates", has_text="25 April").wait_for(timeout=20_000)
    page.close()
