"""The table of decisions as a file that several people keep: sorted, one line each, mergeable."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from strikemap.corroboration.decisions import COLUMNS, DecisionsLike, read_decisions
from strikemap.errors import MissingExtraError, ReportError
from strikemap.spreadsheet_formulas import is_formula
from strikemap.whole_file import whole_file


def table_of(lines: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return lines of decisions as a table: each once, in an order that rests on what they say."""
    frame = pd.DataFrame([dict(line) for line in lines], columns=list(COLUMNS), dtype=object)
    order = ["report_ids", "field", "action", *COLUMNS[3:]]
    return frame.drop_duplicates().sort_values(order, ignore_index=True, kind="stable")


def write_decisions(decisions: DecisionsLike, path: str | os.PathLike[str]) -> Path:
    """Write decisions as CSV or XLSX: sorted, each line once, all columns.

    The same decisions give the same bytes, whoever wrote them in which order. A CSV of them
    merges through git without loss where the folder's ``.gitattributes`` says
    ``decisions.csv merge=union``: lines of both sides stay, reading and writing the table again
    puts them in order and drops doubles, and what contradicts is an error that names both lines.

    Parameters
    ----------
    decisions
        As :func:`read_decisions` takes them; questions without an answer are left out.
    path
        A file ending in ``.csv`` or ``.xlsx``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ReportError
        ``FORMAT_UNKNOWN`` for another suffix; those of :func:`read_decisions`.
    MissingExtraError
        openpyxl is not installed, for XLSX.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "decisions.csv"
    >>> lines = pd.DataFrame({"action": ["split", "merge"], "report_ids": ["c;d", "a;b"]})
    >>> sm.write_decisions(lines, path).read_text(encoding="utf-8").splitlines()[1]
    'merge,a; b,,,,,,,'
    """
    target = Path(path)
    table = table_of(decision.cells() for decision in read_decisions(decisions)).map(_as_text)
    if target.suffix.lower() == ".csv":
        data = table.to_csv(index=False, lineterminator="\n").encode("utf-8")
    elif target.suffix.lower() == ".xlsx":
        data = _workbook(table)
    else:
        raise ReportError(
            f"Decisions cannot be written as {target.name!r}. End the name with .csv or .xlsx.",
            code="FORMAT_UNKNOWN",
            where=target.name,
        )
    with whole_file(target) as stream:
        stream.write(data)
    return target


def _as_text(cell: str) -> str:
    r"""Keep a text from being run, and its "\r" from ending a row; reading takes the sign off."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if is_formula(text) else text


def _workbook(table: pd.DataFrame) -> bytes:
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise MissingExtraError("openpyxl", "excel", "write Excel workbooks") from None
    stream = BytesIO()
    table.to_excel(stream, index=False, engine="openpyxl")
    return stream.getvalue()
