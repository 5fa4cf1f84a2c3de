"""The record of a file, read back: text of whoever wrote the file, never run."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from strikemap.errors import MapError
from strikemap.provenance.containers import contained
from strikemap.provenance.embedding import LONGEST, found_in

#: Larger files are no exports of ours.
_LARGEST: Final = 1_000_000_000


@dataclass(frozen=True, eq=False)
class Provenance:
    """What a file says of where it comes from; prints it.

    Parameters
    ----------
    file
        Name of the file.
    sha256
        Hash of its bytes.
    record
        Plain values: versions, call, inputs, rows and table. Anyone can write a record: it
        says what its writer says, and :func:`strikemap.reproduce` says whether it is so.
    """

    file: str
    sha256: str
    record: Mapping[str, Any]

    @property
    def call(self) -> str:
        """The call as TOML, see :meth:`strikemap.StrikeMap.to_toml`."""
        return str(self.record.get("call", ""))

    def __str__(self) -> str:
        """Return the record as lines of plain text, without signs that steer a terminal."""
        inputs = [_input(one) for one in _dicts(self.record.get("inputs"))]
        made_with = self.record.get("versions", {})
        lines = [
            f"{self.file} (SHA-256 {self.sha256})",
            *inputs,
            f"rows: {json.dumps(self.record.get('rows', {}), ensure_ascii=False)}",
            f"made with: {json.dumps(made_with, ensure_ascii=False)}",
            "",
            self.call.rstrip(),
        ]
        return "\n".join(map(shown, lines))

    __repr__ = __str__


def provenance(file: str | os.PathLike[str]) -> Provenance:
    """Return where a saved map says that it comes from.

    Parameters
    ----------
    file
        A file that :meth:`StrikeMap.save` or :meth:`StrikeMap.animate` wrote. For a CSV the
        file ``<name>-metadata.json`` beside it is read.

    Returns
    -------
    Provenance

    Raises
    ------
    MapError
        ``NOT_FOUND``, ``TOO_LARGE``, or ``RECORD_MISSING`` where the file holds no record.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import strikemap as sm
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "counts.csv"
    >>> m = sm.before_after(
    ...     sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04")
    ... )
    >>> m.save(path)
    >>> provenance(path).record["inputs"][0]["dataset"]
    'syria_2017_strikes'
    """
    path = Path(file)
    data = _bytes(path)
    text = found_in(data) or contained(path, data)
    if text is None and path.suffix.lower() == ".csv":
        beside = sidecar(path)
        text = found_in(_bytes(beside)) if beside.is_file() else None
    record = _parsed(text)
    if record is None:
        raise MapError(
            f"{shown(path.name)} holds no record of strikemap. It was made by something else, "
            "saved without one, or changed on its way.",
            code="RECORD_MISSING",
            where=path.name,
        )
    return Provenance(path.name, hashlib.sha256(data).hexdigest(), record)


def sidecar(path: Path) -> Path:
    """Return the file beside a table that holds its record (named as W3C CSVW has it)."""
    return path.with_name(f"{path.name}-metadata.json")


def _bytes(path: Path) -> bytes:
    try:
        large = path.is_file() and path.stat().st_size > _LARGEST
        data = b"" if large else path.read_bytes()
    except (OSError, ValueError) as problem:
        raise MapError(
            f"{shown(path.name)} cannot be read: {getattr(problem, 'strerror', problem)}.",
            code="NOT_FOUND",
            where=path.name,
        ) from problem
    if large:
        raise MapError(
            f"{shown(path.name)} is larger than any map: no record is looked for.",
            code="TOO_LARGE",
            where=path.name,
        )
    return data


def _parsed(text: str | None) -> dict[str, Any] | None:
    if text is None or len(text) > LONGEST:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "strikemap record" in found else None


def _dicts(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _input(one: Mapping[str, Any]) -> str:
    told = {key: value for key, value in one.items() if key != "role"}
    return f"{one.get('role')}: {json.dumps(told, ensure_ascii=False)}"


def shown(text: str) -> str:
    """Return a text without signs that steer a terminal or turn its direction.

    Examples
    --------
    >>> shown("a" + chr(27) + "[2Jb")
    'a?[2Jb'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)
