"""What other choices would have shown: other settings, and zones drawn otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from strikemap.comparison.evidence import extremes
from strikemap.comparison.ranges import count_ranges
from strikemap.comparison.result import Comparison
from strikemap.comparison.specification import SpecificationCurve
from strikemap.zones.draws import ZoneDraws

Say = Callable[..., str]

#: Per cent of the draws that the ranges of counts hold at least.
_HELD: Final = 95


def curve_text(curve: SpecificationCurve | None, say: Say) -> str:
    """Return how far all settings agree, and one p for having looked at all of them."""
    if curve is None:
        return ""
    return say(
        "curve_no_p" if np.isnan(curve.p_adjusted) else "curve",
        n=curve.n_settings,
        same=100 * curve.same_sign,
        low=curve.ratio_low,
        high=curve.ratio_high,
        smallest=curve.p_smallest,
        p=curve.p_adjusted,
    )


def ranges_text(
    comparison: Comparison, draws: ZoneDraws | None, say: Say, zone: Callable[[str], str]
) -> str:
    """Return the ranges of the zones whose shares fell and rose most, over draws of the zones."""
    if draws is None or comparison.strikes.empty:
        return ""
    found = count_ranges(comparison, draws, level=_HELD / 100)
    said: dict[str, object] = {}
    for name, place in zip(("less", "more"), extremes(comparison), strict=True):
        row = found.iloc[place]
        said[name] = zone(str(row["zone"]))
        for window in ("before", "after"):
            low, high = row[f"n_{window}_low"], row[f"n_{window}_high"]
            said[f"{name}_{window}"] = say("range", low=low, high=high) if low < high else low
    moved = 100 * found.attrs["share_moved"]
    return say("ranges", draws=draws.assumed.draws, moved=moved, held=_HELD, **said)
