"""Keeping: the rows of a table that its dialect says are of use; the others are set aside."""

from __future__ import annotations

import numpy as np

from strikemap.formats.names import forms
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable
from strikemap.readers.accounting import Accounting
from strikemap.readers.harmonise import stated_values
from strikemap.readers.header import Layout


def set_aside_others(
    source: Source, table: RawTable, layout: Layout, accounting: Accounting
) -> None:
    """Set aside, as ``NOT_KEPT``, the rows that the dialect's ``keep`` does not name.

    Raises
    ------
    StrikemapError
        Code ``COLUMNS_MISSING``: the table lacks the column that decides.
    """
    for column, values in layout.dialect.keep.items():
        names = [name for name in table.frame.columns if column in forms(str(name))]
        if not names:
            raise source.fail(
                "COLUMNS_MISSING",
                f"has no column {column!r}, by which the dialect {layout.dialect.name!r} tells the "
                "rows that are of use. Add it, or choose another source=.",
                where=column,
            )
        stated = stated_values(table.frame[names[0]])
        said = f"{layout.dialect.title} keeps {', '.join(values)}"[:200]
        others = np.flatnonzero(~np.isin(stated.astype(str), values))
        accounting.set_aside(
            {int(at): ("NOT_KEPT", f"{names[0]} is {_shown(stated[at])}; {said}") for at in others}
        )


def _shown(value: str | None) -> str:
    return "empty" if value is None else repr(value[:60])
