"""How much likelier two reports are to tell of one strike than of two: Fellegi and Sunter.

The odds of a pair weigh what the reports share against what unrelated reports share by
accident where they lie. The parameters are learned from the candidate pairs themselves by
expectation-maximisation, each held by a weak prior, so that a small table is not overfitted.

References
----------
Fellegi, I. P., & Sunter, A. B. (1969). A theory for record linkage. Journal of the American
Statistical Association, 64(328), 1183-1210.
Winkler, W. E. (1988). Using the EM algorithm for weight computation in the Fellegi-Sunter
model of record linkage. Proceedings of the Section on Survey Research Methods, ASA, 667-671.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from strikemap.arrays import Floats
from strikemap.corroboration.candidates import Pairs
from strikemap.corroboration.fields import Field
from strikemap.corroboration.model import Model
from strikemap.corroboration.rows import Rows
from strikemap.corroboration.surroundings import Surroundings
from strikemap.corroboration.weighing import Weighing

#: Parameters are learned from about this many pairs at most, evenly drawn, in so many rounds.
_LEARNED_FROM: Final = 50_000
_ROUNDS: Final = 60
_SETTLED: Final = 1e-6

#: Reports are counted around each other in a circle of the window, but at least this (km).
_LEAST_REACH_KM: Final = 2.0


def learn(
    rows: Rows, pairs: Pairs, fields: tuple[Field, ...], *, distance_km: float, days: int
) -> tuple[dict[str, Floats], Model]:
    """Learn the model from the candidate pairs, and each pair's log odds of being one strike.

    For reports i and j at distance d and k days apart, ``odds = c f(d) s(k) A / u``: ``c`` the
    coupling of their sources, ``f`` the density of a difference of two normal position errors
    (each source's own, widened by the reports' stated radius), ``s`` the share of matched
    pairs that are k days apart, ``A`` the likelihood ratio of their statements, field by
    field, and ``u`` the density of unrelated reports there in those weeks, per km² and for the
    days that lie k apart.

    Returns
    -------
    parts : dict of numpy.ndarray
        What each part adds to the log odds (natural logarithm), per pair: ``sources`` (c),
        ``position`` (f and u), ``days`` (s) and one for each field.
    model : Model
        The parameters.
    """
    scene = Surroundings.of(rows, max(distance_km, _LEAST_REACH_KM), days)
    step = -(-len(pairs) // _LEARNED_FROM) if len(pairs) else 1
    drawn = pairs.where(np.arange(len(pairs)) % step == 0)
    weighing = Weighing.of(rows, drawn, fields, scene=scene, n_days=days + 1, step=step)
    guess = weighing.prior()
    log_odds = weighing.log_odds(guess)
    for number in range(1, _ROUNDS + 1):
        better = weighing.maximise(guess, _probability(log_odds), number)
        settled = abs(better.expected_matches - guess.expected_matches) < _SETTLED * max(
            better.expected_matches, 1.0
        )
        guess, log_odds = better, weighing.log_odds(better)
        if settled:
            break
    if step > 1:
        weighing = Weighing.of(rows, pairs, fields, scene=scene, n_days=days + 1, step=1)
    return weighing.parts(guess), guess


def judge(
    rows: Rows,
    pairs: Pairs,
    fields: tuple[Field, ...],
    model: Model,
    *,
    distance_km: float,
    days: int,
) -> dict[str, Floats]:
    """Return the parts of each pair's log odds by a model that is known already."""
    scene = Surroundings.of(rows, max(distance_km, _LEAST_REACH_KM), days)
    weighing = Weighing.of(rows, pairs, fields, scene=scene, n_days=days + 1, step=1)
    return weighing.parts(model)


def _probability(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -500, 500))))
