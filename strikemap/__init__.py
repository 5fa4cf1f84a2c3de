"""Before-and-after maps of published strike reports over dated zones of influence.

What stands in the door is listed in ``__init__.pyi``; a name is loaded when it is first used.
"""

import lazy_loader

from strikemap.datasets import datasets as datasets
from strikemap.ledger import ledger as ledger
from strikemap.palettes import palettes as palettes

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
