"""The catalogue of a language: its words, its grammar and its names, as a JSON file holds them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from strikemap.words import plural

#: What the words of attribution are called in a glossary; see :attr:`Catalogue.glossary`.
ATTRIBUTION: Final = ("alleged", "claimed", "confirmed", "contested", "declared", "unattributed")
#: The unit whose words are those of all units that a catalogue does not know.
ANOTHER: Final = "another"
_CODE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a text: the name of the value that fills it, and how it is written."""

    name: str
    kind: str


#: Letters and slots in the order of reading.
Text = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """A text in one or several plural forms; ``by`` names the number that chooses among them."""

    forms: Mapping[str, Text]
    by: str

    @property
    def slots(self) -> frozenset[str]:
        """The names of the values that some form takes."""
        pieces = [piece for text in self.forms.values() for piece in text]
        return frozenset(piece.name for piece in pieces if isinstance(piece, Slot))


@dataclass(frozen=True, eq=False, slots=True)
class Catalogue:
    """All words of one language.

    Parameters
    ----------
    code
        Of the language (BCP 47).
    direction
        ``"ltr"``, or ``"rtl"`` where it is read from right to left.
    reviewed
        Whether a native speaker has read it; maps say so where none has.
    plural
        Rule of each plural form.
    dates
        Names of months and patterns of dates.
    numbers
        Separators of numbers.
    separator
        Between the parts of a list.
    glossary
        The words of attribution, each by its key in :data:`ATTRIBUTION`.
    units
        What is counted: words of each unit by their use, ``counted`` in plural forms.
    texts
        Everything else by its key.
    page
        Words of the page's own controls and of what painters add.
    terms
        Values of tables and names of the embedded data.
    """

    code: str
    name: str
    direction: Direction
    reviewed: bool
    plural: Mapping[str, plural.Rule]
    months: tuple[str, ...]
    dates: Mapping[str, str]
    numbers: Mapping[str, str]
    separator: str
    glossary: Mapping[str, str]
    units: Mapping[str, Mapping[str, Worded]]
    texts: Mapping[str, Worded]
    page: Mapping[str, str]
    terms: Mapping[str, str]

    def form(self, n: int) -> str:
        """Return the name of the plural form that fits a number."""
        return plural.form(self.plural, n)


def from_data(data: Mapping[str, Any]) -> Catalogue:
    """Return the catalogue that the values of a JSON file hold.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError
        They hold none.
    """
    code, direction = str(data["code"]), data["direction"]
    if not _CODE.fullmatch(code) or direction not in ("ltr", "rtl"):
        raise ValueError(f"code {code!r} or direction {direction!r} is none")
    sections = {key: text for name in _PREFIXED for key, text in _prefixed(name, data[name])}
    dates = dict(data["dates"])
    return Catalogue(
        code=code,
        name=str(data["name"]),
        direction=direction,
        reviewed=data["read_by_a_native_speaker"] is True,
        plural={name: plural.parsed(rule) for name, rule in data["plural"].items()},
        months=tuple(dates.pop("months")),
        dates=dates,
        numbers=MappingProxyType(dict(data["numbers"])),
        separator=str(data["list"]),
        glossary=MappingProxyType(dict(data["glossary"])),
        units={
            unit: {use: worded(text) for use, text in words.items()}
            for unit, words in data["units"].items()
        },
        texts={key: worded(text) for key, text in {**data["texts"], **sections}.items()},
        page=MappingProxyType(dict(data["page"])),
        terms=MappingProxyType(dict(data["terms"])),
    )


#: Sections whose texts are called by the section's name and their own, "findings.counts".
_PREFIXED: Final = ("findings", "charts")


def _prefixed(name: str, texts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{name}.{key}", text) for key, text in texts.items())


def worded(given: str | Mapping[str, str]) -> Worded:
    """Return a text with its slots, from one template or one for each plural form.

    A slot is ``{name}`` or ``{name:kind}``; ``{{`` is a brace. A mapping has a template for
    each form, and in ``by`` the slot that holds the number; ``n`` where it says nothing.
    """
    forms = {"other": given} if isinstance(given, str) else dict(given)
    by = forms.pop("by", "n")
    return Worded({name: tuple(_pieces(template)) for name, template in forms.items()}, by)


def _pieces(template: str) -> Iterator[str | Slot]:
    for letters, name, kind, _ in string.Formatter().parse(template):
        if letters:
            yield letters
        if name is not None:
            yield Slot(name, kind or "")
