"""Every notebook runs from the first cell to the last, and is committed without outputs."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert cells
    for cell in cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


def code_of(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_one_question_with_public_names_only(path: Path) -> None:
    cells = code_of(path)
    assert len(cells) <= 18
    for cell in cells:
        assert not re.search(
            r"from strikemap|import strikemap\.|\bdef |^class |shared/", cell, re.M
        )
        assert cell.startswith("%%writefile") or max(map(len, cell.splitlines())) <= 130


def draws(cell: str) -> bool:
    """Whether a cell's last line shows a map or a chart."""
    last = cell.rstrip().splitlines()[-1]
    made = re.search(rf"^{re.escape(last)} = sm\.(before_after|period_maps)", cell, re.M)
    return bool(made) or bool(re.search(r"sm\.(before_after|zone_map|\w+_chart)\(", cell))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_its_picture_high_up(path: Path) -> None:
    cells = [cell for cell in code_of(path) if not cell.startswith("%%writefile")]
    assert any(draws(cell) for cell in cells[:2])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_errors(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    executed = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in executed)
