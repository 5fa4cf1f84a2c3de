"""Counts by zone over many draws of the zones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.counting import NO_ZONE
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.errors import MapError
from strikemap.zones.draws import Codes, ZoneDraws


@takes_map
def count_ranges(comparison: Comparison, draws: ZoneDraws, *, level: float = 0.95) -> pd.DataFrame:
    """Say how far the counts by zone would move if the zones were drawn otherwise.

    Parameters
    ----------
    comparison
        A comparison by ``"zone"`` or ``"zone_side"``, or a map of one. Rows that name the
        attacker only as "A or B" are left out.
    draws
        From :func:`strikemap.zone_draws`, of the same zones.
    level
        Share of the draws that lies between the ends of a range.

    Returns
    -------
    pandas.DataFrame
        One row per zone: ``zone``, and for each window ``n_before`` (as in the table),
        ``n_before_low``, ``n_before_high``, likewise after. ``attrs["share_moved"]`` is the mean
        share of strikes that lie in another zone than where the list puts them, and
        ``attrs["assumed"]`` what the draws assume. A range is no confidence interval: it says
        what the assumptions allow.

    Raises
    ------
    MapError
        ``ZONES_MISSING``: the comparison is not by zones.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> zones = sm.load_dataset("syria_2017_control")
    >>> result = sm.compare(strikes, "2017-05-04", zones=zones, where={"attacker": "Russia"})
    >>> drawn = sm.zone_draws(zones, border_km=5, draws=20)
    >>> found = sm.count_ranges(result, drawn).set_index("zone")
    >>> bool(found.loc["Opposition", "n_before_low"] <= 32)
    True
    """
    if comparison.zones is None or comparison.by not in ("zone", "zone_side"):
        raise MapError(
            "The comparison is not by zones, whose draws these are. Pass zones=, without by=.",
            code="ZONES_MISSING",
            where="by",
        )
    stated = comparison.strikes.loc[~comparison.strikes["alternative"].to_numpy(dtype=bool)]
    day = stated["date_start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    codes = draws.codes(stated.geometry.x.to_numpy(), stated.geometry.y.to_numpy(), day)
    columns: dict[str, npt.ArrayLike] = {"zone": comparison.groups}
    for window in ("before", "after"):
        inside = (stated["period"] == window).to_numpy()
        counts = _by_name(codes[1:, inside], draws, comparison.groups)
        ends = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(counts, ends, axis=0, method="inverted_cdf").astype(int)
        n = comparison.table[f"n_{window}"].to_numpy()[:-1]
        columns |= {f"n_{window}": n, f"n_{window}_low": low, f"n_{window}_high": high}
    found = pd.DataFrame(columns)
    found.attrs["share_moved"] = float((codes[1:] != codes[0]).mean()) if len(stated) else 0.0
    found.attrs["assumed"] = draws.assumed
    return found


def _by_name(codes: Codes, draws: ZoneDraws, groups: list[str]) -> Codes:
    """Return the counts of each draw (rows) and group (columns)."""
    place = {name: number for number, name in enumerate(draws.names)} | {NO_ZONE: -1}
    wanted = [place.get(name, -2) for name in groups]
    return np.stack([(codes == code).sum(axis=1) for code in wanted], axis=1)
