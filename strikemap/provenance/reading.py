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
from strikemap.provenance.embedding import LONGEST, found_in, has_too_many_parts

#: Larger files are held to be no exports of ours; a database is looked into, not read.
_LARGEST: Final = 250_000_000
_LARGEST_DATABASE: Final = 1_100_000_000
_DATABASE: Final = b"SQLite format 3\0"


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
            f"{' '.join(self.file.split())} (SHA-256 {self.sha256})",
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
        ``NOT_FOUND``, ``NOT_A_FILE``, ``TOO_LARGE``, or ``RECORD_MISSING`` where the file holds
        no record.

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
    return provenance_of(path, *opened(path))


def provenance_of(path: Path, data: bytes, sha256: str) -> Provenance:
    """Return what an opened file says of where it comes from.

    Raises
    ------
    MapError
        ``RECORD_MISSING``.
    """
    text = found_in(data) or contained(path, data)
    if text is None and path.suffix.lower() == ".csv":
        beside = sidecar(path)
        text = found_in(opened(beside)[0]) if beside.is_file() else None
    record = _parsed(text)
    if record is None:
        raise MapError(
            f"{shown(path.name)} holds no record of strikemap. It was made by something else, "
            "saved without one, or changed on its way.",
            code="RECORD_MISSING",
            where=shown(path.name),
        )
    return Provenance(path.name, sha256, record)


def sidecar(path: Path) -> Path:
    """Return the file beside a table that holds its record (named as W3C CSVW has it)."""
    return path.with_name(f"{path.name}-metadata.json")


def opened(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a file and their hash; of a database no more than its first ones.

    Raises
    ------
    MapError
        ``NOT_FOUND``, ``NOT_A_FILE`` or ``TOO_LARGE``.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe or a device may have no end
            raise _refused(path, "NOT_A_FILE", "is a folder, a pipe or a device")
        with path.open("rb") as stream:
            first = stream.read(len(_DATABASE))
            largest = _LARGEST_DATABASE if first == _DATABASE else _LARGEST
            if path.stat().st_size > largest:
                raise _refused(path, "TOO_LARGE", "is larger than any map: no record is looked for")
            stream.seek(0)
            if first == _DATABASE:
                return first, hashlib.file_digest(stream, "sha256").hexdigest()
            data = stream.read(largest)
    except MapError:
        raise
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise _refused(path, "NOT_FOUND", f"cannot be read: {why}") from problem
    return data, hashlib.sha256(data).hexdigest()


def _refused(path: Path, code: str, problem: str) -> MapError:
    return MapError(f"{shown(path.name)} {problem}.", code=code, where=shown(path.name))


def _parsed(text: str | None) -> dict[str, Any] | None:
    if text is None or len(text) > LONGEST or has_too_many_parts(text):
        return None
    try:
        found = json.loads(text, parse_constant=str)
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
