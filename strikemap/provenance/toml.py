"""Calls as TOML: plain values written the same way every time, and read as data only."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from strikemap.errors import MapError

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
#: Numbers that no option takes, and keys of so many parts that reading them takes for ever.
_LONG_NUMBER: Final = re.compile(r"[0-9A-Fa-f_]{40}")
_MOST_DOTS: Final = 200
_COMMENTS: Final = re.compile(r"#[^\n]*")
#: Names, tables and values beyond which no call goes; each takes its time.
_MOST_PARTS: Final = 50_000
#: A text of a call is no longer than this, and nothing in it is nested deeper.
LONGEST: Final = 4_000_000


def toml_text(values: Mapping[str, Any]) -> str:
    r"""Return plain values as TOML; values first, then tables, each in the order given.

    Examples
    --------
    >>> values = {"map": "before_after", "event": {"name": 'A "deal"', "gap": [0, 1]}}
    >>> print(toml_text(values), end="")
    map = "before_after"
    <BLANKLINE>
    [event]
    name = "A \"deal\""
    gap = [0, 1]
    """
    return "\n".join(_lines(values, ())).strip() + "\n"


def _lines(values: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    tables = {key: value for key, value in values.items() if isinstance(value, Mapping)}
    found = [f"{_key(key)} = {_value(v)}" for key, v in values.items() if key not in tables]
    if path and (found or not tables):
        found.insert(0, f"\n[{'.'.join(map(_key, path))}]")
    for key, table in tables.items():
        found += _lines(table, (*path, key))
    return found


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """Return a basic string; what JSON escapes, TOML reads the same, but for DEL."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(k))} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)


def toml_values(text: str) -> dict[str, Any]:
    """Return the values of a TOML text.

    Raises
    ------
    MapError
        ``CALL_INVALID``: it is no TOML, or far too long or deep to be a call.
    """
    if len(text) > LONGEST:
        raise MapError(
            f"The call is {len(text):,} characters long; at most {LONGEST:,} are read.",
            code="CALL_INVALID",
        )
    bare = _COMMENTS.sub("", _STRINGS.sub("", text))
    dots = [line.count(".") for line in bare.splitlines()]
    parts = sum(dots) + sum(map(bare.count, "=[,"))
    if _LONG_NUMBER.search(bare) or max(dots, default=0) > _MOST_DOTS or parts > _MOST_PARTS:
        raise MapError(
            "The call holds a number, a name or tables of far too many parts. Pass a file as "
            "m.to_toml() writes it.",
            code="CALL_INVALID",
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise MapError(
            f"The call is no TOML: {str(problem)[:200]}. Pass a file as m.to_toml() writes it.",
            code="CALL_INVALID",
        ) from problem
