"""The text of the data block: JSON that cannot leave the element it stands in."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
#: Characters that could end a script element, or that older scripts read as line ends.
_ESCAPED: Final = "<>&\u2028\u2029"


def dumps(values: dict[str, Any]) -> str:
    """Return values as JSON that is safe inside a script element and the same every time.

    Halves of surrogate pairs, which no file can hold, become U+FFFD.
    """
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = whole(text)
    for sign in _ESCAPED:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def whole(text: str) -> str:
    """Return a text in which halves of surrogate pairs are U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
