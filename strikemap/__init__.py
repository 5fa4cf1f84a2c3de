"""Before-and-after maps of published strike reports over dated zones of influence.

Start with ``check(path)`` and ``read_reports(path)``; ``read_zones(path)`` or
``zones_from_places(places, country, date=...)``; ``before_after(reports, Event(name, date),
zones=...)``. The map shows itself and has ``.save()``, ``.table``, ``.summary()``, ``.plot()``,
``.explore()`` and ``.sensitivity()``; ``ledger(map)`` lists what is not on it. Several reports of
one strike: ``corroborate``, ``explain``, ``grade``. Data to try: ``datasets()``,
``load_dataset(name)``. Own colours, words and formats: ``palettes()``, ``scales()``,
``dialects()``. What an error's code means: ``codes()``. Every public name, by what it is for:
``topics``.
"""

import difflib as _difflib
import types as _types
from typing import Any as _Any

import lazy_loader

from strikemap.arguments import answering as _answering
from strikemap.datasets import datasets as _datasets
from strikemap.ledger import ledger as _ledger
from strikemap.palettes import palettes as _palettes
from strikemap.provenance.reading import provenance as _provenance
from strikemap.topics import FIRST as _FIRST
from strikemap.topics import topics as topics

_load, _, __all__ = lazy_loader.attach_stub(__name__, __file__)

datasets, ledger = _answering(_datasets), _answering(_ledger)
palettes, provenance = _answering(_palettes), _answering(_provenance)


def __dir__() -> list[str]:
    """Return what is needed first; ``topics`` has the rest, and ``__all__`` every name."""
    return [*_FIRST, "topics", "__all__", "__doc__", "__version__"]


def __getattr__(name: str) -> _Any:
    """Load a name of the door, give the version, or say which name comes near.

    Functions come as :func:`strikemap.arguments.answering` makes them.
    """
    if name == "__version__":
        from importlib.metadata import version

        return version("strikemap")
    try:
        found = _load(name)
    except AttributeError:
        if name in __all__ or name.startswith("_"):
            raise
        by_letters = {known.replace("_", "").lower(): known for known in __all__}
        near = _difflib.get_close_matches(name.replace("_", "").lower(), by_letters, n=1)
        hint = f" Did you mean strikemap.{by_letters[near[0]]}?" if near else ""
        raise AttributeError(f"strikemap has no {name!r}.{hint}") from None
    if name in __all__ and isinstance(found, _types.FunctionType):
        found = globals()[name] = _answering(found)
    return found
