"""The world at 1:10 million under the maps of strikemap: where its data lie."""

from pathlib import Path
from typing import Final

#: The folder with the layers (FlatGeobuf) and the towns (CSV).
DATA: Final = Path(__file__).resolve().parent / "data"
