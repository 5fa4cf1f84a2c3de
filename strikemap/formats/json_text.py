"""JSON text as Python values: encoding, nesting and repeated keys are checked first."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from strikemap.formats.source import Source
from strikemap.formats.uncollected import uncollected

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SEPARATOR = b"\x1e"
SEQUENCES = (".ndjson", ".jsonl", ".geojsonl", ".geojsons", ".geojsonseq")
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
            times = Counter(key for key, _ in pairs)
            twice = next(key for key in times if times[key] > 1)
            raise source.fail(
                "DUP_KEY",
                f"states the key {twice!r} twice in one object; which one holds is unknown. "
                "Remove one of them.",
                where=str(twice),
            )
        return found

    try:
        with uncollected():
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


def sequence(source: Source) -> list[Any] | None:
    """Return the values of a file that holds one a line, or one a record of RFC 8142.

    ``None`` for a file that is one value. A file counts as a sequence by its suffix, by record
    separators, or where its first line is a whole object and another one follows.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE`` and the codes of :func:`load`, naming the line.
    """
    data = source.data.removeprefix(b"\xef\xbb\xbf")
    separated = data.lstrip(b" \t\r\n").startswith(_SEPARATOR)
    if not separated and source.suffix not in SEQUENCES and not _is_lines(data):
        return None
    parts = data.split(_SEPARATOR) if separated else data.splitlines()
    parts = [part for part in parts if part.strip()]
    if len(parts) > source.limits.rows:
        raise source.too_large("lines", len(parts), "rows")
    return [load(replace(source, data=part)) for part in parts]


def _is_lines(data: bytes) -> bool:
    """Return whether the first line is a whole object and the next one begins another."""
    first, _, rest = data.lstrip().partition(b"\n")
    if not first.rstrip().endswith(b"}") or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def mended(source: Source, value: Any) -> tuple[Any, int]:
    """Return a parsed value with lone surrogates marked, and how many texts had any.

    Such a half cannot be written in any encoding.
    """
    if not _HALF.search(source.data):
        return value, 0
    found = [0]
    return _whole(value, found), found[0]


def half_note(halves: int) -> tuple[str, str]:
    """Return what to note of texts with half characters."""
    return "SURROGATE", f"half a character was marked as \ufffd in {halves} texts"


def _whole(value: Any, found: list[int]) -> Any:
    if isinstance(value, str):
        clean = _SURROGATE.sub("\ufffd", value)
        found[0] += clean != value
        return clean
    if isinstance(value, list):
        return [_whole(part, found) for part in value]
    if isinstance(value, dict):
        return {_whole(key, found): _whole(part, found) for key, part in value.items()}
    return value


def collection(values: list[Any]) -> Any:
    """Return a sequence of features as one collection; other values as they are."""
    if values and all(isinstance(v, dict) and v.get("type") == "Feature" for v in values):
        return {"type": "FeatureCollection", "features": values}
    return values


def refuse_error(source: Source, value: Any) -> None:
    """Raise for the error message of a server, saved in place of a file.

    Raises
    ------
    StrikemapError
        ``API_ERROR``: an object without records that states an error.
    """
    if not isinstance(value, dict) or not _FAULTS & {str(key).lower() for key in value}:
        return
    lists = [
        key
        for key, part in value.items()
        if isinstance(part, list) and str(key).lower() not in _FAULTS
    ]
    if lists or any(key in value for key in ("features", "coordinates", "objects")):
        return
    said = json.dumps(value, ensure_ascii=False)[:200]
    raise source.fail(
        "API_ERROR",
        f"is an error message of a server, not data: {said}. Check the access and ask again.",
    )


_FAULTS = frozenset(
    ["error", "errors", "message", "messages", "detail", "error_description", "fault", "exception"]
)


def _check_depth(source: Source, data: bytes) -> None:
    """Raise TOO_DEEP before the parser meets deep nesting; brackets in strings do not count."""
    bound = source.limits.depth
    if data.count(b"[") + data.count(b"{") <= bound:
        return
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
