"""The dialects there are: those that come with strikemap, a JSON file each here, and one's own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from strikemap.documents import Documented, is_path, nearest
from strikemap.errors import ReportError
from strikemap.formats.names import DATE_COLUMNS, plain_name
from strikemap.listing import Listing
from strikemap.readers.dialect import Dialect

#: What ``source=`` takes: a name, a mapping, the path of a JSON file, or a dialect.
DialectLike = Documented | Dialect


def dialects() -> Listing[Dialect]:
    """Return the dialects that come with strikemap, by name.

    Any of them, a mapping, or the path of a JSON file goes where :func:`read_reports` takes
    ``source=``.

    Returns
    -------
    Listing
        A mapping by name; prints itself as a list.

    Examples
    --------
    >>> dialects()["ucdp"].title
    'UCDP Georeferenced Event Dataset'
    """
    return Listing("dialects", {one.name: one for one in known_dialects()})


@cache
def known_dialects() -> tuple[Dialect, ...]:
    """Return the dialects that come with strikemap; the plain table is the last."""
    found = [Dialect.read(file) for file in sorted(Path(__file__).parent.glob("*.json"))]
    plain = next(known for known in found if known.name == "table")
    found[found.index(plain)] = replace(plain, columns={**plain.columns, **DATE_COLUMNS})
    return tuple(sorted(found, key=lambda dialect: (dialect.name == "table", dialect.name)))


def dialect(asked: DialectLike) -> Dialect:
    """Return a dialect by its name, or from a mapping, a JSON file, or itself.

    Raises
    ------
    ReportError
        Codes ``SOURCE_UNKNOWN`` and ``DIALECT``; ``NOT_FOUND`` and the like for a file.

    Examples
    --------
    >>> dialect("acled").redistribute
    False
    """
    if isinstance(asked, Dialect):
        return asked
    if not isinstance(asked, str) or is_path(asked):
        return Dialect.read(asked)
    wanted = plain_name(asked).replace("_", "-")
    names = [known.name for known in known_dialects()]
    if wanted in names:
        return known_dialects()[names.index(wanted)]
    raise ReportError(
        f"source={asked!r} is not known.{nearest(wanted, names)} For any other table pass "
        "columns=, or a dialect of your own as a mapping or as the path of a JSON file.",
        code="SOURCE_UNKNOWN",
        where="source",
    )
