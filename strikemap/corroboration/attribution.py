"""Who is held responsible for a strike when its reports are put together, and on whose word."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Ints
from strikemap.corroboration.fields import attackers_of
from strikemap.corroboration.rows import new_runs

CLAIMED: Final = "claimed by attacker"
CONFIRMED: Final = "confirmed by attacker"
CONTESTED: Final = "contested"

_OR: Final = " or "
_AND: Final = ", "
_ORDER: Final = (CONFIRMED, CLAIMED, "alleged", "unattributed")


def rests_on_attacker(reports: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which reports rest on the attacker's own word.

    A report does when its ``claim`` or ``attacker_word_only`` is true, its attribution is
    "claimed by attacker", its ``source_kind`` is "attacker official", or its ``origin`` is one
    of the attackers it names.
    """
    alone = np.zeros(len(reports), dtype=bool)
    for flag in ("claim", "attacker_word_only"):
        if flag in reports.columns:
            told = reports[flag].astype("object")
            alone |= np.array([pd.notna(value) and bool(value) for value in told], dtype=bool)
    for column, word in (("attribution", CLAIMED), ("source_kind", "attacker official")):
        if column in reports.columns:
            alone |= (reports[column].astype("object") == word).to_numpy(dtype=bool)
    if "origin" in reports.columns:
        pairs = zip(reports["origin"].astype("object"), attackers_of(reports), strict=True)
        alone |= np.array([origin in named for origin, named in pairs], dtype=bool)
    return alone


def merged_attribution(
    strikes: pd.DataFrame, reports: pd.DataFrame, group: Ints, size: Ints
) -> None:
    """Write the attackers and the attribution of strikes whose reports differ on them.

    A report that names nobody contradicts nobody. Where reports name different attackers, the
    strike keeps those whom all name, or has them as alternatives ("A or B"), never one of them
    in silence; where no attacker is common to all, the attribution is contested. A strike that
    its attacker claims and that others report is "confirmed by attacker".
    """
    rows = np.flatnonzero(size[group] > 1)
    order = rows[np.argsort(group[rows], kind="stable")]
    named = attackers_of(reports.iloc[order])
    texts = reports["attacker"].astype("object").iloc[order].to_numpy()
    says = _says(reports).iloc[order].to_numpy()
    starts = np.flatnonzero(new_runs(group[order]))
    alternatives = _alternatives(reports).iloc[order].to_numpy()
    written: dict[int, tuple[str, tuple[str, ...], tuple[str, ...]]] = {}
    attribution: dict[int, str | None] = {}
    for members in np.split(np.arange(len(order)), starts[1:]):
        strike = int(group[order[members[0]]])
        sets = [named[row] for row in members if named[row]]
        if len({(named[row], alternatives[row]) for row in members if named[row]}) > 1:
            written[strike] = _together(sets, [alternatives[row] for row in members if named[row]])
        elif sets and len({str(texts[row]) for row in members}) > 1:
            row = next(row for row in members if named[row])
            written[strike] = (str(texts[row]), *_split(sets[0], alternatives[row]))
        attribution[strike] = _attribution([says[row] for row in members], sets)
    _write(strikes, written, attribution)


def _says(reports: pd.DataFrame) -> pd.Series[Any]:
    if "attribution" not in reports.columns:
        return pd.Series([None] * len(reports), index=reports.index, dtype="object")
    return reports["attribution"].astype("object")


def _alternatives(reports: pd.DataFrame) -> pd.Series[Any]:
    if "attackers_alternative" not in reports.columns:
        return pd.Series([False] * len(reports), index=reports.index, dtype="object")
    return reports["attackers_alternative"].map(bool).astype("object")


def _together(
    sets: list[frozenset[str]], either: list[bool]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Keep whom all name when all are sure; otherwise everybody named is an alternative."""
    common = frozenset.intersection(*sets)
    if common and not any(either):
        return _AND.join(_ordered(common)), tuple(_ordered(common)), ()
    everybody = tuple(_ordered(frozenset().union(*sets)))
    if len(everybody) == 1:
        return everybody[0], everybody, ()
    return _OR.join(everybody), (), everybody


def _split(named: frozenset[str], either: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = tuple(_ordered(named))
    return ((), names) if either else (names, ())


def _ordered(names: frozenset[str]) -> list[str]:
    """Governments of the country first, as the tables of the field write "A or B"."""
    return sorted(names, key=lambda name: ("government" not in name, name))


def _attribution(says: list[Any], sets: list[frozenset[str]]) -> str | None:
    stated = {str(one) for one in says if pd.notna(one)}
    if not stated:
        return None
    if CONTESTED in stated or (len(sets) > 1 and not frozenset.intersection(*sets)):
        return CONTESTED
    if stated & {CLAIMED, CONFIRMED} and len(stated - {"unattributed"}) > 1:
        return CONFIRMED
    return next((word for word in _ORDER if word in stated), min(stated))


def _write(
    strikes: pd.DataFrame,
    written: dict[int, tuple[str, tuple[str, ...], tuple[str, ...]]],
    attribution: dict[int, str | None],
) -> None:
    for number, column in enumerate(("attacker", "attackers_stated", "attackers_alternative")):
        if column in strikes.columns and written:
            values = list(strikes[column].astype("object"))
            for strike, found in written.items():
                values[strike] = found[number]
            strikes[column] = pd.Series(values, index=strikes.index, dtype="object")
    if "attribution" in strikes.columns:
        values = list(strikes["attribution"].astype("object"))
        for strike, word in attribution.items():
            values[strike] = word if word is not None else values[strike]
        strikes["attribution"] = pd.Series(values, index=strikes.index, dtype="object")
