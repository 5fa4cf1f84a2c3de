"""The build backend: bundles are made when they must be, and travel in the sdist."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "strikemap" / "paint" / "assets"
BUILD = """
import sys
sys.path.insert(0, "web")
import build_backend
print(build_backend.{step}(sys.argv[1]))
"""


def _backend() -> ModuleType:
    described = importlib.util.spec_from_file_location(
        "build_backend", ROOT / "web" / "build_backend.py"
    )
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the backend, at work on a small tree of its own."""
    module = _backend()
    web, assets = tmp_path / "web", tmp_path / "assets"
    (web / "src").mkdir(parents=True)
    assets.mkdir()
    (web / "src" / "page.js").write_text("1;")
    for name in ("build.mjs", "package.json", "package-lock.json"):
        (web / name).write_text("{}")
    for name in module.NAMES:
        (assets / name).write_text("x")
    monkeypatch.setattr(module, "WEB", web)
    monkeypatch.setattr(module, "ASSETS", assets)
    (assets / module.STAMP).write_text(module.digest())
    return module


def test_bundles_of_these_sources_are_kept(backend: ModuleType) -> None:
    assert not backend.stale()
    backend.build_assets()


def test_bundles_of_other_sources_are_stale_whatever_their_dates(backend: ModuleType) -> None:
    (backend.WEB / "src" / "page.js").write_text("2;")
    assert backend.stale()


@pytest.mark.parametrize("name", ["page.js", "explore.css", "sources.sha256"])
def test_a_missing_bundle_is_made_anew(backend: ModuleType, name: str) -> None:
    (backend.ASSETS / name).unlink()
    assert backend.stale()


def test_without_npm_and_without_bundles_the_build_stops_with_one_line(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    (backend.ASSETS / "page.js").unlink()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="npm was not found") as stopped:
        backend.build_assets()
    assert "\n" not in str(stopped.value)


def _built(tree: Path, step: str, out: Path, path: str) -> Path:
    out.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(step=step), str(out)],
        cwd=tree,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (built,) = out.iterdir()
    return built


def test_a_wheel_from_an_sdist_needs_no_npm_and_carries_the_same_bundles(tmp_path: Path) -> None:
    if _backend().stale():
        pytest.skip("the bundles are not those of these sources: run 'pip install -e .'")
    tree = tmp_path / "tree"
    leave = shutil.ignore_patterns(".git", ".venv", "node_modules", ".*_cache", "out", "build")
    shutil.copytree(ROOT, tree, ignore=leave)
    sdist = _built(tree, "build_sdist", tmp_path / "sdist", "")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    wheel = _built(unpacked, "build_wheel", tmp_path / "wheel", "")
    with zipfile.ZipFile(wheel) as archive:
        for path in ASSETS.iterdir():
            assert archive.read(f"strikemap/paint/assets/{path.name}") == path.read_bytes()
