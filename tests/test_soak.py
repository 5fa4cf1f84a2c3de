"""Saves under hardship: a few here, a hundred of each in ``make soak``."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import strikemap as sm
from strikemap.errors import MapError

KILLS = int(os.environ.get("STRIKEMAP_SOAK", "2"))
LONG = KILLS > 2
ROOT = Path(__file__).parents[1]
MAP = """
import os, sys, strikemap as sm
frame = sm.load_dataset("syria_2017_strikes")
m = sm.before_after(frame, sm.Event("Deal", "2017-05-04"), where={"attacker": "Russia"})
def save():
    m.save(sys.argv[1], **({"dpi": 40} if sys.argv[1].endswith("png") else {}))
"""
ONCE = f"{MAP}\nfor _ in range(int(sys.argv[2])): save()"
#: For each line that it is told, a process that saves without end until it is killed.
UNTIL_KILLED = f"""{MAP}
save()
for line in sys.stdin:
    saving = os.fork()
    while saving == 0:
        save()
    print(saving, flush=True)
    os.waitpid(saving, 0)
"""


def made() -> sm.StrikeMap:
    frame = sm.load_dataset("syria_2017_strikes")
    event = sm.Event("Deal", "2017-05-04")
    return sm.before_after(frame, event, where={"attacker": "Russia"})


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".strikemap")]


@pytest.mark.parametrize("suffix", [".csv", ".html", ".png", ".gpkg", ".xlsx"])
def test_a_killed_save_leaves_a_whole_file_and_the_next_sweeps(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"map{suffix}"
    command = [sys.executable, "-W", "ignore", "-c", UNTIL_KILLED, str(target)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for kill in range(KILLS):
            print("save", file=server.stdin, flush=True)
            saving = int(server.stdout.readline())
            whole = target.read_bytes()
            time.sleep(0.013 * kill)
            os.kill(saving, signal.SIGKILL)
            assert target.read_bytes() == whole
            assert sm.provenance(target).record["rows"]["table"] == 224
        server.stdin.close()
    made().save(tmp_path / "map.csv")
    assert not drafts(tmp_path)


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("suffix", [".csv", ".html", ".kml"])
def test_a_disk_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int, suffix: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    target = tmp_path / f"map{suffix}"
    target.write_text("older")
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(MapError) as caught:
        made().save(target)
    assert caught.value.code == "NOT_WRITTEN"
    assert os.strerror(fault) in str(caught.value)
    assert target.read_text() == "older"
    assert not drafts(tmp_path)


FULL = """
import resource, signal, sys, strikemap as sm
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
m = sm.before_after(sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04"))
try:
    m.save(sys.argv[1])
except sm.StrikemapError as problem:
    print(problem.code)
"""


@pytest.mark.parametrize("suffix", [".html", ".png"] if LONG else [".html"])
def test_a_file_that_may_not_grow_is_not_torn(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"map{suffix}"
    target.write_text("older")
    command = [sys.executable, "-c", FULL, str(target)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.stdout.split() == ["NOT_WRITTEN"]
    assert target.read_text() == "older"
    assert not drafts(tmp_path)


@pytest.mark.skipif(not LONG or os.geteuid() != 0, reason="only make soak, as root, mounts a disk")
def test_a_full_and_a_read_only_disk_are_said_and_hold_what_was_there(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        (disk / "map.html").write_text("older")
        for options in ([], ["-o", "remount,ro"]):
            if options:
                subprocess.run(["mount", *options, str(disk)], check=True)
            with pytest.raises(MapError) as caught:
                made().save(disk / "map.html")
            assert caught.value.code == "NOT_WRITTEN"
            assert (disk / "map.html").read_text() == "older"
            assert not drafts(disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("suffix", [".csv", ".gpkg"])
def test_two_writers_of_one_file_leave_it_whole(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"map{suffix}"
    made().save(target)
    times = str(40 if LONG else 3)
    command = [sys.executable, "-c", ONCE, str(target), times]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    while any(one.poll() is None for one in writers):
        assert sm.provenance(target).record["rows"]["table"] == 224
        time.sleep(0.05)
    assert [one.returncode for one in writers] == [0, 0]
    assert not drafts(tmp_path)


def test_many_saves_do_not_grow(tmp_path: Path) -> None:
    m, suffixes = made(), [".csv", ".html", ".kml", ".xlsx", ".gpkg"]
    for number in range(300 if LONG else 15):
        m.save(tmp_path / f"map{suffixes[number % 5]}")
        if number == 9:
            room, open_ = memory(), handles()
    assert memory() - room < 40_000
    assert handles() == open_
    assert len(list(tmp_path.iterdir())) == 6


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def handles() -> int:
    return len(list(Path("/proc/self").glob("fd/*")))


def test_four_threads_save_what_one_does(tmp_path: Path) -> None:
    names = [f"map{suffix}" for suffix in (".csv", ".html", ".kml", ".gpkg")]

    def saved(folder: Path) -> list[str]:
        m = made()
        folder.mkdir()
        for name in names:
            m.save(folder / name)
        return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]

    alone = saved(tmp_path / "alone")
    with ThreadPoolExecutor(4) as pool:
        folders = [tmp_path / str(n) for n in range(40 if LONG else 4)]
        assert all(found == alone for found in pool.map(saved, folders))


ALL = [".csv", ".kml", ".kmz", ".xlsx", ".gpkg", ".geojson", ".parquet"]
DRAWN = [".html", ".png", ".svg", ".pdf", ".pptx"]
SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "7", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "POSIX", "PYTHONUTF8": "1"},
]
SAVE = """
import sys, strikemap as sm
m = sm.before_after(sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04"))
for suffix in sys.argv[1:]:
    m.save("map" + suffix)
"""


def test_every_format_is_the_same_in_every_surrounding(tmp_path: Path) -> None:
    suffixes = [*ALL, *DRAWN] if LONG else ALL
    found = set()
    for number, told in enumerate(SURROUNDINGS if LONG else SURROUNDINGS[:2]):
        folder = tmp_path / f"folder {number}"
        folder.mkdir()
        (folder / "matplotlibrc").write_text(f"font.size: {8 + 9 * number}\nsavefig.dpi: 33\n")
        env = {**os.environ, **told, "HOME": str(folder), "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", SAVE, *suffixes], cwd=folder, env=env, check=True)
        hashes = [hashlib.sha256((folder / f"map{one}").read_bytes()).digest() for one in suffixes]
        found.add(tuple(hashes))
    assert len(found) == 1


#: Makes a figure of the gallery again: from its record and the folder of the data, and where
#: its frames were edited in Python, with those that the gallery of this clone edits.
AGAIN = """
import importlib.util, sys
from pathlib import Path
from unittest import mock
import strikemap as sm
found = importlib.util.spec_from_file_location("gallery", "docs/gallery/build.py")
gallery = importlib.util.module_from_spec(found)
found.loader.exec_module(gallery)
class Frames(Exception): pass
def frames(m, *_, **__):
    raise Frames(m.call.frames)
def again(figure, name, data):
    try:
        return sm.reproduce(figure, data)
    except sm.StrikemapError as problem:
        if problem.code != "INPUT_MISSING":
            raise
    gallery.SHARED = Path(data)
    try:
        with mock.patch.object(sm.StrikeMap, "save", frames):
            gallery.figures()[name]("map.png")
    except Frames as made:
        return sm.reproduce(figure, made.args[0])
for figure in sys.argv[2:]:
    print(Path(figure).stem, again(figure, Path(figure).stem, sys.argv[1]))
"""


@pytest.mark.skipif(not LONG, reason="make soak builds the whole gallery twice")
def test_the_gallery_is_made_again_in_a_fresh_clone_to_the_byte(tmp_path: Path) -> None:
    clone, out = tmp_path / "clone", tmp_path / "figures"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    if (ROOT / "strikemap/paint/assets").is_dir():
        shutil.copytree(ROOT / "strikemap/paint/assets", clone / "strikemap/paint/assets")
    build = [sys.executable, str(ROOT / "docs/gallery/build.py"), str(out)]
    subprocess.run(build, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    told = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "HOME": str(tmp_path), "PYTHONPATH": str(clone)}
    figures = list(map(str, sorted(out.glob("*.png"))))
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", AGAIN, str(ROOT.parent / "shared/data"), *figures],
        cwd=clone,
        env={**os.environ, **told, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.splitlines() == [f"{Path(one).stem} The same bytes." for one in figures]
    assert len(figures) > 20, run.stderr
