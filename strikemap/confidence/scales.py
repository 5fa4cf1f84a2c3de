"""Confidence scales as data: their grades, the published wording and where it is from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from strikemap.errors import ReportError
from strikemap.resources import resource


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scale.

    ``wording`` is the publisher's own sentence where ``published`` is true, ours where it is
    false. ``mark`` is the class of mark that a map draws for the grade.
    """

    key: str
    label_en: str
    label_ar: str
    wording: str
    published: bool
    mark: str

    def label(self, lang: Literal["en", "ar"] = "en") -> str:
        """Return the grade's name in English or Arabic."""
        return self.label_ar if lang == "ar" else self.label_en


@dataclass(frozen=True, slots=True)
class Scale:
    """A confidence scale, from the strongest grade to the weakest."""

    key: str
    name_en: str
    name_ar: str
    about: str
    grades_what: str
    publisher: str
    source_title: str
    source_url: str
    grades: tuple[Grade, ...]

    def name(self, lang: Literal["en", "ar"] = "en") -> str:
        """Return the scale's name in English or Arabic."""
        return self.name_ar if lang == "ar" else self.name_en

    def keys(self) -> tuple[str, ...]:
        """Return the grades' keys, strongest first."""
        return tuple(grade.key for grade in self.grades)

    def grade(self, key: str) -> Grade:
        """Return one grade by its key."""
        for grade in self.grades:
            if grade.key == key:
                return grade
        raise ReportError(
            f"The scale {self.key!r} has no grade {key!r}. It has: {', '.join(self.keys())}.",
            code="GRADE_UNKNOWN",
            where=self.key,
        )


@cache
def scales() -> MappingProxyType[str, Scale]:
    """Return every embedded scale by its key.

    Examples
    --------
    >>> from strikemap.confidence.scales import scales
    >>> scales()["isw"].keys()
    ('high', 'low', 'not mapped')
    """
    raw = json.loads(resource("geodata", "scales.json").read_text(encoding="utf-8"))
    return MappingProxyType({key: _scale(key, value) for key, value in raw.items()})


def scale(key: str) -> Scale:
    """Return one scale by its key: ``isw``, ``airwars``, ``airwars status`` or ``simple``.

    Raises
    ------
    ReportError
        Code ``SCALE_UNKNOWN``.
    """
    try:
        return scales()[key]
    except KeyError:
        raise ReportError(
            f"There is no confidence scale {key!r}. There are: {', '.join(scales())}.",
            code="SCALE_UNKNOWN",
            where=str(key),
        ) from None


def _scale(key: str, raw: dict[str, Any]) -> Scale:
    return Scale(
        key=key,
        name_en=raw["name"]["en"],
        name_ar=raw["name"]["ar"],
        about=raw["about"],
        grades_what=raw["grades_what"],
        publisher=raw["source"]["publisher"],
        source_title=raw["source"]["title"],
        source_url=raw["source"]["url"],
        grades=tuple(_grade(item) for item in raw["grades"]),
    )


def _grade(raw: dict[str, Any]) -> Grade:
    return Grade(
        key=raw["key"],
        label_en=raw["label"]["en"],
        label_ar=raw["label"]["ar"],
        wording=raw["wording"],
        published=raw["published"],
        mark=raw["mark"],
    )
