"""The call that made a map: frames by their origin, everything else as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
from shapely.geometry.base import BaseGeometry

from strikemap.content import content_hash, is_as_made, plain
from strikemap.documents import is_path
from strikemap.ledger import facts
from strikemap.periods import Event, Windows
from strikemap.provenance.toml import toml_text
from strikemap.spec import Overlay

#: The frames of a call, in the order in which they are written.
ROLES: Final = ("strikes", "zones", "reports")


@dataclass(frozen=True, eq=False)
class Call:
    """A call of one of the functions that make maps.

    ``function`` is its name, ``frames`` the frames by their role, ``values`` what else was
    passed; ``unrecorded`` names what no file can hold, such as a function or a mask.
    """

    function: str
    frames: Mapping[str, pd.DataFrame]
    values: Mapping[str, Any] = field(default_factory=dict)
    unrecorded: tuple[str, ...] = ()

    def on(self, **values: Any) -> Call:
        """Return the call with what was asked of its map afterwards."""
        return replace(self, values={**self.values, **values})

    def described(self, *, names: bool = True) -> dict[str, Any]:
        """Return the call as plain values.

        Parameters
        ----------
        names
            Whether files are named; they are known by their SHA-256 without.
        """
        return {**self.stated, **self.origins(names=names)}

    @property
    def stated(self) -> dict[str, Any]:
        """The call without its frames, as plain values."""
        told = {"map": self.function, **self.values}
        return {**told, "unrecorded": list(self.unrecorded)} if self.unrecorded else told

    def origins(self, *, names: bool = True) -> dict[str, dict[str, Any]]:
        """Return where each frame comes from, by role; see :func:`origin`."""
        return {role: origin(self.frames[role], names=names) for role in self.roles}

    @property
    def roles(self) -> list[str]:
        """The roles of the frames that were given."""
        return [role for role in ROLES if self.frames.get(role) is not None]

    def text(self, *, names: bool = True) -> str:
        """Return the call as TOML, the same text every time."""
        return toml_text(self.described(names=names))


def call(function: str, frames: Mapping[str, Any], **given: Any) -> Call:
    """Return what a function that makes maps was called with.

    Parameters
    ----------
    function
        Its name.
    frames
        Its frames by role; those that are None are left out.
    **given
        Everything else; None, empty and False values are the functions' own defaults.
    """
    values: dict[str, Any] = {}
    lost: list[str] = []
    for name, value in given.items():
        empty = isinstance(value, tuple | list | Mapping) and not value
        if value is None or (empty and name != "insets"):  # of which the default is "auto"
            continue
        told = _told(name, value)
        if told is None:
            lost.append(name)
        elif told is not False:
            values[name] = told
    kept = {role: frame for role, frame in frames.items() if frame is not None}
    return Call(function, kept, values, tuple(sorted(lost)))


def _told(name: str, value: Any) -> Any:
    """Return one argument as plain values, or None where there is no telling."""
    if isinstance(value, Event):
        return told_event(value)
    if isinstance(value, Windows):
        return value.stated()
    if name == "overlays":
        return [_overlay(one) for one in value]
    if name == "where" and isinstance(value, pd.Series):
        return None
    if name == "palette" and isinstance(value, str) and is_path(value):
        return plain(json.loads(Path(value).read_text(encoding="utf-8")))
    if name == "lang" and is_path(value):
        return None
    return plain(value)


def told_event(event: Event) -> dict[str, Any]:
    """Return an event as plain values."""
    dates = {key: str(date) for key, date in event.dates().items()}
    return {"name": event.name, **dates, **({"names": dict(event.names)} if event.names else {})}


def _overlay(overlay: Overlay) -> dict[str, Any]:
    shape: BaseGeometry = overlay.geometry
    return {"label": overlay.label, "wkb": shape.wkb_hex, "names": dict(overlay.names)}


def origin(frame: pd.DataFrame, *, names: bool = True) -> dict[str, Any]:
    """Return where a frame comes from: a data set or files with what was done to them.

    A frame that is no longer as it was read is known by the hash of its content, and said to
    be edited.
    """
    known = facts(frame)
    made = dict(known.get("made", {}))
    found: dict[str, Any] = {}
    if known.get("dataset"):
        found["dataset"] = str(known["dataset"])
    elif names and known.get("file"):
        found["file"] = str(known["file"])
    if known.get("sha256"):
        found["sha256"] = str(known["sha256"])
    if files := made.pop("files", None):
        found["files"] = [{key: one[key] for key in one if names or key != "file"} for one in files]
    if not names and "corroborate" in made:
        made["corroborate"] = _unsigned(made["corroborate"])
    if not is_as_made(frame):
        state = "edited" if known.get("sha256") else "given"
        found |= {"frame": state, "content": content_hash(frame)}
    return {**found, **made}


def _unsigned(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options of a corroboration without who decided, and why."""
    kept = ("action", "report_ids", "field", "from", "to")
    lines = [{key: one.get(key, "") for key in kept} for one in options.get("decisions", [])]
    return {**options, **({"decisions": lines} if lines else {})}
