"""Where the package's own files lie: in the checkout or in the installed distribution."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

from strikemap.errors import StrikemapError

_PACKAGE = Path(__file__).resolve().parent


@cache
def resource(folder: str, name: str) -> Path:
    """Return the path of one of the package's own files.

    Parameters
    ----------
    folder
        ``"geodata"`` or ``"paint/assets"``, as the folder is called inside the package.
    name
        File name in that folder.

    Raises
    ------
    StrikemapError
        Code ``RESOURCE_MISSING``: neither the checkout nor the installed package has it.
    """
    candidates = [_PACKAGE / folder / name, _PACKAGE.parent / folder / name]
    try:
        installed = metadata.distribution("strikemap")
        candidates.append(Path(str(installed.locate_file(f"strikemap/{folder}/{name}"))))
    except metadata.PackageNotFoundError:
        pass
    for path in candidates:
        if path.is_file():
            return path
    raise StrikemapError(
        f"strikemap's own file {folder}/{name} is missing. Install the package again "
        "(pip install strikemap), or run 'make install' in a checkout.",
        code="RESOURCE_MISSING",
        where=f"{folder}/{name}",
    )
