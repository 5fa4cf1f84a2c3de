"""A language of marked letters, made from English: what is not in the catalogue stands out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from strikemap.words import languages

#: Every letter as another one that the typeface of the maps has, and that reads much the same.
MARKED: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒğħíĵķłɱñöþɋřšŧůṽŵẋýžÅƁÇĐÉƑĞĦÍĴĶŁṀÑÖÞɊŘŠŦŮṼŴẊÝŽ",
)
_SLOT: Final = re.compile(r"(\{[^{}]*\})")
_GRAMMAR: Final = ("code", "direction", "plural", "numbers", "list")


def written(folder: Path) -> str:
    """Write the language, 40 % longer and read from right to left; return the path."""
    data = json.loads((Path(languages.__file__).parent / "en.json").read_text(encoding="utf-8"))
    made = {key: text if key in _GRAMMAR else _marked(text) for key, text in data.items()}
    made |= {"code": "qps", "direction": "rtl", "read_by_a_native_speaker": False}
    path = folder / "pseudo.json"
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return str(path)


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: text if key == "by" else _marked(text) for key, text in value.items()}
    if isinstance(value, list):
        return [_marked(text) for text in value]
    if not isinstance(value, str):
        return value
    pieces = [p if _SLOT.fullmatch(p) else p.translate(MARKED) for p in _SLOT.split(value)]
    longer = "·" * round(0.4 * sum(len(p) for p in pieces if not _SLOT.fullmatch(p)))
    return "".join([*pieces, longer])
