"""Documents: mappings and JSON files of a palette, a scale or a dialect, checked by field."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from strikemap.errors import StrikemapError

#: A document is read from a mapping or from the path of a JSON file.
Documented = str | os.PathLike[str] | Mapping[str, Any]


class Fields:
    """The fields of one object of a document; each is asked for by name and by kind.

    Parameters
    ----------
    raw
        The object.
    origin
        What to call the document in an error, such as its file's name.
    error, code
        The class of error to raise, and its code.
    place
        Where the object is in the document, such as ``"sides[2]"``.
    """

    def __init__(
        self,
        raw: Mapping[Any, Any],
        *,
        origin: str,
        error: type[StrikemapError],
        code: str,
        place: str = "",
    ) -> None:
        self.raw, self.origin, self.error, self.code, self.place = raw, origin, error, code, place

    def fail(self, key: object, said: str) -> NoReturn:
        """Raise the document's error, naming the document and the key."""
        place = f"{self.place}.{key}" if self.place and key != "" else str(key) or self.place
        start = f"{self.origin}: {place} " if place else f"{self.origin} "
        raise self.error(start + said, code=self.code, where=f"{self.origin}: {place}")

    def only(self, known: Iterable[str]) -> None:
        """Raise unless every key is one of these."""
        names = list(known)
        for key in self.raw:
            if key not in names:
                self.fail(key, f"is not known here.{nearest(key, names)}")

    def needs(self, key: str, example: str) -> None:
        """Raise where a key is missing, with an example of what to write."""
        if key not in self.raw:
            self.fail("", f"has no {key!r}{nearest_key(key, self.raw)}. Write {example}.")

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self.raw.get(key, default)
        return value if isinstance(value, str) else self.fail(key, f"takes a text, {_not(value)}.")

    def word(self, key: str, known: Collection[str], default: str) -> str:
        """Return one of these words."""
        value = self.text(key, default)
        return value if value in known else self.fail(key, unknown(value, known))

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.raw.get(key, default)
        return (
            value
            if isinstance(value, bool)
            else self.fail(key, f"is true or false, {_not(value)}.")
        )

    def number(self, key: str) -> float:
        """Return a number above 0."""
        value = self.raw.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
            self.fail(key, f"takes a number above 0, {_not(value)}.")
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where there is none."""
        value = self.raw.get(key, [])
        if isinstance(value, str):
            self.fail(key, f"takes a list, not a text: write [{value!r}].")
        if not isinstance(value, list | tuple):
            self.fail(key, f"takes a list of texts, {_not(value)}.")
        for item in value:
            if not isinstance(item, str):
                self.fail(key, f"takes a list of texts; {_short(item)} is none.")
        return tuple(value)

    def part(self, key: str) -> Fields:
        """Return an object inside this one; empty where there is none."""
        return self._inside(self.raw.get(key, {}), key)

    def parts(self, key: str) -> list[Fields]:
        """Return the objects of a list; empty where there is none."""
        value = self.raw.get(key, [])
        if not isinstance(value, list | tuple):
            self.fail(key, f"takes a list of objects, {_not(value)}.")
        return [self._inside(item, f"{key}[{at}]") for at, item in enumerate(value)]

    def table(self, key: str) -> dict[str, str]:
        """Return an object whose values are texts; empty where there is none."""
        part = self.part(key)
        return {str(name): part.text(name) for name in part.raw}

    def by_language(self, key: str, default: str = "") -> dict[str, str]:
        """Return words by language; a plain text stands for every language, as English."""
        value = self.raw.get(key, default)
        return {"en": value} if isinstance(value, str) else self.table(key)

    def _inside(self, value: object, key: str) -> Fields:
        if not isinstance(value, Mapping):
            self.fail(key, f"takes an object, {_not(value)}.")
        return Fields(value, **self.told(key))

    def told(self, key: str) -> dict[str, Any]:
        """Return what the fields of an object inside this one need to speak of themselves."""
        place = f"{self.place}.{key}" if self.place else key
        return {"origin": self.origin, "error": self.error, "code": self.code, "place": place}


def fields(source: Documented, *, called: str, error: type[StrikemapError], code: str) -> Fields:
    """Return the fields of a document.

    Parameters
    ----------
    source
        A mapping, or the path of a JSON file that holds an object.
    called
        What to call a mapping in an error, such as ``"palette="``.
    error, code
        The class of error to raise for what a field holds, and its code.

    Raises
    ------
    StrikemapError
        Of the class `error`: with `code`, or a file's code such as ``NOT_FOUND``, ``EMPTY``,
        ``ENCODING``, ``DUP_KEY``, ``CORRUPT`` or ``TOO_LARGE``.
    """
    if isinstance(source, Mapping):
        return Fields(source, origin=called, error=error, code=code)
    if not isinstance(source, str | os.PathLike):
        raise error(
            f"{called} takes a name, a mapping, the path of a JSON file or the object itself, "
            f"{_not(source)}.",
            code=code,
            where=called,
        )
    from strikemap.formats.json_text import load
    from strikemap.formats.source import open_source

    opened = open_source(source, error=error)
    raw = load(opened)
    found = Fields(raw, origin=opened.name, error=error, code=code)
    if not isinstance(raw, Mapping):
        found.fail("", f"holds {_kind(raw)}, not an object in braces.")
    return found


def is_path(asked: object) -> bool:
    """Return whether a word is the path of a file rather than a name.

    Examples
    --------
    >>> is_path("neutral"), is_path("mine.json")
    (False, True)
    """
    if isinstance(asked, os.PathLike):
        return True
    return isinstance(asked, str) and (asked.endswith(".json") or bool(Path(asked).name != asked))


def nearest(word: object, known: Iterable[str]) -> str:
    """Return the end of a message: the nearest of the known words, else all of them.

    Nearest are a word spelt much alike, or else those within the word or around it.

    Examples
    --------
    >>> nearest("patern", ["fill", "pattern"])
    " Did you mean 'pattern'?"
    """
    names, asked = list(dict.fromkeys(known)), str(word).lower()[:80]
    close = difflib.get_close_matches(asked, names, n=1) or [
        name for name in names if len(asked) > 2 < len(name) and (name in asked or asked in name)
    ]
    if close:
        return f" Did you mean {' or '.join(map(repr, close[:3]))}?"
    return f" There are: {', '.join(names)}."


def nearest_key(key: str, raw: Mapping[Any, Any]) -> str:
    """Return "(is 'signatur' meant for it?)" where a key of an object looks like another."""
    close = difflib.get_close_matches(key, [name for name in raw if isinstance(name, str)], n=1)
    return f" (is {close[0]!r} meant for it?)" if close else ""


def unknown(value: str, known: Iterable[str]) -> str:
    """Return what to say of a word that is none of those known."""
    return f"is {_short(value)}, which does not exist.{nearest(value, known)}"


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 60 else said[:57] + "..."


def _not(value: object) -> str:
    return f"not {_kind(value)} ({_short(value)})"


def _kind(value: object) -> str:
    kinds = ((bool, "true or false"), (str, "a text"), (Mapping, "an object"), (type(None), "null"))
    for kind, called in kinds:
        if isinstance(value, kind):
            return called
    if isinstance(value, list | tuple):
        return "a list"
    return "a number" if isinstance(value, int | float) else type(value).__name__
