"""Zip archives in memory: checked before anything is unpacked, and never written to disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from strikemap.formats.source import Source
from strikemap.formats.survey import SMALL, look_through

_EOCD = b"PK\x05\x06"
_MIB = 1024 * 1024
#: Below this unpacked size a high packing ratio is harmless.
_HARMLESS = 16 * _MIB


@dataclass(frozen=True, eq=False)
class Archive:
    """The members of a zip archive that passed every check, by name."""

    source: Source
    members: dict[str, zipfile.ZipInfo]

    def names(self, *suffixes: str) -> list[str]:
        """Return the names with one of the suffixes (all without any), in archive order."""
        return [name for name in self.members if name.lower().endswith(suffixes or ("",))]

    def read(self, name: str) -> bytes:
        """Unpack one member.

        Raises
        ------
        StrikemapError
            ``CORRUPT``: the data do not unpack to the stated size or checksum.
        """
        info = self.members[name]
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            data = packed
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            data = self._inflated(info, packed)
        else:
            raise self.source.fail("CORRUPT", f"packs {name!r} in a way that is not supported.")
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise self.source.fail("CORRUPT", f"is damaged: {name!r} has a wrong checksum.")
        return data

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        """Return the packed bytes of a member."""
        data, at = self.source.data, info.header_offset
        if data[at : at + 4] != b"PK\x03\x04" or len(data) < at + 30:
            raise self.source.fail(
                "CORRUPT", f"is damaged: {info.filename!r} is not where it says."
            )
        name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
        start = at + 30 + name + extra
        packed = data[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise self.source.fail("CORRUPT", f"is damaged: {info.filename!r} is cut off.")
        return packed

    def _inflated(self, info: zipfile.ZipInfo, packed: bytes) -> bytes:
        """Inflate no further than the stated size; large text is looked through before."""
        worker = zlib.decompressobj(-15)
        try:
            if info.file_size > SMALL and not info.filename.lower().endswith((".xml", ".bin")):
                look_through(self.source, _unpacked(packed))
            data = worker.decompress(packed, info.file_size + 1)
        except zlib.error as problem:
            raise self.source.fail(
                "CORRUPT", f"is damaged: {info.filename!r} does not unpack ({problem})."
            ) from problem
        if len(data) > info.file_size:
            raise self.source.fail(
                "CORRUPT", f"states a false size: {info.filename!r} unpacks to more than it says."
            )
        return data


def open_archive(source: Source) -> Archive:
    """Open a zip archive and check every member.

    Raises
    ------
    StrikemapError
        ``CORRUPT``, ``ENCRYPTED``, ``TOO_LARGE``, ``ZIP_PATH`` or ``ZIP_SYMLINK``.
    """
    _check_count(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as opened:
            infos = opened.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError) as problem:
        raise source.fail(
            "CORRUPT", f"is damaged and cannot be opened ({problem}). Get it again."
        ) from problem
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _check_member(source, info)
        if info.filename in members:
            raise source.fail(
                "CORRUPT",
                f"holds {info.filename[:60]!a} twice; which one is meant is unknown. Pack it "
                "again.",
                where=info.filename,
            )
        if not info.is_dir():
            members[info.filename] = info
    _check_size(source, list(members.values()))
    return Archive(source, members)


def _check_count(source: Source) -> None:
    """Raise for a missing end record, and for more members than are read."""
    at = source.data.rfind(_EOCD, max(0, len(source.data) - 66_000))
    if at < 0 or len(source.data) < at + 22:
        raise source.fail("CORRUPT", "is cut off: its end is missing. Get it again.")
    count = struct.unpack("<H", source.data[at + 10 : at + 12])[0]
    directory = struct.unpack("<I", source.data[at + 12 : at + 16])[0]
    entries = max(count, min(directory, len(source.data)) // 512)
    if entries > source.limits.members:
        raise source.too_large("archive members", entries, "members")


def _check_member(source: Source, info: zipfile.ZipInfo) -> None:
    """Raise for a member that is encrypted, a link, or named outside the archive."""
    name = info.orig_filename.replace("\\", "/")
    shown = ascii(name[:60])
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\x00" in name:
        raise source.fail(
            "ZIP_PATH",
            f"holds a member named {shown}, which points outside the archive.",
            where=name,
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise source.fail("ZIP_SYMLINK", f"holds a link ({shown}) in place of a file.", where=name)
    if info.flag_bits & 0x1:
        raise source.fail("ENCRYPTED", "is protected by a password. Save it without one.")


def _check_size(source: Source, infos: list[zipfile.ZipInfo]) -> None:
    """Raise for archives that unpack to too much, before anything is unpacked."""
    unpacked = sum(info.file_size for info in infos)
    if unpacked > source.limits.inflated:
        raise source.too_large("bytes when unpacked", unpacked, "inflated")
    ratio = unpacked // max(1, len(source.data))
    if unpacked > _HARMLESS and ratio > source.limits.ratio:
        raise source.too_large("times its size when unpacked", ratio, "ratio")


def gunzip(source: Source) -> bytes:
    """Unpack a gzip file in memory, every member of it.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE`` or ``CORRUPT``, also where something else follows the last member.
    """
    bound = min(source.limits.inflated, max(_HARMLESS, source.limits.ratio * len(source.data)))
    if bound > 4 * _HARMLESS:
        look_through(source, _members(source, bound))
    return b"".join(_members(source, bound))


def _members(source: Source, bound: int) -> Iterator[bytes]:
    """Yield what the members of a gzip file hold, piece by piece."""
    data, at, size = source.data, 0, 0
    while at < len(data):
        if data[at : at + 2] != b"\x1f\x8b":
            raise source.fail(
                "CORRUPT",
                f"holds {len(data) - at:,} bytes after its last packed part that are not gzip.",
            )
        worker = zlib.decompressobj(31)
        try:
            while at < len(data) and not worker.eof:
                chunk = data[at : at + _MIB]
                for piece in _pieces(worker, chunk):
                    size += len(piece)
                    if size > bound:
                        raise source.too_large("or more bytes when unpacked", size, "inflated")
                    yield piece
                at += len(chunk) - len(worker.unused_data)
        except zlib.error as problem:
            raise source.fail("CORRUPT", f"is damaged and does not unpack: {problem}.") from problem
        if not worker.eof:
            raise source.fail("CORRUPT", "is cut off: its end is missing. Get it again.")
        if data[at : at + 1] == b"\x00":
            at = len(data) - len(data[at:].lstrip(b"\x00"))


def _pieces(worker: Any, packed: bytes) -> Iterator[bytes]:
    """Yield what packed bytes unpack to, a little at a time."""
    while packed and not worker.eof:
        yield worker.decompress(packed, _MIB)
        packed = worker.unconsumed_tail


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """Yield what the packed bytes of a zip member unpack to."""
    worker = zlib.decompressobj(-15)
    for start in range(0, len(packed), _MIB):
        yield from _pieces(worker, packed[start : start + _MIB])
