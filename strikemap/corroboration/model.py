"""What can be learned about how sources report, and what is assumed before anything is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from strikemap.arrays import Floats

#: What is assumed beforehand, worth PRIOR_PAIRS pairs: the position error (km²), the share of
#: pairs on the same day, that agree on a field, and that differ on a penalty-only one.
PRIOR_PAIRS: Final = 2.0
ERROR_KM2: Final = 1.0
AGREE: Final = 0.7
DIFFER: Final = 0.02
_SAME_DAY: Final = 0.7

#: Held firmly, worth many pairs: a source that gives two dates mostly means two strikes, and a
#: log that runs from day to day would teach otherwise.
_SAME_DAY_SAME_SOURCE: Final = 0.95
_SAME_SOURCE_PAIRS: Final = 200.0

#: Coupling of two sources, and of a source with itself.
_COUPLING: Final = 1.0
_COUPLING_SAME_SOURCE: Final = 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """What was learned about how the sources report.

    ``error_km`` is the standard deviation per axis of each source's position error (its last
    entry stands for reports without a source), ``day_shares`` the share of matched pairs by
    days apart (first row: of two sources, second row: of one source), ``agreement`` the share
    of matched pairs that agree on a field for a reason rather than by accident (for
    penalty-only fields: that do not disagree). ``coupling`` is how often two reports of
    different sources, and of one source, tell of one strike, relative to what their numbers
    alone would give.
    """

    error_km: Floats
    day_shares: Floats
    agreement: dict[str, float]
    coupling: float
    coupling_same_source: float
    expected_matches: float
    rounds: int

    def facts(self) -> dict[str, Any]:
        """Return the parameters as plain JSON values."""
        return {
            "error_km": [float(value) for value in self.error_km],
            "day_shares": [float(value) for value in self.day_shares[0]],
            "day_shares_same_source": [float(value) for value in self.day_shares[1]],
            "agreement": {key: float(value) for key, value in self.agreement.items()},
            "coupling": float(self.coupling),
            "coupling_same_source": float(self.coupling_same_source),
            "expected_matches": float(self.expected_matches),
            "rounds": self.rounds,
        }

    @classmethod
    def of_facts(
        cls, kept: Mapping[str, Any], sources: Sequence[str], penalty_only: Mapping[str, bool]
    ) -> Model:
        """Return the model that was kept as plain values, for the sources of another table.

        What it does not know, a source or a field, is as it is before anything is learned.
        """
        n_days = len(kept["day_shares"])
        prior = prior_model(len(sources) - 1, n_days, dict(penalty_only))
        known = kept["error_km"]
        return cls(
            error_km=np.array([known.get(name, np.sqrt(ERROR_KM2)) for name in sources]),
            day_shares=np.array([kept["day_shares"], kept["day_shares_same_source"]]),
            agreement={
                name: kept["agreement"].get(name, share) for name, share in prior.agreement.items()
            },
            coupling=kept["coupling"],
            coupling_same_source=kept["coupling_same_source"],
            expected_matches=kept["expected_matches"],
            rounds=kept["rounds"],
        )


def prior_model(n_sources: int, n_days: int, penalty_only: dict[str, bool]) -> Model:
    """Return the model before anything is learned.

    Parameters
    ----------
    n_sources, n_days
        Number of sources, and of gaps in days (0 among them).
    penalty_only
        The fields by name, and whether only their disagreement counts.
    """
    return Model(
        error_km=np.full(n_sources + 1, np.sqrt(ERROR_KM2)),
        day_shares=_day_prior(n_days),
        agreement={name: 1 - DIFFER if only else AGREE for name, only in penalty_only.items()},
        coupling=_COUPLING,
        coupling_same_source=_COUPLING_SAME_SOURCE,
        expected_matches=0.0,
        rounds=0,
    )


def day_shares(weights: Floats) -> Floats:
    """Return the share of each gap in days from weights of shape (2, gaps); see `Model`."""
    counted = weights + np.array([[PRIOR_PAIRS], [_SAME_SOURCE_PAIRS]]) * _day_prior(
        weights.shape[1]
    )
    return np.asarray(counted / counted.sum(axis=1, keepdims=True))


def coupling(matches: float, possible: float, n_rows: int, *, same_source: bool) -> float:
    """Return matched pairs over what chance gives at one match per report; never quite zero."""
    prior = _COUPLING_SAME_SOURCE if same_source else _COUPLING
    return (matches + 2 * prior) * n_rows / (possible + 2 * n_rows) if n_rows else prior


def _day_prior(n_days: int) -> Floats:
    """Return the prior share of each gap in days, for two sources and for one."""
    if n_days == 1:
        return np.ones((2, 1))
    same = np.array([[_SAME_DAY], [_SAME_DAY_SAME_SOURCE]])
    return np.hstack([same, np.repeat((1 - same) / (n_days - 1), n_days - 1, axis=1)])
