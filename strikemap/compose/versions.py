"""What a map says of its version: how far its data reach, what changed, what was corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from strikemap.schema import day_of
from strikemap.words.phrases import Lang, list_text, phrase

Update = Mapping[str, Any]

#: Changes of reports that correct what was published before.
_CORRECTED: Final = ("revised", "moved", "withdrawn")


def version_words(updates: Sequence[Update], lang: Lang) -> str:
    """Return version, last day of the data and what changed; "" for a map of no update."""
    if not updates:
        return ""
    last = updates[-1]
    words = []
    if last["data_to"]:
        day = day_of(dt.date.fromisoformat(last["data_to"]))
        words.append(phrase("version", lang, version=last["version"], date=day))
    words += [
        phrase(f"version_{key}", lang, changes=_counts(last[key], lang))
        for key in ("reports", "strikes")
        if last[key]
    ]
    if not (last["reports"] or last["strikes"]):
        words.append(phrase("version_same", lang))
    return " ".join(words)


def correction_words(updates: Sequence[Update], lang: Lang) -> str:
    """Return the log of corrections, the latest version first; "" where nothing was corrected."""
    entries = [
        phrase("correction", lang, version=one["version"], changes=_counts(corrected, lang))
        for one in reversed(updates)
        if (corrected := {key: n for key, n in one["reports"].items() if key in _CORRECTED})
    ]
    return phrase("corrections", lang, entries="; ".join(entries)) if entries else ""


def _counts(counts: Mapping[str, int], lang: Lang) -> str:
    parts = [
        phrase(f"change_{change.replace(' ', '_')}", lang, n=n) for change, n in counts.items()
    ]
    return list_text(parts, lang)
