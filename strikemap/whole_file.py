"""A file that is whole or not there: kept in memory until it is ready, then put in place."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import platform
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from strikemap.errors import MapError, StrikemapError

#: Names of what is not yet in place: of which machine and process, so that others can tell.
_DRAFT: Final = re.compile(r"\.strikemap-([0-9a-f]{8})-(\d+)-[0-9a-f]+")


@contextlib.contextmanager
def whole_file(
    path: str | os.PathLike[str], *, error: type[StrikemapError] = MapError
) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only when it was written to the end.

    The bytes stay in memory until all are there; then they go to a draft in the same folder,
    which is flushed to the disk and put in place. After an error an older file is untouched.
    A symbolic link stays one: the file that it points to is replaced. Drafts that processes
    left behind when they were killed are swept.

    Parameters
    ----------
    path
        Where the file is to be; its folder must exist.
    error
        The class of error to raise.

    Raises
    ------
    StrikemapError
        ``NOT_FOUND``: the folder does not exist. ``NOT_A_FILE``: the path is a folder, a pipe
        or a device. ``NOT_WRITTEN``: the disk is full, read-only or refuses the name.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with whole_file(folder / "a.txt") as stream:
    ...     _ = stream.write(b"whole")
    >>> (folder / "a.txt").read_bytes()
    b'whole'
    """
    target = _target(path, error)
    ready = io.BytesIO()
    yield ready
    try:
        sweep(target.parent)
        _put(target, ready.getbuffer())
    except OSError as problem:
        raise error(
            f"{target.name[:60]} cannot be written: {problem.strerror}. Free the disk, or save "
            "under another name or elsewhere; what was there before is untouched.",
            code="NOT_WRITTEN",
            where=target.name,
        ) from problem


def _target(path: str | os.PathLike[str], error: type[StrikemapError]) -> Path:
    """Return the file to be replaced: that which a link points to, if it is one."""
    name = Path(path).name[:60]
    try:
        target = Path(os.path.realpath(path))
        there, regular = os.path.lexists(target), target.is_file()
        folder = target.parent.is_dir()
    except (OSError, ValueError) as problem:
        raise error(
            f"{name!r} is no name of a file ({getattr(problem, 'strerror', problem)}). Save under "
            "another one.",
            code="NOT_A_FILE",
            where=name,
        ) from problem
    if not folder:
        raise error(
            f"The folder {target.parent} does not exist. Make it first, or save elsewhere.",
            code="NOT_FOUND",
            where=str(target.parent),
        )
    if there and not regular:
        raise error(
            f"{name} is a folder, a pipe or a device. Save under the name of a file.",
            code="NOT_A_FILE",
            where=name,
        )
    return target


def _put(target: Path, data: memoryview) -> None:
    """Write a draft beside the target, flush it to the disk and put it in place."""
    draft = target.parent / draft_name()
    mode = target.stat().st_mode & 0o777 if target.exists() else _new_mode()
    try:
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(mode)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # some systems flush no folders
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _new_mode() -> int:
    """Return the mode of a new file of this process."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def draft_name() -> str:
    """Return a name for a draft, short whatever the file's own name is."""
    return f".strikemap-{_machine()}-{os.getpid()}-{secrets.token_hex(6)}"


def sweep(folder: Path) -> None:
    """Remove the drafts of processes of this machine that are gone, and no others."""
    for found in folder.iterdir() if os.name == "posix" else ():
        named = _DRAFT.fullmatch(found.name)
        if named and named[1] == _machine() and not _runs(int(named[2])):
            with contextlib.suppress(OSError):
                shutil.rmtree(found) if found.is_dir() else found.unlink()


def _runs(process: int) -> bool:
    """Return whether a process is there, of whomever."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _machine() -> str:
    """Return a mark of the machine and its table of processes; a shared folder serves many."""
    try:
        table = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        table = ""
    return hashlib.sha256(f"{platform.node()} {table}".encode()).hexdigest()[:8]


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Return a folder for engines that write files only; it is swept as drafts are.

    Examples
    --------
    >>> with scratch_folder() as folder:
    ...     folder.is_dir()
    True
    """
    home = Path(tempfile.gettempdir())
    sweep(home)
    folder = home / draft_name()
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
