"""JSON text as Python values: encoding, nesting and repeated keys are checked first."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from strikemap.formats.source import Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHUNK = 1024 * 1024
_STEPS = np.zeros(256, dtype=np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def bom_encoding(data: bytes) -> str | None:
    """Return the codec that a byte-order mark at the start names, if there is one."""
    return next((codec for mark, codec in _BOMS if data.startswith(mark)), None)


def load(source: Source) -> Any:
    """Parse a file as JSON.

    Raises
    ------
    StrikemapError
        ``ENCODING`` (not UTF-8), ``TOO_DEEP``, ``DUP_KEY`` (a key twice in one object),
        ``CORRUPT`` (not JSON; the place is named).
    """
    try:
        text = source.data.decode(bom_encoding(source.data) or "utf-8")
    except UnicodeDecodeError as problem:
        raise source.fail(
            "ENCODING",
            f"is not UTF-8 (byte {problem.start}). Save it again as UTF-8.",
        ) from problem
    plain = bom_encoding(source.data) in (None, "utf-8-sig")
    _check_depth(source, source.data if plain else text.encode("utf-8", "surrogatepass"))

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            raise source.fail(
                "DUP_KEY",
                f"states the key {twice!r} twice in one object; which one holds is unknown. "
                "Remove one of them.",
                where=str(twice),
            )
        return found

    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as problem:
        raise source.fail(
            "CORRUPT",
            f"is not whole JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}.",
        ) from problem
    except (RecursionError, ValueError) as problem:
        if isinstance(problem, source.error):
            raise
        raise source.fail("CORRUPT", f"cannot be parsed as JSON: {problem}.") from problem


def _check_depth(source: Source, data: bytes) -> None:
    """Raise TOO_DEEP before the parser meets deep nesting; brackets in strings do not count."""
    bound = source.limits.depth
    if _is_deeper(data, bound) and _is_deeper(_STRING.sub(b'""', data), bound):
        raise source.fail(
            "TOO_DEEP",
            f"nests deeper than {bound} levels. If it is sound, pass limits={{'depth': ...}}.",
        )


def _is_deeper(data: bytes, bound: int) -> bool:
    """Return whether brackets nest deeper than the bound, looking at one chunk at a time."""
    codes = np.frombuffer(data, dtype=np.uint8)
    depth = 0
    for start in range(0, len(codes), _CHUNK):
        levels = np.cumsum(_STEPS[codes[start : start + _CHUNK]], dtype=np.int32)
        if depth + int(levels.max()) > bound:
            return True
        depth += int(levels[-1])
    return False
