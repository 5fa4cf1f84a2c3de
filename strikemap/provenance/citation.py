"""References: whom a map owes its data to, as text, BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pandas as pd

from strikemap.errors import MapError
from strikemap.provenance.call import Call
from strikemap.provenance.record import input_of, versions

#: Signs that mean something to TeX.
_TEX: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}%$#&_"},
}
_FEW_SOURCES: Final = 3
_YEAR: Final = re.compile(r"\((\d{4})\)")


class Called(Protocol):
    """A map that knows what made it."""

    call: Call | None


@dataclass(frozen=True, eq=False)
class Citation:
    """The references of a map; prints them.

    Parameters
    ----------
    csl
        One entry per source and one for the library (Citation Style Language, JSON).
    """

    csl: tuple[Mapping[str, Any], ...]

    @property
    def text(self) -> str:
        """The references as lines of text, with day of access and terms."""
        return "\n".join(_line(entry) for entry in self.csl)

    @property
    def bibtex(self) -> str:
        """The references as BibTeX; what sources say of themselves is text to TeX."""
        return "\n\n".join(_bibtex(entry) for entry in self.csl)

    def __str__(self) -> str:
        """Return the references as text."""
        return self.text


def cite(m: Called, *, accessed: str | None = None) -> Citation:
    """Return the references that a map owes, with their terms.

    Parameters
    ----------
    m
        A map.
    accessed
        Day on which the data were fetched (``YYYY-MM-DD``), for files that do not state it.

    Returns
    -------
    Citation
        With ``text``, ``bibtex`` and ``csl``.

    Raises
    ------
    MapError
        ``RECORD_MISSING``: the map was not made by a function that keeps its call.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> cite(sm.before_after(strikes, sm.Event("Deal", "2017-05-04"))).csl[0]["title"]
    'syria_2017_strikes'
    """
    if m.call is None:
        raise MapError("This map does not know what made it.", code="RECORD_MISSING")
    entries: dict[str, Mapping[str, Any]] = {}
    for role, origin in m.call.origins(names=False).items():
        entry = _entry(
            input_of(role, m.call.frames[role], origin), accessed, _named(role, m.call.frames[role])
        )
        entries.setdefault(entry["title"], {"id": f"source{len(entries) + 1}", **entry})
    library = {"id": "strikemap", "type": "software", "title": "strikemap"}
    return Citation((*entries.values(), {**library, "version": versions()["strikemap"]}))


def _entry(known: Mapping[str, Any], accessed: str | None, named: str) -> dict[str, Any]:
    """Return one source in the terms of CSL."""
    stated = str(known.get("citation", ""))
    year = _YEAR.search(stated)
    title = known.get("title") or known.get("dataset") or f"{known['role']} ({named})"
    day = str(known.get("accessed") or ("" if "dataset" in known else accessed) or "")
    told = {
        "type": "dataset",
        "title": str(title),
        "version": str(known.get("release", "")),
        "source": str(known.get("source", "")),
        "license": str(known.get("licence", "")),
        "note": stated,
    }
    entry: dict[str, Any] = {key: value for key, value in told.items() if value}
    if year:
        entry["issued"] = {"date-parts": [[int(year[1])]]}
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        entry["accessed"] = {"date-parts": [[int(part) for part in day.split("-")]]}
    return entry


def _named(role: str, frame: pd.DataFrame) -> str:
    """Return the few sources that a layer of zones names, as its maps do."""
    stated = frame["source"].dropna().astype(str) if role == "zones" and "source" in frame else ()
    names = sorted({name for name in stated if name})
    return "; ".join(names) if 0 < len(names) <= _FEW_SOURCES else "source not stated"


def _day(entry: Mapping[str, Any]) -> str:
    parts = entry.get("accessed", {}).get("date-parts")
    return "" if not parts else "{}-{:02}-{:02}".format(*parts[0])


def _line(entry: Mapping[str, Any]) -> str:
    release = f" ({entry['version']})" if "version" in entry else ""
    named = f"{entry['title']}{release}"
    parts = [entry.get("note", ""), named, entry.get("source", "")]
    parts.append(f"Accessed {_day(entry)}" if _day(entry) else "")
    parts.append(f"Terms: {entry['license']}" if "license" in entry else "")
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _bibtex(entry: Mapping[str, Any]) -> str:
    fields = {
        "title": entry["title"],
        "version": entry.get("version", ""),
        "year": str(entry["issued"]["date-parts"][0][0]) if "issued" in entry else "",
        "howpublished": entry.get("source", ""),
        "urldate": _day(entry),
        "note": ". ".join(filter(None, (entry.get("note"), entry.get("license")))),
    }
    lines = [f"  {name} = {{{_tex(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{entry['id']},", *lines, "}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
