"""Listings: what there is of one kind, by name, as lines of text and as a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Protocol, TypeVar


def table_of(facts: Mapping[str, object]) -> str:
    """Return facts as a small HTML table; whatever they hold is shown as text.

    Examples
    --------
    >>> table_of({"a": "<b>"})
    '<table><tr><th>a</th><td>&lt;b&gt;</td></tr></table>'
    """
    rows = (
        f"<tr><th>{escape(str(name))}</th><td>{escape(str(fact))}</td></tr>"
        for name, fact in facts.items()
    )
    return f"<table>{''.join(rows)}</table>"


class Listed(Protocol):
    """What a listing shows: a title, and HTML of its own without report text in it."""

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def _repr_html_(self) -> str: ...


T = TypeVar("T", bound=Listed)


class Listing(Mapping[str, T]):
    """What there is of one kind, by name.

    A mapping from name to object that shows itself: a line each as text, a block each in a
    notebook.
    """

    def __init__(self, kind: str, found: Mapping[str, T]) -> None:
        self._kind, self._found = kind, dict(found)

    def __getitem__(self, name: str) -> T:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        width = max(map(len, self._found), default=0)
        lines = [f"{name:{width}}  {one.title}" for name, one in self._found.items()]
        return "\n".join([f"{len(lines)} {self._kind}", *lines])

    def _repr_html_(self) -> str:
        blocks = (
            f"<dt><code>{escape(name)}</code></dt><dd>{one._repr_html_()}</dd>"
            for name, one in self._found.items()
        )
        return (
            f"<div><b>{len(self._found)} {escape(self._kind)}</b><dl>{''.join(blocks)}</dl></div>"
        )
