"""Before-and-after maps of published strike reports over dated zones of influence.

The public names are listed in ``__init__.pyi``; each is loaded when it is first used.
"""

import difflib as _difflib
from typing import Any as _Any

import lazy_loader

from strikemap.datasets import datasets as datasets
from strikemap.ledger import ledger as ledger
from strikemap.palettes import palettes as palettes

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> _Any:
    """Load a name of the door, give the version, or say which name comes near."""
    if name == "__version__":
        from importlib.metadata import version

        return version("strikemap")
    try:
        return _load(name)
    except AttributeError:
        if name in __all__ or name.startswith("_"):
            raise
        by_letters = {known.replace("_", "").lower(): known for known in __all__}
        near = _difflib.get_close_matches(name.replace("_", "").lower(), by_letters, n=1)
        hint = f" Did you mean strikemap.{by_letters[near[0]]}?" if near else ""
        raise AttributeError(f"strikemap has no {name!r}.{hint}") from None
