"""The inputs of a call: found by name or hash, read and corroborated as the call says."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import pandas as pd

from strikemap.content import content_hash
from strikemap.corroboration import corroborate
from strikemap.datasets import load_dataset
from strikemap.documents import is_path
from strikemap.errors import MapError
from strikemap.formats import Limits
from strikemap.ledger import facts
from strikemap.provenance.reading import shown
from strikemap.readers import read_reports
from strikemap.zones.reading import read_zones

#: Where the inputs of a call are: a folder, or what stands for each role.
Data = str | os.PathLike[str] | Mapping[str, Any]

_READ: Final[Mapping[str, Callable[..., Any]]] = {
    "strikes": read_reports,
    "reports": read_reports,
    "zones": read_zones,
}
#: What a record may ask of a reader; limits are the user's to raise, not those of a file.
_OPTIONS: Final = frozenset(
    [
        "source",
        "columns",
        "crs",
        "area",
        "tz",
        "dayfirst",
        "encoding",
        "sheet",
        "layer",
        "date_unit",
        "hidden_rows",
        "date",
        "swap",
        "earliest",
        "keep_unlocated",
        "sides",
        "side",
        "as_of",
        "repair",
    ]
)
_CORROBORATE: Final = frozenset(
    [
        "distance_km",
        "days",
        "decisions",
        "method",
        "guard",
        "least_odds",
        "agree",
        "must_agree",
        "independence",
        "aliases",
    ]
)
#: How many folders down a file is looked for; no more files are looked at, nor bytes read, and
#: no file that is larger than readers take.
_DEEPEST: Final = 4
_MOST_FILES: Final = 2_000
_MOST_BYTES: Final = 4_000_000_000
_LARGEST: Final = Limits().bytes


@dataclass
class Inputs:
    """Finds the inputs of a call, and keeps what differs from what the call says of them."""

    folder: Path | None
    given: Mapping[str, Any]
    strict: bool
    differences: list[str] = field(default_factory=list)
    hashes: dict[Path, str] = field(default_factory=dict)
    read: int = 0
    unread: bool = False

    def frame(self, role: str, entry: Mapping[str, Any]) -> pd.DataFrame:
        """Return the frame of a role, read and corroborated as the call says."""
        if isinstance(self.given.get(role), pd.DataFrame):
            found: pd.DataFrame = self.given[role]
            self._note_content(role, str(entry.get("content", "")), found)
            return found
        self._require(role, entry)
        if "dataset" in entry and role not in self.given:
            frame: pd.DataFrame = load_dataset(str(entry["dataset"]))
            self._compare(role, str(entry.get("sha256", "")), str(facts(frame)["sha256"]))
        else:
            options = allowed(entry.get("read", {}), _OPTIONS, f"{role}.read")
            no_paths(options, ("source", "swap", "sides"), role)
            frame = _READ[role](self._files(role, entry), **tuples(options))
        if "corroborate" in entry:
            asked = allowed(entry["corroborate"], _CORROBORATE, f"{role}.corroborate")
            no_paths(asked, ("aliases",), role)
            if "decisions" in asked:
                asked["decisions"] = pd.DataFrame(list(map(dict, asked["decisions"])), dtype=str)
            frame = corroborate(frame, **asked)
        return frame

    def _require(self, role: str, entry: Mapping[str, Any]) -> None:
        """Raise where no file can bring back what was mapped."""
        lost = entry.get("frame") or ", ".join(map(str, entry.get("unrecorded", [])))
        if lost and role not in self.given:
            why = {
                "edited": "were edited after they were read",
                "given": "were given as a frame",
            }.get(str(lost), f"were read with what no file can hold ({shown(str(lost))[:80]})")
            raise MapError(
                f"The {role} of this map {why}. Pass them: data={{{role!r}: frame}}.",
                code="INPUT_MISSING",
                where=role,
            )

    def _files(self, role: str, entry: Mapping[str, Any]) -> Any:
        if role in self.given:
            return self._checked(role, Path(self.given[role]), entry)
        files = entry.get("files")
        if not files:
            return self._file(role, entry)
        named = [str(one.get("file") or one.get("sha256")) for one in files]
        if len(set(named)) < len(named):
            raise invalid(f"{role} name one file twice")
        if all("as_of" in one for one in files):
            return {str(one["as_of"]): self._file(role, one) for one in files}
        return [self._file(role, one) for one in files]

    def _file(self, role: str, entry: Mapping[str, Any]) -> Path:
        """Return a file of the folder: by its name, or by its hash where it has none."""
        name, sha = str(entry.get("file", "")), str(entry.get("sha256", ""))
        if name and (name != Path(name).name or "\\" in name or name in ("..", ".")):
            raise invalid(f"{role} are in {shown(name)[:80]!r}: files are named without folders")
        if self.folder is not None and name and _is_within(self.folder, self.folder / name):
            return self._checked(role, self.folder / name, entry)
        for path in () if self.folder is None or not sha else _plain_files(self.folder):
            if self._hash(path) == sha:
                return path
        known = shown(name)[:80] or f"the file with the SHA-256 {shown(sha)[:64] or 'not stated'}"
        where = "(none was named)" if self.folder is None else repr(self.folder.name)
        where += ", of which not all was looked at" if self.unread else ""
        raise MapError(
            f"The {role} of this map are in {known}, which is not in the folder {where}. "
            f"Pass the folder it is in (data=...), or data={{{role!r}: path}}.",
            code="INPUT_MISSING",
            where=role,
        )

    def _hash(self, path: Path) -> str:
        """Return the hash of a file of the folder; "" once enough of the folder was read."""
        if path not in self.hashes:
            size = path.stat().st_size
            if self.read + size > _MOST_BYTES or len(self.hashes) >= _MOST_FILES:
                self.unread = True
                return ""
            self.read += size
            self.hashes[path] = _sha256(path)
        return self.hashes[path]

    def _note_content(self, role: str, then: str, frame: pd.DataFrame) -> None:
        """Keep that a frame does not hold what was mapped; making the map again shows where."""
        if then and not self.strict and (now := content_hash(frame)) != then:
            said = f"hash of the content {shown(then)[:12]}… then, {now[:12]}… now"
            self.differences.append(f"the {role} are another frame: {said}")

    def _checked(self, role: str, path: Path, entry: Mapping[str, Any]) -> Path:
        self._compare(role, str(entry.get("sha256", "")), _sha256(path))
        return path

    def _compare(self, role: str, then: str, now: str) -> None:
        """Raise, or keep, that a file is not the one that was mapped."""
        if not then or then == now:
            return
        said = f"the {role} are another file: SHA-256 {shown(then)[:12]}… then, {now[:12]}… now"
        if self.strict:
            raise MapError(
                f"{said[0].upper()}{said[1:]}. To map the file as it is now, take the line sha256 "
                "out of the call.",
                code="INPUT_DIFFERS",
                where=role,
            )
        self.differences.append(said)


def _plain_files(folder: Path) -> Iterator[Path]:
    """Return the files of a folder that could be an input: its own, then those of its folders.

    Hidden ones are left out; no link leads out of the folder, nor to another folder.
    """
    level = [folder]
    for _ in range(_DEEPEST + 1):
        listed = islice(chain.from_iterable(map(_listed, level)), 5 * _MOST_FILES)
        inside = [path for path in listed if not path.name.startswith(".")]
        yield from (path for path in inside if _is_within(folder, path) and _is_small(path))
        level = [path for path in inside if not path.is_symlink() and path.is_dir()]


def _listed(folder: Path) -> list[Path]:
    """Return what is in a folder, in the order of its names; nothing where it is no folder."""
    try:
        return sorted(islice(folder.iterdir(), 5 * _MOST_FILES))
    except (OSError, ValueError):
        return []


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= _LARGEST


def _is_within(folder: Path, path: Path) -> bool:
    """Return whether a file is there; a name may be one that no file can have, or a way out."""
    try:
        return path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def _sha256(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # a pipe or a device may have no end
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        raise MapError(
            f"{path.name} cannot be read: {problem.strerror}.", code="NOT_FOUND", where=path.name
        ) from problem


def inputs_of(data: Data | None, folder: Path | None, *, strict: bool) -> Inputs:
    """Return where inputs are: in a folder, or as given; ``strict`` ones are of the stated hash."""
    known = isinstance(data, Mapping) and set(_READ) >= set(data)
    if not known and not isinstance(data, str | os.PathLike | None):
        raise MapError(
            f"data= is neither a folder nor a mapping of {', '.join(_READ)} to files or frames.",
            code="INPUT_MISSING",
            where="data",
        )
    if isinstance(data, Mapping):
        return Inputs(folder, data, strict)
    return Inputs(folder if data is None else Path(data), {}, strict)


def allowed(options: Any, known: frozenset[str], where: str) -> dict[str, Any]:
    """Return options, all of which are known in that place."""
    if not isinstance(options, Mapping) or not known >= options.keys():
        other = sorted(map(str, set(options) - known))[:1] if isinstance(options, Mapping) else []
        raise invalid(f"{where} holds {shown(str(other))[:60]}, which is not known there")
    return dict(options)


def no_paths(options: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    """Raise where a call names a file that a reader would open for it."""
    for name in names:
        if is_path(options.get(name)):
            raise invalid(f"{name} of {where} names a file; a call may not")


def tuples(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with pairs as tuples, as the functions take them."""
    return {
        key: tuple(value) if isinstance(value, list) and key != "overlays" else value
        for key, value in options.items()
    }


def invalid(problem: str) -> MapError:
    """Return the error of a call that is none."""
    return MapError(
        f"This call cannot be run: {problem}. A call is what m.to_toml() writes.",
        code="CALL_INVALID",
    )
