"""Progress: one bar for what takes over two seconds, in a terminal only, gone when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

T = TypeVar("T")

#: Seconds after which a bar appears.
PATIENCE: Final = 2.0

#: What is under way and may show a bar; what it does in turn shows none of its own.
_under_way: list[str] = []


def steps(
    items: Iterable[T], doing: str, *, total: int | None = None, unit: str = "step"
) -> Iterator[T]:
    """Yield items behind a bar that says what is done with them.

    The bar waits two seconds, is shown only where standard error is a terminal (no script, log or
    executed notebook gets a line of it), and only for the outermost of nested tasks.

    Examples
    --------
    >>> list(steps([1, 2], "counting"))
    [1, 2]
    """
    with _bar(doing, iterable=items, total=total, unit=unit) as bar:
        yield from items if bar is None else bar


@contextmanager
def stages(doing: str, n: int) -> Iterator[Callable[[], object]]:
    """Show a bar for a task of n stages; what is yielded is to be called after each of them.

    Examples
    --------
    >>> with stages("saving", 2) as done:
    ...     _ = done()
    """
    with _bar(doing, total=n, unit="stage") as bar:
        yield (lambda: None) if bar is None else bar.update


@contextmanager
def _bar(doing: str, **what: Any) -> Iterator[Any]:
    """Show a bar; None where none is to be seen: within a task, or without a terminal."""
    if _under_way or not (sys.stderr and sys.stderr.isatty()):
        yield None
        return
    from tqdm import tqdm

    _under_way.append(doing)
    try:
        with tqdm(desc=doing, delay=PATIENCE, leave=False, **what) as bar:
            yield bar
    finally:
        _under_way.remove(doing)
