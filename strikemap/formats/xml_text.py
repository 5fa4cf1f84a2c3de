"""XML as a tree of plain names; any document type declaration is refused."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from strikemap.formats.json_text import bom_encoding
from strikemap.formats.source import Source
from strikemap.formats.uncollected import uncollected

_DECLARED = re.compile(
    rb"\s*<\?xml[^>]*\bencoding\s*=\s*[\"'](?!utf-?8[\"'])[\w.:-]+[\"']", re.IGNORECASE
)


def as_utf8(source: Source, data: bytes, encoding: str | None) -> bytes:
    """Return XML in UTF-8: as it is, or from the encoding that the caller names.

    Raises
    ------
    StrikemapError
        ``ENCODING``: neither UTF-8 nor what the file or the caller says.
    """
    if encoding is None:
        if not _DECLARED.match(data) and not bom_encoding(data) and not _is_utf8(data):
            raise source.fail(
                "ENCODING",
                "is not UTF-8 and does not say which encoding it is in. Pass encoding=, such as "
                "'cp1256' (Arabic Windows), 'cp1252' (Western Windows) or 'cp1251' (Cyrillic).",
            )
        return data
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeError) as problem:
        raise source.fail(
            "ENCODING", f"is not {encoding}: {problem}. Pass the right encoding=."
        ) from problem
    return re.sub(r"^\ufeff?\s*<\?xml.*?\?>", "", text, flags=re.DOTALL).encode("utf-8")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse(source: Source, data: bytes) -> Element:
    """Parse XML into elements named without namespace.

    The parser never sees a document type declaration through: entities, external ones
    included, therefore cannot exist.

    Raises
    ------
    StrikemapError
        ``XML_ENTITIES``, ``TOO_DEEP``, ``CORRUPT`` or ``ENCODING``.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def refuse(*_: object) -> None:
        raise source.fail(
            "XML_ENTITIES",
            "declares a document type (DTD), which can hide entities. Save it again without one.",
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > source.limits.depth:
            raise source.fail("TOO_DEEP", f"nests deeper than {source.limits.depth} elements.")
        plain = {_local(name): value for name, value in attributes.items()}
        builder.start(_local(tag), plain)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(tag))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        with uncollected():
            parser.Parse(data, True)
    except expat.ExpatError as problem:
        code = "ENCODING" if "encoding" in str(problem) else "CORRUPT"
        raise source.fail(code, f"is not whole XML: {problem}.") from problem
    except (ValueError, LookupError, UnicodeError) as problem:
        if isinstance(problem, source.error):
            raise
        raise source.fail("CORRUPT", f"cannot be parsed as XML: {problem}.") from problem
    return builder.close()


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    """Return a name without the prefix of its namespace."""
    return name.rsplit(":", 1)[-1]
