"""One input file as bytes: found, within its limits, and hashed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from strikemap.errors import StrikemapError
from strikemap.formats.limits import Limits, limits_of
from strikemap.formats.survey import SMALL, survey

_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
PathLike = str | os.PathLike[str]


@dataclass(frozen=True, eq=False)
class Source:
    """A file's bytes with what is needed to speak about them.

    ``name`` is the file's name without its folder: no machine path enters a ledger.
    ``error`` is the class that :meth:`fail` makes, so that one floor serves reports and zones.
    """

    name: str
    path: Path
    data: bytes
    sha256: str
    limits: Limits
    error: type[StrikemapError]

    @property
    def suffix(self) -> str:
        """The file's last suffix in lower case, such as ``".csv"``."""
        return self.path.suffix.lower()

    def fail(
        self, code: str, message: str, *, where: str = "", choices: Iterable[str] = ()
    ) -> StrikemapError:
        """Return (not raise) the error of this file's kind, naming the file."""
        place = f"{self.name}: {where}" if where else self.name
        problem = self.error(f"{self.name} {message}", code=code, where=place)
        problem.choices = tuple(choices)
        problem.costly = code == "ENCODING" and len(self.data) > SMALL
        return problem

    def too_large(self, what: str, size: int, limit: str) -> StrikemapError:
        """Return the error for something beyond one of the limits."""
        allowed = getattr(self.limits, limit)
        return self.fail(
            "TOO_LARGE",
            f"has {size:,} {what}; at most {allowed:,} are read. "
            f"If the file is sound, pass limits={{{limit!r}: {size}}}.",
        )


def open_source(
    path: PathLike,
    *,
    limits: Limits | Mapping[str, int] | None = None,
    error: type[StrikemapError],
) -> Source:
    """Read a file whole, after checking that it exists and is not too large.

    Parameters
    ----------
    path
        A local file.
    limits
        See :func:`strikemap.formats.limits.limits_of`.
    error
        The class of error to raise.

    Raises
    ------
    StrikemapError
        Codes ``NOT_FOUND``, ``NOT_A_FILE``, ``TOO_LARGE``, ``EMPTY``; for a large file those of
        :func:`strikemap.formats.survey.survey`.
    """
    bounds = limits_of(limits)
    if not isinstance(path, str | os.PathLike):
        raise error(
            f"{type(path).__name__} is neither a path nor a frame. Pass the path of a file.",
            code="NOT_A_FILE",
            where=type(path).__name__,
        )
    file = Path(path)
    empty = Source(file.name or str(path), file, b"", "", bounds, error)
    _check_path(empty, str(path))
    size = file.stat().st_size
    if size > bounds.bytes:
        raise empty.too_large("bytes", size, "bytes")
    try:
        if size > SMALL:
            with file.open("rb") as stream:
                survey(empty, stream)
        data = file.read_bytes()
    except OSError as problem:
        raise empty.fail("NOT_A_FILE", f"cannot be opened: {problem.strerror}.") from problem
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        raise empty.fail("EMPTY", "is empty: it holds no text at all.")
    return Source(empty.name, file, data, hashlib.sha256(data).hexdigest(), bounds, error)


def _check_path(source: Source, stated: str) -> None:
    """Raise unless the path is a readable regular file."""
    if stated.startswith(("http://", "https://", "ftp://")):
        raise source.fail("NOT_FOUND", "is an address. Download it first, then pass the file.")
    try:
        exists, is_file = source.path.exists(), source.path.is_file()
    except (OSError, ValueError):
        exists, is_file = False, False
    if not exists:
        raise source.fail("NOT_FOUND", "does not exist. Check the path and the working folder.")
    if not is_file:
        raise source.fail("NOT_A_FILE", "is not a file. Pass the path of one file.")
