"""A workbook of tables in which every text is a text, the same bytes each time."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import pandas as pd

from strikemap.spreadsheet_formulas import is_formula

_THEN: Final = (2000, 1, 1, 0, 0, 0)
#: Signs that no XML can hold, and what a workbook reads as the code of a sign.
_UNSOUND: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Letters of a cell and rows of a sheet, of which one is the header; no spreadsheet takes more.
MOST_LETTERS: Final = 32_000
MOST_ROWS: Final = 1_048_575
_NS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sound_xml(text: str) -> str:
    """Return a text with U+FFFD for every sign that no XML can hold."""
    return _UNSOUND.sub("\ufffd", text)


def workbook(sheets: Mapping[str, pd.DataFrame], record: str = "") -> bytes:
    """Return a workbook of named tables, and of a record that no spreadsheet shows.

    Texts are typed as texts, so none is ever a formula; those that look like one are marked,
    so that they stay texts when a cell is edited.
    """
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{i + 1}.xml") for i in range(len(sheets))),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{i + 1}.xml": _sheet(t) for i, t in enumerate(sheets.values())},
        **({"strikemap.json": record} if record else {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            data = text.encode("utf-8", "replace")
            archive.writestr(zipfile.ZipInfo(name, _THEN), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _types(sheets: int) -> str:
    kind = f"{_TYPE}.worksheet+xml"
    own = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="{kind}"/>'
        for i in range(sheets)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PKG}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="json" ContentType="application/json"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{own}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{i + 1}" Type="{_DOC}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets)
    )
    return f'{_HEAD}<Relationships xmlns="{_PKG}/relationships">{made}</Relationships>'


def _book(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{i + 1}" r:id="rId{i + 1}"/>'
        for i, name in enumerate(names)
    )
    return f'{_HEAD}<workbook xmlns="{_NS}" xmlns:r="{_DOC}"><sheets>{sheets}</sheets></workbook>'


def _styles() -> str:
    """Return two styles: the plain one, and that of a text which stays one when edited."""
    fill = '<fill><patternFill patternType="none"/></fill>'
    style = '<xf numFmtId="{0}" fontId="0" fillId="0" borderId="0" xfId="0"{1}/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_NS}"><fonts count="1"><font><sz val="11"/></font></fonts>'
        f'<fills count="1">{fill}</fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="2">{style.format(0, "")}'
        f"{style.format(49, chr(32) + 'quotePrefix=' + chr(34) + '1' + chr(34))}</cellXfs>"
        "</styleSheet>"
    )


def _sheet(table: pd.DataFrame) -> str:
    rows = [list(map(str, table.columns)), *table.astype(object).to_numpy().tolist()]
    made = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'{_HEAD}<worksheet xmlns="{_NS}"><sheetData>{made}</sheetData></worksheet>'


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and math.isfinite(value):
        return f"<c><v>{value!r}</v></c>"
    text = str(value)[:MOST_LETTERS]
    style = ' s="1"' if is_formula(text) else ""
    safe = escape(_CODE.sub("_x005F_", sound_xml(text)))
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{safe}</t></is></c>'
