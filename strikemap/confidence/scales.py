"""Confidence scales: their grades, the published wording and where it is from, a JSON file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Final

from strikemap.documents import Documented, Fields, fields, is_path, nearest
from strikemap.errors import ReportError
from strikemap.listing import Listing

#: The classes of mark, from the strongest support to none stated.
MARK_CLASSES: Final = ("high", "medium", "low", "claim", "declared", "ungraded")

_SCALE: Final = ("name", "title", "about", "grades_what", "source", "grades")
_SOURCE: Final = ("publisher", "title", "url")
_GRADE: Final = ("key", "label", "wording", "published", "mark")


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scale.

    ``labels`` are its names by language. ``wording`` is the publisher's own sentence where
    ``published`` is true, ours where it is false. ``mark`` is the class of mark that a map draws
    for the grade, one of :data:`MARK_CLASSES`.
    """

    key: str
    labels: Mapping[str, str]
    wording: str
    published: bool
    mark: str

    def label(self, lang: str = "en") -> str:
        """Return the grade's name in a language, in English where it has no other."""
        return self.labels.get(lang) or self.labels.get("en") or self.key


@dataclass(frozen=True, slots=True)
class Scale:
    """A confidence scale, from the strongest grade to the weakest."""

    name: str
    titles: Mapping[str, str]
    about: str
    grades_what: str
    publisher: str
    source_title: str
    source_url: str
    grades: tuple[Grade, ...]

    @classmethod
    def read(cls, source: Documented) -> Scale:
        """Read a scale from a mapping or from the path of a JSON file.

        Parameters
        ----------
        source
            The form is in `docs/adding_a_scale.md`.

        Raises
        ------
        ReportError
            Code ``SCALE_INVALID``, naming file and key; ``NOT_FOUND`` and the like.

        Examples
        --------
        >>> mine = {"name": "desk", "grades": [{"key": "A", "mark": "high"}, {"key": "B"}]}
        >>> Scale.read(mine).keys()
        ('A', 'B')
        """
        return _read(fields(source, called="scale=", error=ReportError, code="SCALE_INVALID"))

    @property
    def title(self) -> str:
        """Its name in English."""
        return self.title_in("en")

    def title_in(self, lang: str) -> str:
        """Return the scale's name in a language, in English where it has no other."""
        return self.titles.get(lang) or self.titles.get("en") or self.name

    def keys(self) -> tuple[str, ...]:
        """Return the grades' keys, strongest first."""
        return tuple(grade.key for grade in self.grades)

    def grade(self, key: str) -> Grade:
        """Return one grade by its key.

        Raises
        ------
        ReportError
            Code ``GRADE_UNKNOWN``.
        """
        for grade in self.grades:
            if grade.key == key:
                return grade
        raise ReportError(
            f"The scale {self.name!r} has no grade {key!r}. It has: {', '.join(self.keys())}.",
            code="GRADE_UNKNOWN",
            where=self.name,
        )

    def __repr__(self) -> str:
        return f"Scale({self.name!r}: {', '.join(self.keys())})"

    def _repr_html_(self) -> str:
        """Show the grades with their wording in a notebook."""
        rows = "".join(
            f"<tr><td>{escape(grade.label())}</td><td>{escape(grade.mark)}</td>"
            f"<td>{escape(grade.wording)}{'' if grade.published else ' (our wording)'}</td></tr>"
            for grade in self.grades
        )
        return (
            f"<div><b>{escape(self.title)}</b><br><small>{escape(self.about)}</small>"
            f"<table><tr><th>grade</th><th>mark</th><th>wording</th></tr>{rows}</table>"
            f"<small>{escape(self.publisher)}: {escape(self.source_title)}</small></div>"
        )


#: What ``scale=`` takes: a name, a mapping, the path of a JSON file, or a scale.
ScaleLike = Documented | Scale


def scales() -> Listing[Scale]:
    """Return the confidence scales that come with strikemap, by name.

    A notebook shows them with their wording. Any of them, a mapping, or the path of a JSON file
    goes where :func:`grade` takes ``scale=``.

    Returns
    -------
    Listing
        A mapping by name; prints itself as a list.

    Examples
    --------
    >>> scales()["isw"].keys()
    ('high', 'low', 'not mapped')
    """
    return Listing("confidence scales", _builtin())


def scale(asked: ScaleLike) -> Scale:
    """Return a scale by its name, or from a mapping, a JSON file, or itself.

    Raises
    ------
    ReportError
        Codes ``SCALE_UNKNOWN`` and ``SCALE_INVALID``; ``NOT_FOUND`` and the like for a file.

    Examples
    --------
    >>> scale("simple").title
    'Number of independent sources'
    """
    if isinstance(asked, Scale):
        return asked
    if not isinstance(asked, str) or is_path(asked):
        return Scale.read(asked)
    known = _builtin()
    if asked in known:
        return known[asked]
    raise ReportError(
        f"There is no confidence scale {asked!r}.{nearest(asked, known)} Bring your own as a "
        "mapping or as the path of a JSON file.",
        code="SCALE_UNKNOWN",
        where=asked,
    )


@cache
def _builtin() -> Mapping[str, Scale]:
    found = [Scale.read(file) for file in sorted(Path(__file__).parent.glob("*.json"))]
    return MappingProxyType({one.name: one for one in found})


def _read(document: Fields) -> Scale:
    document.only(_SCALE)
    document.needs("name", '"name": "my-desk"')
    name = document.text("name")
    source = document.part("source")
    source.only(_SOURCE)
    grades = tuple(_grade(part) for part in document.parts("grades"))
    if not grades:
        document.fail("grades", 'is empty. Write one or more: {"key": "sure", "mark": "high"}.')
    keys = [grade.key for grade in grades]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        document.fail("grades", f"states {twice!r} twice.")
    return Scale(
        name=name,
        titles=MappingProxyType(document.by_language("title", name)),
        about=document.text("about"),
        grades_what=document.text("grades_what"),
        publisher=source.text("publisher"),
        source_title=source.text("title"),
        source_url=source.text("url"),
        grades=grades,
    )


def _grade(part: Fields) -> Grade:
    part.only(_GRADE)
    part.needs("key", '"key": "sure"')
    key = part.text("key")
    if not key.strip():
        part.fail("key", "is empty: a grade needs a name.")
    return Grade(
        key=key,
        labels=MappingProxyType(part.by_language("label", key)),
        wording=part.text("wording"),
        published=part.flag("published", False),
        mark=part.word("mark", MARK_CLASSES, "ungraded"),
    )
