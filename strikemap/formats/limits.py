"""How large, wide and deep a file may be before it is refused, unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from strikemap.errors import ReportError

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds that are checked before a file is parsed.

    Parameters
    ----------
    bytes
        Size of the file on disk.
    inflated
        Size of everything in an archive, workbook or compressed column, unpacked.
    ratio
        Unpacked size divided by packed size, checked above 16 MiB unpacked.
    members
        Number of entries in an archive.
    rows
        Number of rows or features.
    columns
        Number of columns.
    field
        Length of one cell in characters.
    depth
        Nesting of JSON or XML.
    held
        Rows near an event that a scan holds in memory, to draw them.

    Examples
    --------
    >>> limits_of({"rows": 10}).rows
    10
    """

    bytes: int = 1024 * _MIB
    inflated: int = 512 * _MIB
    ratio: int = 100
    members: int = 10_000
    rows: int = 10_000_000
    columns: int = 2_000
    field: int = 1_000_000
    depth: int = 64
    held: int = 1_000_000


def limits_of(limits: Limits | Mapping[str, int] | None) -> Limits:
    """Return the limits to apply: the usual ones, with those that the caller raised.

    Parameters
    ----------
    limits
        ``None``, a :class:`Limits`, or a mapping of some of its names to numbers.

    Raises
    ------
    ReportError
        Code ``LIMIT_UNKNOWN``: a name that is not a limit, or a value below 1.
    """
    if limits is None:
        return Limits()
    if isinstance(limits, Limits):
        return limits
    known = [field.name for field in fields(Limits)]
    wrong = [name for name, value in limits.items() if name not in known or int(value) < 1]
    if wrong:
        raise ReportError(
            f"limits= has {', '.join(wrong)}, which cannot be used. "
            f"Pass positive numbers for: {', '.join(known)}.",
            code="LIMIT_UNKNOWN",
            where="limits",
        )
    return replace(Limits(), **{name: int(value) for name, value in limits.items()})
