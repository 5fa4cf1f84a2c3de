"""The analysts' decisions: which reports are one strike, and what a report should say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, Literal, cast

import pandas as pd

from strikemap.errors import ReportError
from strikemap.spreadsheet_formulas import is_formula

Action = Literal["merge", "split", "pin", "set"]
ACTIONS: Final = ("merge", "split", "pin", "set")

#: The columns of a table of decisions, in their order; the first two are needed.
COLUMNS: Final = ("action", "report_ids", "field", "from", "to", "who", "when", "why", "source")

#: What ``decisions=`` takes: a path, a frame, or None for none.
DecisionsLike = str | PathLike[str] | pd.DataFrame | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the table.

    ``merge`` holds the reports together, ``split`` holds every two of them apart, ``pin`` makes
    them one strike that no other report joins. ``set`` corrects ``field`` of the reports from
    ``before`` to ``after``. Who decided it, when, why and from which source is for the reader.
    """

    action: Action
    report_ids: tuple[str, ...]
    line: int
    field: str = ""
    before: str = ""
    after: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """What it is called in messages: its line, its action and who decided it."""
        by = f" by {self.who}" if self.who else ""
        return f"line {self.line} ({self.action} {'; '.join(self.report_ids)}{by})"

    def cells(self) -> dict[str, str]:
        """Return the line as texts by column."""
        ids = "; ".join(self.report_ids)
        own = (self.action, ids, self.field, self.before, self.after)
        return dict(zip(COLUMNS, (*own, self.who, self.when, self.why, self.source), strict=True))


def read_decisions(path_or_frame: DecisionsLike) -> tuple[Decision, ...]:
    """Read decisions from a CSV (UTF-8), an Excel workbook or a frame.

    Parameters
    ----------
    path_or_frame
        Columns ``action`` (merge, split, pin or set) and ``report_ids`` (ids with ``;``
        between); for ``set`` also ``field``, ``from`` and ``to``; if wanted ``who``, ``when``,
        ``why`` (or ``note``) and ``source``. Other columns are for the reader. A line without an
        action, or a ``set`` without ``to``, is a question not answered yet and is passed over.
        None: no decisions.

    Returns
    -------
    tuple of Decision
        One for each line that is answered, with its line number.

    Raises
    ------
    ReportError
        ``NOT_FOUND`` or ``NOT_CSV``; ``COLUMNS_MISSING``; or ``DECISION_INVALID`` with the
        line: an unknown action, too few reports for it, or a correction of no field.

    Examples
    --------
    >>> import pandas as pd
    >>> from strikemap.corroboration.decisions import read_decisions
    >>> read_decisions(pd.DataFrame({"action": ["split"], "report_ids": ["a1;b7"]}))[0].name
    'line 1 (split a1; b7)'
    """
    if path_or_frame is None:
        return ()
    table = path_or_frame
    if not isinstance(table, pd.DataFrame):
        table = _read(table)
    for column in COLUMNS[:2]:
        if column not in table.columns:
            raise ReportError(
                f"The decisions have no column {column!r}. They need action (merge, split, pin "
                "or set) and report_ids (ids with ';' between).",
                code="COLUMNS_MISSING",
                where=column,
            )
    lines = _texts(table).to_dict("records")
    found = [_decision(cast(Mapping[str, str], cells), n) for n, cells in enumerate(lines, 1)]
    return tuple(one for one in found if one is not None)


def _read(path: str | PathLike[str]) -> pd.DataFrame:
    try:
        if Path(path).suffix.lower() == ".xlsx":
            return pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as cause:
        raise ReportError(
            f"There is no file of decisions {path}. Correct the path, or leave decisions= out.",
            code="NOT_FOUND",
            where=str(path),
        ) from cause
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as cause:
        raise ReportError(
            f"The decisions in {path} cannot be read as a CSV in UTF-8: {cause}. Save the file "
            "as UTF-8 with the columns action and report_ids.",
            code="NOT_CSV",
            where=str(path),
        ) from cause


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of decisions as texts, ``""`` where nothing is written."""
    named = table
    if "note" in table.columns and "why" not in table.columns:
        named = table.rename(columns={"note": "why"})
    cells = {
        name: ["" if gone else _plain(str(cell).strip()) for cell, gone in _cells(named, name)]
        for name in COLUMNS
    }
    return pd.DataFrame(cells, dtype=object)


def _plain(cell: str) -> str:
    """Take off the apostrophe that keeps a text from being run as a formula."""
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell


def _cells(table: pd.DataFrame, name: str) -> list[tuple[Any, bool]]:
    if name not in table.columns:
        return [("", True)] * len(table)
    values = table[name].astype("object")
    return list(zip(values, values.isna(), strict=True))


def _decision(cells: Mapping[str, str], line: int) -> Decision | None:
    kind = cells["action"].lower()
    named = tuple(dict.fromkeys(filter(None, map(str.strip, cells["report_ids"].split(";")))))
    if not kind or (kind == "set" and not cells["to"]):
        return None
    if kind not in ACTIONS:
        raise _invalid(line, f"has the action {cells['action']!r}. Write merge, split, pin or set")
    if len(named) < (1 if kind in ("pin", "set") else 2):
        raise _invalid(
            line,
            f"({kind}) names {len(named)} report(s). Name at least two, with ';' between; a pin "
            "or a set may name one",
        )
    if kind == "set" and not cells["field"]:
        raise _invalid(line, "(set) names no field. Write the column it corrects in 'field'")
    return Decision(
        cast(Action, kind),
        named,
        line,
        field=cells["field"],
        before=cells["from"],
        after=cells["to"],
        **{name: cells[name] for name in ("who", "when", "why", "source")},
    )


def _invalid(line: int, what: str) -> ReportError:
    return ReportError(f"Decision {line} {what}.", code="DECISION_INVALID", where=f"line {line}")
