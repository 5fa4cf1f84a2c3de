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
    _check_depth(source, text.encode("utf-8", "surrogatepass"))

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
    """Raise TOO_DEEP before the parser meets deep nesting."""
    if _depth(data) <= source.limits.depth:
        return
    if _depth(_STRING.sub(b'""', data)) > source.limits.depth:
        raise source.fail(
            "TOO_DEEP",
            f"nests deeper than {source.limits.depth} levels. "
            "If the file is sound, pass limits={'depth': ...}.",
        )


def _depth(data: bytes) -> int:
    """Return the deepest nesting of brackets, brackets in strings counted too."""
    codes = np.frombuffer(data, dtype=np.uint8)
    opening = (codes == ord("[")) | (codes == ord("{"))
    closing = (codes == ord("]")) | (codes == ord("}"))
    where = np.flatnonzero(opening | closing)
    steps = np.where(opening[where], 1, -1)
    return int(np.cumsum(steps).max(initial=0))
