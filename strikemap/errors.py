"""The library's exceptions: each says what is wrong, where, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def codes() -> dict[str, str]:
    """Return every code of errors and of the ledger with what it means and what to do.

    Returns
    -------
    dict
        Meaning by code, in the order of the alphabet.

    Examples
    --------
    >>> codes()["NULL_ISLAND"]
    'A point at 0, 0, where missing coordinates end up.'
    """
    path = Path(__file__).with_name("codes.json")
    meanings: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return meanings


def anchor(code: str) -> str:
    """Return where the page of error codes explains a code.

    Examples
    --------
    >>> anchor("DATE_MISSING")
    'date-missing'
    """
    return code.lower().replace("_", "-")


class StrikemapError(ValueError):
    """Base of every error that strikemap raises about its input.

    Parameters
    ----------
    message
        What is wrong, where, and what to do, in one or two sentences.
    code
        Stable upper-case code, such as ``"COLUMNS_MISSING"`` or ``"ENCODING"``.
    where
        The file, column, row or place concerned; empty when there is none.

    Attributes
    ----------
    questions : tuple of StrikemapError
        Everything that has to be settled, where that is more than one thing.
    choices : tuple of str
        What can be named to settle it, the likeliest first.
    costly : bool
        Whether finding out what else is open would take long.
    """

    def __init__(self, message: str, *, code: str, where: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.where = where
        self.add_note(f"{code}: see errors.html#{anchor(code)} in the documentation")
        self.questions: tuple[StrikemapError, ...] = ()
        self.choices: tuple[str, ...] = ()
        self.costly = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error travel from a worker of a cluster as it is."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[StrikemapError], args: tuple[Any, ...]) -> StrikemapError:
    return kind.__new__(kind, *args)


class ReportError(StrikemapError):
    """A table of reports or strikes that cannot be used as it stands."""


class ZoneError(StrikemapError):
    """A layer of zones that cannot be used as it stands."""


class MapError(StrikemapError):
    """A map, an event or a window that was asked for and cannot be made."""


class ReportWarning(UserWarning):
    """A table was read as it stands, and something about it should be looked at twice."""


class MapWarning(UserWarning):
    """A map was made as asked, and something about it should be looked at twice."""


class MissingExtraError(StrikemapError, ImportError):
    """An optional dependency is missing; the message names the extra to install.

    Parameters
    ----------
    package
        The import name that was not found.
    extra
        The extra of strikemap that brings it.
    purpose
        What it is needed for, as the end of "... is needed to".
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{package} is needed to {purpose} and is not installed. "
            f"Install it with: pip install 'strikemap[{extra}]'.",
            code="EXTRA_MISSING",
            where=package,
        )
