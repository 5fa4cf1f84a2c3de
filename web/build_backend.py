"""PEP 517/660 build backend: setuptools, after bundling the pages' script and the typeface.

The bundles in ``strikemap/paint/assets`` are made with npm from the sources in ``web/``
when they are missing or were made from other sources. A source distribution carries them, so that
building a wheel from it needs no npm.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_assets",
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

WEB = Path(__file__).resolve().parent
ASSETS = WEB.parent / "strikemap" / "paint" / "assets"
NAMES = (
    *("page.js", "page.css", "explore.js", "explore.css", "widget.js"),
    *(f"IBMPlexSans-{face}.ttf" for face in ("Regular", "Bold", "Italic")),
    *(
        f"IBMPlexSans{script}-{weight}.ttf"
        for script in ("Arabic", "Hebrew")
        for weight in ("Regular", "Bold")
    ),
)
STAMP = "sources.sha256"


def build_wheel(
    wheel_directory: str,
    config_settings: dict[str, Any] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Build a wheel that carries the bundles."""
    build_assets()
    return str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str,
    config_settings: dict[str, Any] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Build an editable wheel; the bundles lie in the checkout."""
    build_assets()
    return str(build_meta.build_editable(wheel_directory, config_settings, metadata_directory))


def build_sdist(sdist_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """Build a source distribution that carries the bundles."""
    build_assets()
    return str(build_meta.build_sdist(sdist_directory, config_settings))


def build_assets() -> None:
    """Bundle script and style unless the bundles of these very sources are there."""
    if not stale():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(
            "strikemap: npm was not found, and the page's script is not bundled yet. "
            "Install Node.js 18 or newer, or install strikemap from a wheel or an sdist."
        )
    print("strikemap: bundling the page's script with npm", file=sys.stderr)
    options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not installed():
        _run([npm, "ci", *options])
    _run([shutil.which("node") or "node", "build.mjs"])
    (ASSETS / STAMP).write_text(digest(), encoding="ascii")


def stale() -> bool:
    """Tell whether a bundle is missing or was made from other sources than those here."""
    stamp = ASSETS / STAMP
    if not all((ASSETS / name).is_file() for name in (*NAMES, STAMP)):
        return True
    return stamp.read_text(encoding="ascii") != digest()


def digest() -> str:
    """Return the SHA-256 of the sources: their names and contents, not their dates."""
    sha = hashlib.sha256()
    for path in sources():
        sha.update(f"{path.name} {path.stat().st_size}\n".encode())
        sha.update(path.read_bytes())
    return sha.hexdigest() + "\n"


def sources() -> list[Path]:
    """Return the files the bundles are made from."""
    names = ("build.mjs", "package.json", "package-lock.json")
    found = [*(WEB / "src").glob("*"), *(WEB / name for name in names)]
    return sorted(path for path in found if path.is_file())


def installed() -> bool:
    """Tell whether node_modules holds what the lock file names, as npm recorded it."""
    record = WEB / "node_modules" / ".package-lock.json"
    lock = WEB / "package-lock.json"
    return record.is_file() and record.stat().st_mtime >= lock.stat().st_mtime


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, cwd=WEB, check=True, stdout=sys.stderr)
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"strikemap: '{' '.join(map(str, command))}' failed with status {error.returncode}; "
            "the page's script could not be bundled."
        ) from None
