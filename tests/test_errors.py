"""Every code has one meaning, and every meaning is the code of something."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import strikemap as sm

PACKAGE = Path(sm.__file__).parent
SHAPE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|EMPTY|CORRUPT|ENCRYPTED|ENCODING")
#: Texts of that shape that are no codes: a constant in an ``__all__``, a key of the words,
#: a type of Parquet's.
OTHERS = {"MISSING_DAY", "OTHER_CODE", "BYTE_ARRAY"}


def used() -> dict[str, str]:
    """Return every code in the sources with one file that has it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and SHAPE.fullmatch(text) and text not in OTHERS:
                found[text] = str(path.relative_to(PACKAGE))
    return found


def test_every_code_of_the_sources_has_a_meaning() -> None:
    assert {code: file for code, file in used().items() if code not in sm.codes()} == {}


def test_every_meaning_is_that_of_a_code_in_use_and_in_order() -> None:
    listed = list(sm.codes())
    assert sorted(set(listed) - set(used())) == []
    assert listed == sorted(listed)


def test_no_two_codes_mean_the_same() -> None:
    meanings = list(sm.codes().values())
    assert len(set(meanings)) == len(meanings)
    assert all(text.endswith(".") for text in meanings)


@pytest.mark.parametrize("error", [sm.ReportError, sm.ZoneError, sm.MapError])
def test_an_error_carries_its_code_and_where(error: type[sm.StrikemapError]) -> None:
    raised = error("No.", code="EMPTY", where="a.csv")
    assert (raised.code, raised.where, str(raised)) == ("EMPTY", "a.csv", "No.")


def test_an_error_names_the_place_in_the_documentation_that_explains_its_code():
    error = sm.StrikemapError("Nothing is there.", code="NOT_FOUND")
    assert error.__notes__ == ["NOT_FOUND: see errors.html#not-found in the documentation"]
    assert str(error) == "Nothing is there."
