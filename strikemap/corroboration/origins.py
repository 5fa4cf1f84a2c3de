"""Origins: whose statement a report repeats, as its source says, each body by one name."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Ints
from strikemap.corroboration.rows import Rows
from strikemap.errors import ReportError
from strikemap.ledger import Entry

#: Further names of bodies: ``{"name": ["another name", ...]}``, or the path of such a JSON file.
Aliases = Mapping[str, Sequence[str]] | str | os.PathLike[str]

Names = npt.NDArray[np.object_]

_OWN: Final = Path(__file__).with_name("bodies.json")
_MARKS: Final = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_LETTERS: Final = str.maketrans("أإآٱىةؤئ", "ااااياوي")
_NO_WORD: Final = re.compile(r"[\W_]+")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_SEVERAL: Final = re.compile(r"\s*;\s*|\s+/\s+|\s*\|\s*")
_JOINED: Final = re.compile(
    r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+|\s+\+\s+|\s+und\s+|\s+et\s+|\s+и\s+|\s+та\s+|\s+و(?=\w)"
)
_PUNCTUATION: Final = " ,:;–—-"


def folded(text: str) -> str:
    """Return a name without what spellings differ in: case, marks, punctuation.

    Examples
    --------
    >>> folded("The  Associated-Press")
    'associated press'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _MARKS.sub("", plain).translate(_LETTERS)
    return _NO_WORD.sub(" ", plain).strip().removeprefix("the ")


@dataclass(frozen=True, eq=False)
class Bodies:
    """The bodies known by name, and the words that say whose statement is repeated."""

    names: Mapping[str, str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    asides: frozenset[str]

    def name(self, text: str) -> str:
        """Return the name shown for a body; a name that is not known stays as it is."""
        bare = text.strip(_PUNCTUATION)
        known = self.names.get(folded(bare))
        return known or self.names.get(folded(self._without_asides(bare)), bare)

    def knows(self, text: str) -> bool:
        """Return whether a name is one of a body."""
        return folded(text) in self.names

    def _without_asides(self, text: str) -> str:
        """Return a name without brackets that tell its language or medium, not who it is."""

        def kept(found: re.Match[str]) -> str:
            words = folded(found[1])
            aside = words in self.asides or words.split(" ")[0] in ("mirror",)
            return "" if aside else found[0]

        return _IN_BRACKETS.sub(kept, text).strip()

    def origins(self, source: str) -> tuple[str, ...]:
        """Return the bodies whose statement a source repeats, or the source itself.

        Examples
        --------
        >>> bodies().origins("Reuters via Al-Wasat"), bodies().origins("El Mundo, citing SOHR")
        (('Reuters',), ('SOHR',))
        """
        text = self._without_asides(" ".join(source.split()))
        if (found := self.after.search(text)) and found["rest"].strip(_PUNCTUATION):
            text = found["rest"]
        elif (found := self.before.search(text)) and text[: found.start()].strip(_PUNCTUATION):
            text = text[: found.start()]
        elif quoted := [one for one in _IN_BRACKETS.findall(text) if self._all_known(one)]:
            text = "; ".join(quoted)
        parts = (self.name(one) for one in self._parts(text))
        return tuple(dict.fromkeys(filter(None, parts))) or (source,)

    def _all_known(self, text: str) -> bool:
        parts = [one for one in _SEVERAL.split(text) if one]
        return bool(parts) and all(self.knows(one) for one in parts)

    def _parts(self, text: str) -> Iterator[str]:
        """Yield the bodies that a text lists; "A and B" is two where both are known."""
        for part in _SEVERAL.split(text):
            names = _JOINED.split(part)
            yield from names if all(self.knows(name) for name in names) else [part]


def bodies(aliases: Aliases | None = None) -> Bodies:
    """Return the bodies known to the library, with further names of the caller's.

    Parameters
    ----------
    aliases
        Further names, see :data:`Aliases`; they go before the library's own.

    Raises
    ------
    ReportError
        Code ``ALIASES_INVALID``: names are not listed by body, or two bodies share one.
    """
    known = _own()
    if aliases is None:
        return known
    further: dict[str, str] = {}
    for name, others in aliases_given(aliases).items():
        shown = known.name(name)
        for other in (name, *others):
            if further.setdefault(folded(other), shown) != shown:
                raise _invalid(
                    f"{other!r} is a name of both {further[folded(other)]!r} and {shown!r}"
                )
    return Bodies({**known.names, **further}, known.before, known.after, known.asides)


def aliases_given(aliases: Aliases) -> Mapping[str, Sequence[str]]:
    """Return aliases by body, read from their file where a path was given."""
    found: Any = aliases
    if isinstance(aliases, str | os.PathLike):
        try:
            found = json.loads(Path(aliases).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _invalid(f"{os.fspath(aliases)!r} cannot be read as JSON ({error})") from None
    listed = isinstance(found, Mapping) and all(
        isinstance(names, Sequence) and not isinstance(names, str) for names in found.values()
    )
    if not listed or not all(isinstance(one, str) for key in found for one in (key, *found[key])):
        raise _invalid("it is no list of names by body")
    by_body: Mapping[str, Sequence[str]] = found
    return by_body


def _invalid(why: str) -> ReportError:
    return ReportError(
        f"aliases= cannot be used: {why}. Give other names by body, such as "
        '{"SOHR": ["The Observatory"]}, or the path of a JSON file that holds them.',
        code="ALIASES_INVALID",
        where="aliases",
    )


@cache
def _own() -> Bodies:
    kept = json.loads(_OWN.read_text(encoding="utf-8"))
    names = {folded(name): body[0] for body in kept["bodies"] for name in body}
    before = "|".join(re.escape(word) for word in kept["origin before"])
    after = "|".join(
        re.escape(word) for word in sorted(kept["origin after"], key=len, reverse=True)
    )
    return Bodies(
        names,
        re.compile(rf"[\s,(]+(?:{before})\s", re.IGNORECASE),
        re.compile(rf"(?:^|[\s,(])(?:{after})(?:\s+|(?<=ل))(?P<rest>[^()]+)", re.IGNORECASE),
        frozenset(kept["asides"]),
    )


@dataclass(frozen=True, eq=False)
class Origins:
    """The origins of reports, as folded names.

    ``told`` are rows and names side by side, a pair for each origin of a report. ``named`` holds
    each distinct text with its first row, the origins read from it, and how many reports bear it.
    """

    told: tuple[Ints, Names]
    named: tuple[tuple[str, int, tuple[str, ...], int], ...]


def origins_of(reports: pd.DataFrame, known: Bodies) -> Origins:
    """Return whose statements reports repeat: what ``origin`` states, else what ``source`` says."""
    code, distinct = pd.factorize(_texts(reports))
    read = [known.origins(str(text)) for text in distinct]
    stated = np.flatnonzero(code >= 0)
    sizes = np.array([len(names) for names in read], dtype=np.int64)
    flat = np.array([folded(name) or name for names in read for name in names], dtype=object)
    start = np.cumsum(sizes) - sizes
    repeats = sizes[code[stated]] if len(stated) else np.zeros(0, dtype=np.int64)
    within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    place = np.repeat(start[code[stated]], repeats) + within if len(stated) else within
    counts = np.bincount(code[stated], minlength=len(read))
    first = np.unique(code[stated], return_index=True)[1]
    return Origins(
        (np.repeat(stated, repeats), flat[place]),
        tuple(
            (str(text), int(stated[first[n]]), read[n], int(counts[n]))
            for n, text in enumerate(distinct)
        ),
    )


def publishers_of(reports: pd.DataFrame, known: Bodies) -> tuple[Ints, Names]:
    """Return the rows that state a source, and that source as one body by its folded name."""
    code, distinct = pd.factorize(_stated(reports["source"]))
    rows = np.flatnonzero(code >= 0)
    names = np.array([folded(known.name(str(text))) or text for text in distinct], dtype=object)
    return rows, names[code[rows]]


def _texts(reports: pd.DataFrame) -> Names:
    """Return what each report says of its origin: stated, else its source; None for neither."""
    texts: Names = np.full(len(reports), None, dtype=object)
    for name in ("source", "origin"):
        if name in reports:
            told = _stated(reports[name])
            texts = np.where(pd.notna(told), told, texts)
    return texts


def _stated(column: pd.Series[Any]) -> Names:
    codes, values = pd.factorize(column)
    texts = [one if isinstance(one, str) and one.strip() else None for one in values]
    kept: Names = np.array([*texts, None], dtype=object)
    return kept[codes]


def words_of(reports: pd.DataFrame, known: Bodies) -> list[str]:
    """Return in words whose statement each report repeats; nothing where it does not say."""
    code, distinct = pd.factorize(_texts(reports))
    read = [" and ".join(known.origins(str(text))) for text in distinct]
    return [read[one] if one >= 0 else "" for one in code]


def count_origins(found: Origins, group: Ints, n_groups: int) -> Ints:
    """Return the distinct origins of each strike; a report that names none counts as one."""
    rows, names = found.told
    code = pd.factorize(names)[0].astype(np.int64)
    pairs = np.unique(np.column_stack([group[rows], code]), axis=0)
    silent = np.ones(len(group), dtype=bool)
    silent[rows] = False
    told = np.bincount(pairs[:, 0], minlength=n_groups)
    return np.asarray(told + np.bincount(group[silent], minlength=n_groups))


def parsed_entries(found: Origins, rows: Rows) -> list[Entry]:
    """Return a line of the ledger for each distinct text that was read as another's words."""
    return [
        Entry(
            file="",
            row=int(rows.position[row]) + 1,
            id=str(rows.ids[row]),
            code="ORIGIN_PARSED",
            action="changed",
            detail=f"{text!r} counts as the word of {' and '.join(names)} (reports: {n})",
        )
        for text, row, names, n in found.named
        if names != (text.strip(),)
    ]
