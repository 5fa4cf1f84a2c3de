"""A map as its reader has it: what is painted and said, from a map or from its saved page."""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from strikemap.errors import MapError
from strikemap.payload.payload import payload

_BLOCK: Final = re.compile(
    r'<script type="application/json" id="strikemap-data">(.*?)</script>', re.DOTALL
)
#: No block of a map inflates to more.
_LARGEST: Final = 400_000_000


@dataclass(frozen=True, eq=False)
class MapRead:
    """What a map shows.

    ``data`` is the page's data block. ``comparison`` is what was counted, None for a file.
    """

    data: Mapping[str, Any]
    comparison: Any = None

    def notes(self, kind: str) -> str:
        """Return the lines under the map of one kind."""
        return " ".join(note["text"] for note in self.data["notes"] if note["kind"] == kind)

    def column(self, key: str) -> list[str] | None:
        """Return a column of the cards as texts; None where cards have none."""
        for column in self.data["popups"]["columns"]:
            if column["key"] == key:
                return [column["texts"][number] for number in column["index"]]
        return None

    def counted(self, key: str) -> Counter[str]:
        """Return how often each text stands in a column of the cards."""
        return Counter(text for text in self.column(key) or [] if text)


def map_read(map_or_file: Any) -> MapRead:
    """Return what a map, or a saved page, shows.

    Raises
    ------
    MapError
        ``RECORD_MISSING`` for a file that is no page of a map; ``NOT_FOUND``.
    """
    spec = getattr(map_or_file, "spec", None)
    if spec is not None:
        comparison = getattr(map_or_file, "comparison", None)
        return MapRead(_whole(payload(spec)), comparison)
    return MapRead(_of_file(map_or_file))


def _of_file(file: str | os.PathLike[str]) -> dict[str, Any]:
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as cause:
        raise MapError(f"There is no file {path}.", code="NOT_FOUND", where=str(path)) from cause
    except UnicodeDecodeError:
        text = ""
    found = _BLOCK.search(text)
    try:
        if found is not None:
            return _whole(json.loads(found[1]))
    except (ValueError, KeyError, zlib.error):
        pass
    raise MapError(
        f"{path.name} is no page of a map that can be read. Review the page (.html) that the map "
        "was saved as, or the map itself.",
        code="RECORD_MISSING",
        where=path.name,
    )


def _whole(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the block with what is packed in it unpacked, but for marks of very many strikes."""
    out = dict(data)
    if "deflated" in out:
        out |= json.loads(_inflated(out.pop("deflated")))
    if "packed" in out:
        out["popups"] = json.loads(_inflated(out["packed"]["texts"]))
    return out


def _inflated(text: str) -> bytes:
    return zlib.decompressobj(-15).decompress(base64.b64decode(text), _LARGEST)
