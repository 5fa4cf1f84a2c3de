"""Streams: tables larger than memory, read once into columns on disk and then chunk by chunk."""

from __future__ import annotations

import glob
import hashlib
import io
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, BinaryIO, Final
from weakref import finalize

import numpy as np

from strikemap.errors import MissingExtraError, ReportError
from strikemap.formats.limits import Limits, limits_of
from strikemap.formats.pages import pages
from strikemap.formats.parquet import require_short_texts
from strikemap.formats.shape import Shape, find_shape
from strikemap.formats.source import Source
from strikemap.formats.table import HeaderRule, Rows, clean_names, is_tag_row
from strikemap.ledger import Entry
from strikemap.whole_file import scratch_folder

#: Rows that are looked at together.
CHUNK: Final = 200_000
#: How large scanned files may be, unless the caller says otherwise.
USUAL: Final = {"bytes": 64 * 1024**3, "rows": 200_000_000}
#: Bytes that are parsed at once: few enough to stay close to the processor.
_BLOCK: Final = 1024 * 1024
_HEAD: Final = 65_536

PathLike = str | os.PathLike[str]
#: From the names of all columns to those of use, and those of them that should be plain numbers.
Wanted = Callable[[Sequence[str]], tuple[Collection[str], Collection[str]]]


@dataclass(frozen=True, eq=False)
class Chunk:
    """Rows of one file that follow each other: their numbers, and the columns that were kept."""

    source: Source
    rows: Rows
    table: Any


@dataclass(eq=False)
class Stream:
    """Files whose columns of use lie on disk, to be gone through as often as is needed.

    ``entries`` are ledger lines of rows that the form of a file rules out, at most some for each
    code; ``n_ruled_out`` counts all of them by code.
    """

    sources: list[Source]
    names: list[str]
    format: str
    path: Path
    geometry: str = ""
    crs: Any = None
    facts: dict[str, Any] = field(default_factory=dict)
    n_rows: int = 0
    n_ruled_out: dict[str, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in the order of the files."""
        import pyarrow as pa

        with pa.OSFile(str(self.path)) as stream, pa.ipc.open_file(stream) as reader:
            batches = (reader.get_batch(at) for at in range(reader.num_record_batches))
            for batch in batches:
                yield self._chunk(batch)

    def _chunk(self, batch: Any) -> Chunk:
        import pyarrow as pa

        source = self.sources[batch["\0file"][0].as_py()]
        table = pa.Table.from_batches([batch]).drop_columns(["\0row", "\0file"])
        return Chunk(source, batch["\0row"].to_numpy(), table)


def _gathered(batches: Iterable[tuple[Rows, Any]]) -> Iterator[tuple[Rows, Any]]:
    """Join batches until there are enough rows to be looked at together."""
    held: list[tuple[Rows, Any]] = []
    for one in batches:
        held.append(one)
        if sum(len(rows) for rows, _ in held) >= CHUNK:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(held: list[tuple[Rows, Any]]) -> tuple[Rows, Any]:
    import pyarrow as pa

    rows, batches = zip(*held, strict=True)
    [batch] = pa.Table.from_batches(batches).combine_chunks().to_batches()
    return np.concatenate(rows), batch


def paths_of(given: PathLike | Iterable[PathLike]) -> list[Path]:
    """Return the files that are meant: one, several, or those that fit a pattern, in order.

    Raises
    ------
    ReportError
        ``NOT_FOUND``: no file fits.
    """
    listed = [given] if isinstance(given, str | os.PathLike) else list(given)
    found: list[Path] = []
    for one in listed:
        text = os.fspath(one)
        fits = [text] if Path(text).exists() else sorted(glob.glob(text))  # noqa: PTH207
        if not fits:
            raise ReportError(
                f"{Path(text).name or text!r} does not exist, and no file fits it as a pattern. "
                "Check the path and the working folder.",
                code="NOT_FOUND",
                where=text,
            )
        found += map(Path, fits)
    if not found:
        raise ReportError("No file was given. Give at least one.", code="NOT_FOUND", where="path")
    return found


def open_stream(
    paths: list[Path],
    *,
    header: HeaderRule,
    wanted: Wanted,
    encoding: str | None,
    limits: Limits | Mapping[str, int] | None,
) -> Stream:
    """Read delimited text or Parquet once, and keep the columns of use on disk.

    Parameters
    ----------
    paths
        The files; all have the columns of the first that are of use.
    header
        What the caller knows about headers.
    wanted
        From the names of the columns to those of use, and those that should be plain numbers.
    encoding
        Of text that is not UTF-8.
    limits
        Bounds; above :data:`USUAL` bytes and rows in all nothing is read.

    Raises
    ------
    ReportError
        ``TOO_LARGE``, ``ENCODING``, ``NOT_CSV``, ``HEADER_MISMATCH``, ``NO_ROWS``,
        ``NOT_STREAMED`` (another format), ``CORRUPT``.
    MissingExtraError
        pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError as problem:
        raise MissingExtraError("pyarrow", "scale", "scan tables") from problem

    bounds = limits if isinstance(limits, Limits) else limits_of({**USUAL, **(limits or {})})
    sources = [Source(path.name, path, b"", "", bounds, ReportError) for path in paths]
    _check_sizes(sources)
    for floats in (True, False):
        held = ExitStack()
        folder = held.enter_context(scratch_folder())
        stream = Stream(sources, [], "", folder / "columns.arrow")
        try:
            _fill(stream, _Opening(header, wanted, encoding, floats))
        except _NotFloatsError:
            held.close()
            continue
        except pa.ArrowException:
            held.close()
            raise
        except BaseException:
            held.close()
            raise
        finalize(stream, held.close)
        return stream
    raise AssertionError("texts are always read")


class _NotFloatsError(Exception):
    """A column of coordinates holds more than plain numbers."""


@dataclass(frozen=True, eq=False)
class _Opening:
    """How the files of a stream are to be read."""

    header: HeaderRule
    wanted: Wanted
    encoding: str | None
    floats: bool


def _check_sizes(sources: list[Source]) -> None:
    total = 0
    for source in sources:
        if not source.path.is_file():
            raise source.fail("NOT_A_FILE", "is not a file. Pass the paths of files.")
        total += source.path.stat().st_size
    if total > sources[0].limits.bytes:
        raise sources[0].too_large("bytes (all files together)", total, "bytes")


def _fill(stream: Stream, opening: _Opening) -> None:
    """Write the columns of use of every file to the disk."""
    import pyarrow as pa

    writer = None
    with ExitStack() as held:
        for number, source in enumerate(stream.sources):
            made = _open(source, opening)
            stream.names, stream.format = stream.names or made.names, made.format
            stream.geometry, stream.crs = made.geometry, made.crs
            before = stream.n_rows
            for rows, batch in _gathered(made.batches()):
                if writer is None:
                    fields = [*batch.schema, pa.field("\0row", pa.int64())]
                    schema = pa.schema([*fields, pa.field("\0file", pa.int32())])
                    out = held.enter_context(pa.OSFile(str(stream.path), "wb"))
                    writer = held.enter_context(pa.ipc.new_file(out, schema))
                columns = _same(source, batch, writer_schema=schema)
                of = pa.array(np.full(len(rows), number, dtype=np.int32))
                writer.write_batch(pa.record_batch([*columns, pa.array(rows), of], schema=schema))
                stream.n_rows += len(rows)
                _check_rows(source, stream)
            made.close(stream)
            stream.sources[number] = replace(source, sha256=made.sha256)
            if stream.n_rows == before and not stream.n_ruled_out:
                raise source.fail("NO_ROWS", "has a header but no rows of data.")


def _same(source: Source, batch: Any, *, writer_schema: Any) -> list[Any]:
    """Return the columns of a batch in the order and types of the first file's."""
    import pyarrow as pa

    columns = []
    for place in writer_schema.names[:-2]:
        if place not in batch.schema.names:
            raise source.fail(
                "HEADER_MISMATCH",
                f"has no column {place!r}, which the first file has. Scan files of one form.",
                where=place,
            )
        kind = writer_schema.field(place).type
        try:
            columns.append(batch[place].cast(kind))
        except pa.ArrowInvalid as problem:
            raise source.fail(
                "HEADER_MISMATCH",
                f"holds {batch[place].type} in {place!r}, where the first file holds {kind}. "
                "Scan files of one form.",
                where=place,
            ) from problem
    return columns


def _check_rows(source: Source, stream: Stream) -> None:
    if stream.n_rows > source.limits.rows:
        raise source.too_large("rows or more (all files together)", stream.n_rows, "rows")


def _open(source: Source, opening: _Opening) -> _Delimited | _Parquet:
    """Return the reader of a file, by its first bytes."""
    with source.path.open("rb") as stream:
        start = stream.read(_HEAD)
    if start.startswith(b"PAR1"):
        return _Parquet(source, opening)
    packed = start.startswith(b"\x1f\x8b")
    text = start if not packed else _unpacked(source)
    if text.lstrip()[:1] in (b"{", b"[", b"<") or text.startswith((b"PK\x03\x04", b"SQLite")):
        raise source.fail(
            "NOT_STREAMED",
            "is neither delimited text nor Parquet, and cannot be streamed. Read it with "
            "read_reports(), or save it as CSV or Parquet.",
        )
    return _Delimited(source, opening, text, packed)


def _unpacked(source: Source) -> bytes:
    import gzip

    try:
        with gzip.open(source.path) as stream:
            return stream.read(_HEAD)
    except (OSError, EOFError) as problem:
        raise source.fail("CORRUPT", f"does not unpack: {problem}. Get it again.") from problem


class _Counted(io.RawIOBase):
    """Bytes of a file, hashed on their way."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.sha = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.sha.update(data)
        return data

    def readable(self) -> bool:
        return True


class _Delimited:
    """Delimited text, packed or not."""

    format, geometry, crs = "CSV", "", None

    def __init__(self, source: Source, opening: _Opening, start: bytes, packed: bool) -> None:
        self.source, self.packed, self.encoding = source, packed, opening.encoding or "utf-8"
        head = start.removeprefix(b"\xef\xbb\xbf").decode(self._codec(), "ignore")
        self.shape: Shape = find_shape(source, head, opening.header)
        self.names = list(self.shape.names)
        wanted, floats = opening.wanted(self.names)
        self.kept = [name for name in self.names if name in wanted]
        self.floats = list(floats) if opening.floats else []
        self.skip = self.shape.skip + 1 + self._tagged(head)
        self.odd: list[Any] = []
        self.read = 0
        self.sha256 = ""

    def _codec(self) -> str:
        try:
            "".encode(self.encoding)
        except LookupError as problem:
            raise self.source.fail(
                "ENCODING",
                f"cannot be read with encoding={self.encoding!r}: Python knows no such encoding.",
            ) from problem
        return self.encoding

    def _tagged(self, head: str) -> int:
        lines = head.splitlines()[self.shape.skip + 1 : self.shape.skip + 2]
        return int(bool(lines) and is_tag_row(lines[0].split(self.shape.delimiter)))

    def batches(self) -> Iterator[tuple[Rows, Any]]:
        """Yield row numbers and columns."""
        import pyarrow as pa
        from pyarrow import csv

        types = dict.fromkeys(self.kept, pa.string()) | dict.fromkeys(self.floats, pa.float64())
        raw = _Counted(self.source.path.open("rb"))
        file: Any = pa.PythonFile(raw, "r")
        try:
            reader = csv.open_csv(
                pa.CompressedInputStream(file, "gzip") if self.packed else file,
                read_options=csv.ReadOptions(
                    use_threads=False,
                    block_size=_BLOCK,
                    column_names=self.names,
                    skip_rows=self.skip,
                    encoding=self.encoding,
                ),
                parse_options=csv.ParseOptions(
                    delimiter=self.shape.delimiter,
                    newlines_in_values=True,
                    invalid_row_handler=self._odd_row,
                ),
                convert_options=csv.ConvertOptions(
                    include_columns=self.kept,
                    column_types=types,
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )
            for batch in reader:
                if len(batch):
                    yield self._numbers(len(batch)), batch
            while raw.read(_BLOCK):
                pass
            self.sha256 = raw.sha.hexdigest()
        except (pa.ArrowInvalid, OSError, UnicodeError) as problem:
            raise self._failed(str(problem)) from problem
        finally:
            raw.stream.close()

    def _odd_row(self, row: Any) -> str:
        self.odd.append((row.number - self.skip, row.actual_columns, row.text))
        return "skip"

    def _numbers(self, n: int) -> Rows:
        """Return the numbers of the next rows in the file, which skip those ruled out."""
        first = self.read + 1
        odd = np.array([number for number, *_ in self.odd if number >= first], dtype=np.int64)
        if not len(odd):
            self.read += n
            return np.arange(first, first + n)
        numbers = np.setdiff1d(np.arange(first, first + n + len(odd)), odd)[:n]
        self.read = int(numbers[-1])
        return numbers

    def _failed(self, said: str) -> Exception:
        """Return what a fault of the form means; nothing before it is counted."""
        if "conversion error to double" in said:
            return _NotFloatsError()
        place = f"after row {self.read:,}"
        end = "Nothing of it is counted."
        if "UTF8" in said or "codec" in said:
            return self.source.fail(
                "ENCODING",
                f"holds bytes {place} that are not {self.encoding}. Pass encoding=, such as "
                f"'cp1256' or 'cp1252', or save it again as UTF-8. {end}",
                where=place,
            )
        if self.packed and "CSV" not in said:
            return self.source.fail(
                "CORRUPT", f"does not unpack {place}. Get it again. {end}", where=place
            )
        return self.source.fail(
            "NOT_CSV",
            f"cannot be cut into records {place}: {' '.join(said.split())[:120]}. A quote may be "
            f"open there: close it. {end}",
            where=place,
        )

    def close(self, stream: Stream) -> None:
        """Say what the form ruled out."""
        width = len(self.names)
        for number, cells, text in self.odd:
            code = "ROW_LONG" if cells > width else "ROW_SHORT"
            stream.n_ruled_out[code] = stream.n_ruled_out.get(code, 0) + 1
            if stream.n_ruled_out[code] <= EXAMPLES:
                detail = f"has {cells} cells where the header has {width}"
                stream.entries.append(
                    Entry(
                        file=self.source.name,
                        row=number,
                        id=text.split(self.shape.delimiter)[0][:60],
                        code=code,
                        action="set aside",
                        detail=detail,
                    )
                )
        stream.facts |= {"encoding": self.encoding, "delimiter": self.shape.delimiter}


#: Ledger lines kept for each code.
EXAMPLES: Final = 20


class _Parquet:
    """A Parquet or GeoParquet file."""

    def __init__(self, source: Source, opening: _Opening) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.source = source
        try:
            self.file = pq.ParquetFile(source.path)
        except (pa.ArrowException, OSError) as problem:
            said = " ".join(str(problem).split())[:160]
            raise source.fail("CORRUPT", f"is damaged and cannot be read ({said}).") from problem
        stated = self.file.schema_arrow.names
        self.names = clean_names(source, stated, opening.header)
        wanted, _ = opening.wanted(self.names)
        self.kept = {
            one: name for one, name in zip(stated, self.names, strict=True) if name in wanted
        }
        self.geometry, self.crs = _features(source, self.file.schema_arrow.metadata or {})
        if self.geometry and self.geometry not in stated:
            raise source.fail("CORRUPT", f"has no column {self.geometry[:60]!r} of geometry.")
        self.format = "GeoParquet" if self.geometry else "Parquet"
        if self.geometry:
            self.kept[self.geometry] = self.geometry
        self._require_small_pages()
        require_short_texts(source, self.file, source.path, columns=self.kept, together=CHUNK)

    def _require_small_pages(self) -> None:
        """Raise where a page unpacks to more than is held in memory; the footer may say less."""
        with (
            self.source.path.open("rb") as file,
            mmap(file.fileno(), 0, access=ACCESS_READ) as data,
        ):
            try:
                largest = max(
                    (size for size, _ in pages(data, self.file.metadata, self.kept)), default=0
                )
            except ValueError as problem:
                raise self.source.fail("CORRUPT", f"is damaged: {problem}.") from problem
        if largest > self.source.limits.inflated:
            raise self.source.too_large("bytes in a page when unpacked", largest, "inflated")

    def batches(self) -> Iterator[tuple[Rows, Any]]:
        """Yield row numbers and columns."""
        import pyarrow as pa

        read = 0
        try:
            for batch in self.file.iter_batches(CHUNK, columns=list(self.kept)):
                columns = [batch[name] for name in self.kept]
                yield (
                    np.arange(read + 1, read + len(batch) + 1),
                    pa.record_batch(columns, names=list(self.kept.values())),
                )
                read += len(batch)
        except (pa.ArrowException, OSError, MemoryError) as problem:
            said = " ".join(str(problem).split())[:160]
            raise self.source.fail(
                "CORRUPT", f"cannot be read after row {read:,} ({said}). Nothing of it is counted."
            ) from problem

    def close(self, stream: Stream) -> None:
        """End the reading."""
        self.file.close()

    @property
    def sha256(self) -> str:
        """Hash of the file's bytes."""
        with self.source.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _features(source: Source, metadata: Mapping[bytes, bytes]) -> tuple[str, Any]:
    """Return the column of geometry and its reference system; "" where there is none."""
    import pyproj

    if b"geo" not in metadata:
        return "", None
    try:
        told = json.loads(metadata[b"geo"])
        name = str(told["primary_column"])
        column = told["columns"][name]
        encoding, crs = column.get("encoding"), column.get("crs", "OGC:CRS84")
        system = crs if crs in ("OGC:CRS84", None) else pyproj.CRS.from_user_input(crs)
    except (ValueError, TypeError, KeyError, AttributeError, RuntimeError) as problem:
        said = " ".join(str(problem).split())[:160]
        raise source.fail("CORRUPT", f"says nothing sound of its geometry ({said}).") from problem
    if encoding != "WKB":
        raise source.fail(
            "NOT_STREAMED",
            f"holds geometry as {str(encoding)[:40]!r}, which cannot be streamed. Read it with "
            "read_reports(), or write it with the encoding WKB.",
        )
    return name, system
