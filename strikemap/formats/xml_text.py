"""XML as a tree of plain names; any document type declaration is refused."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from strikemap.formats.source import Source


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
        plain = {name.rsplit(":", 1)[-1]: value for name, value in attributes.items()}
        builder.start(tag.rsplit(":", 1)[-1], plain)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rsplit(":", 1)[-1])

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        code = "ENCODING" if "encoding" in str(problem) else "CORRUPT"
        raise source.fail(code, f"is not whole XML: {problem}.") from problem
    except (ValueError, LookupError, UnicodeError) as problem:
        if isinstance(problem, source.error):
            raise
        raise source.fail("CORRUPT", f"cannot be parsed as XML: {problem}.") from problem
    return builder.close()
