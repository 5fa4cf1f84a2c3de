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

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from strikemap.corroboration.candidates import Pairs
from strikemap.corroboration.fields import Field
from strikemap.corroboration.rows import Bool, Float, Int, Rows, on_sphere

#: A circle that holds 90 % of a two-dimensional normal error has this radius, in squared
#: standard deviations: -2 ln 0.1.
_R90_SQUARED: Final = 4.605170185988091

#: Priors, each worth a few pairs: position error (km²), the share of pairs on the same day,
#: the share that agrees on a field, and the share of disagreement on a penalty-only field.
_ERROR_KM2: Final = 1.0
_SAME_DAY: Final = 0.7
#: Held firmly: a source that gives two dates mostly means two strikes, and a log that runs
#: from day to day would teach otherwise.
_SAME_DAY_SAME_SOURCE: Final = 0.95
_SAME_SOURCE_PAIRS: Final = 200.0
_AGREE: Final = 0.7
_DISAGREE: Final = 0.02
_PRIOR_PAIRS: Final = 2.0
_PRIOR_SAME_SOURCE: Final = 0.1

#: Parameters are learned from at most about this many pairs, evenly drawn.
_LEARNED_FROM: Final = 50_000
_ROUNDS: Final = 60
_SETTLED: Final = 1e-6

#: Unrelated reports are counted around at most this many others, and a study period counts as
#: at least so many days and a place as part of so large a region (km²).
_COUNTED: Final = 20_000
_LEAST_DAYS: Final = 30
_REGION_KM2: Final = 100.0


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """What was learned about how the sources report.

    ``error_km`` is the standard deviation per axis of each source's position error (its last
    entry stands for reports without a source), ``day_shares`` the share of matched pairs by
    days apart (first row: of two sources, second row: of one source, which seldom gives one
    strike two dates), ``agreement`` the share of matched pairs that agree on a field for a reason
    rather than by accident (for penalty-only fields: that do not disagree). ``coupling`` is
    how often two reports of different sources, and of one source, tell of one strike,
    relative to what their numbers alone would give.
    """

    error_km: Float
    day_shares: Float
    agreement: dict[str, float]
    coupling: float
    coupling_same_source: float
    expected_matches: float
    rounds: int

    def facts(self) -> dict[str, Any]:
        """Return the parameters as plain JSON values."""
        return {
            "error_km": [round(float(value), 3) for value in self.error_km],
            "day_shares": [round(float(value), 4) for value in self.day_shares[0]],
            "day_shares_same_source": [round(float(value), 4) for value in self.day_shares[1]],
            "agreement": {key: round(value, 4) for key, value in self.agreement.items()},
            "coupling": round(self.coupling, 5),
            "coupling_same_source": round(self.coupling_same_source, 5),
            "expected_matches": round(self.expected_matches, 1),
            "rounds": self.rounds,
        }


def learn(
    rows: Rows, pairs: Pairs, fields: tuple[Field, ...], *, distance_km: float, days: int
) -> tuple[dict[str, Float], Model]:
    """Learn the model from the candidate pairs, and each pair's log odds of being one strike.

    For reports i and j at distance d and k days apart, ``odds = c f(d) s(k) A / u``: ``c`` the
    coupling of their sources, ``f`` the density of a difference of two normal position errors
    (each source's own, widened by the reports' stated radius), ``s`` the share of matched
    pairs that are k days apart, ``A`` the likelihood ratio of their statements, field by
    field, and ``u`` the density of unrelated reports there, per km² and for the days that lie
    k apart.

    Returns
    -------
    parts : dict of numpy.ndarray
        What each part adds to the log odds (natural logarithm), per pair: ``sources`` (c),
        ``position`` (f and u), ``days`` (s) and one for each field.
    model : Model
        The parameters.
    """
    scene = _Scene.of(rows, max(distance_km, 2.0))
    step = -(-len(pairs) // _LEARNED_FROM) if len(pairs) else 1
    drawn = pairs.where(np.arange(len(pairs)) % step == 0)
    evidence = _Evidence.of(rows, drawn, fields, scene=scene, n_days=days + 1, step=step)
    guess = _start(evidence)
    log_odds = evidence.log_odds(guess)
    for number in range(1, _ROUNDS + 1):
        better = evidence.maximise(guess, _probability(log_odds), number)
        settled = abs(better.expected_matches - guess.expected_matches) < _SETTLED * max(
            better.expected_matches, 1.0
        )
        guess, log_odds = better, evidence.log_odds(better)
        if settled:
            break
    if step > 1:
        evidence = _Evidence.of(rows, pairs, fields, scene=scene, n_days=days + 1, step=1)
    return evidence.parts(guess), guess


def judge(
    rows: Rows,
    pairs: Pairs,
    fields: tuple[Field, ...],
    model: Model,
    *,
    distance_km: float,
    days: int,
) -> dict[str, Float]:
    """Return the parts of each pair's log odds by a model that is known already."""
    scene = _Scene.of(rows, max(distance_km, 2.0))
    evidence = _Evidence.of(rows, pairs, fields, scene=scene, n_days=days + 1, step=1)
    return evidence.parts(model)


def _probability(log_odds: Float) -> Float:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -500, 500))))


@dataclass(frozen=True, eq=False, slots=True)
class _Scene:
    """Where and by whom reports are made at all: what unrelated reports look like.

    ``density`` counts the other reports around each per km² and day, ``at_point`` those at its
    very point per day. ``source`` has its last code for reports without a source.
    """

    source: Int
    n_sources: int
    n_rows: int
    n_same: float
    n_other: float
    density: Float
    at_point: Float

    @classmethod
    def of(cls, rows: Rows, reach_km: float) -> _Scene:
        n_sources = int(rows.source.max(initial=-1)) + 1
        source = np.where(rows.source < 0, n_sources, rows.source)
        counts = np.bincount(source[rows.usable], minlength=n_sources + 1).astype(float)
        n, same = float(counts.sum()), float((counts[:-1] * (counts[:-1] - 1)).sum() / 2)
        density, at_point = _unrelated(rows, reach_km)
        return cls(source, n_sources, int(n), same, n * (n - 1) / 2 - same, density, at_point)


@dataclass(frozen=True, eq=False, slots=True)
class _Evidence:
    """The pairs as the model sees them; nothing in it changes from round to round.

    ``step`` pairs stand behind each one.
    """

    scene: _Scene
    step: int
    source_a: Int
    source_b: Int
    same_source: Bool
    km2: Float
    extra_km2: Float
    days: Int
    n_days: int
    background: Float
    at_the_point: Float
    relations: tuple[tuple[Field, Bool, Bool, Float], ...]

    @classmethod
    def of(
        cls,
        rows: Rows,
        pairs: Pairs,
        fields: tuple[Field, ...],
        *,
        scene: _Scene,
        n_days: int,
        step: int,
    ) -> _Evidence:
        a, b = pairs.first, pairs.second
        width = np.where(pairs.days == 0, rows.length[a] + rows.length[b] - 1, 2.0)
        shared = (pairs.km == 0.0) | (rows.radius_km[a] <= 0) | (rows.radius_km[b] <= 0)
        spread = (rows.radius_km[a] ** 2 + rows.radius_km[b] ** 2) / _R90_SQUARED
        source_a, source_b = scene.source[a], scene.source[b]
        return cls(
            scene=scene,
            step=step,
            source_a=source_a,
            source_b=source_b,
            same_source=(source_a == source_b) & (source_a < scene.n_sources),
            km2=pairs.km**2,
            extra_km2=np.where(shared, 0.0, spread),
            days=pairs.days,
            n_days=n_days,
            background=np.sqrt(scene.density[a] * scene.density[b]) * width,
            at_the_point=np.sqrt(scene.at_point[a] * scene.at_point[b]) * width,
            relations=tuple(_relation(field, a, b) for field in fields),
        )

    def parts(self, model: Model) -> dict[str, Float]:
        """Return each part of the log odds by its name; they add up."""
        variance = self._variance(model)
        unrelated = np.maximum(self.background, self.at_the_point / (2 * np.pi * variance))
        coupling = np.where(self.same_source, model.coupling_same_source, model.coupling)
        density = -self.km2 / (2 * variance) - np.log(2 * np.pi * variance * unrelated)
        parts = {
            "sources": np.log(coupling),
            "position": density,
            "days": np.log(model.day_shares)[self.same_source.astype(int), self.days],
        }
        for field, agrees, differs, gain in self.relations:
            share = model.agreement[field.name]
            parts[field.name] = _field_log_ratio(field, agrees, differs, gain, share)
        return parts

    def log_odds(self, model: Model) -> Float:
        return np.asarray(sum(self.parts(model).values()))

    def maximise(self, model: Model, weight: Float, number: int) -> Model:
        total = float(weight.sum())
        same = float(weight[self.same_source].sum()) * self.step
        other = total * self.step - same
        cell = self.same_source * self.n_days + self.days
        days = np.bincount(cell, weight, minlength=2 * self.n_days).astype(float).reshape(2, -1)
        days += np.array([[_PRIOR_PAIRS], [_SAME_SOURCE_PAIRS]]) * _day_prior(self.n_days)
        scene = self.scene
        return Model(
            error_km=self._errors(model, weight),
            day_shares=days / days.sum(axis=1, keepdims=True),
            agreement={
                field.name: _agreement(field, agrees, differs, gain, weight, model)
                for field, agrees, differs, gain in self.relations
            },
            coupling=_coupling(other, scene.n_other, scene.n_rows, 1.0),
            coupling_same_source=_coupling(same, scene.n_same, scene.n_rows, _PRIOR_SAME_SOURCE),
            expected_matches=same + other,
            rounds=number,
        )

    def _variance(self, model: Model) -> Float:
        error = model.error_km**2
        return np.asarray(error[self.source_a] + error[self.source_b] + self.extra_km2)

    def _errors(self, model: Model, weight: Float) -> Float:
        """Share each pair's squared distance out between the two sources and the radii."""
        error, variance = model.error_km**2, self._variance(model)
        weight = np.where(self.extra_km2 > 0, 0.5 * weight, weight)
        n = self.scene.n_sources + 1
        sums, counts = np.zeros(n), np.zeros(n)
        for source in (self.source_a, self.source_b):
            share = error[source] / variance
            expected = 2 * error[source] * (1 - share) + share**2 * self.km2
            sums += np.bincount(source, weight * expected, minlength=n)
            counts += np.bincount(source, 2 * weight, minlength=n)
        prior = 2 * _PRIOR_PAIRS
        return np.asarray(np.sqrt((sums + prior * _ERROR_KM2) / (counts + prior)))


def _start(evidence: _Evidence) -> Model:
    return Model(
        error_km=np.full(evidence.scene.n_sources + 1, np.sqrt(_ERROR_KM2)),
        day_shares=_day_prior(evidence.n_days),
        agreement={
            field.name: 1 - _DISAGREE if field.penalty_only else _AGREE
            for field, *_ in evidence.relations
        },
        coupling=1.0,
        coupling_same_source=_PRIOR_SAME_SOURCE,
        expected_matches=0.0,
        rounds=0,
    )


def _day_prior(n_days: int) -> Float:
    """Return the prior share of each gap in days, for two sources and for one."""
    if n_days == 1:
        return np.ones((2, 1))
    same = np.array([[_SAME_DAY], [_SAME_DAY_SAME_SOURCE]])
    return np.hstack([same, np.repeat((1 - same) / (n_days - 1), n_days - 1, axis=1)])


def _coupling(matches: float, possible: float, n_rows: int, prior: float) -> float:
    """Return matched pairs over what chance gives at one match per report; never quite zero."""
    return (matches + 2 * prior) * n_rows / (possible + 2 * n_rows) if n_rows else prior


def _relation(field: Field, first: Int, second: Int) -> tuple[Field, Bool, Bool, Float]:
    told = field.compare(first, second)
    gain = np.ones(len(first))
    if field.low is None:
        code = field.code[first]
        gain = np.where(code >= 0, 1 / np.maximum(field.share[code], 1e-12), 1.0)
    return field, told == 1, told == -1, gain


def _field_log_ratio(
    field: Field, agrees: Bool, differs: Bool, gain: Float, agreement: float
) -> Float:
    """Agreement on a rare value weighs more than on a common one; no telling weighs nothing."""
    ratio = np.where(differs, 1 - agreement, 1.0)
    if not field.penalty_only:
        ratio = np.where(agrees, 1 - agreement + agreement * gain, ratio)
    return np.asarray(np.log(ratio))


def _agreement(
    field: Field, agrees: Bool, differs: Bool, gain: Float, weight: Float, model: Model
) -> float:
    told = float(weight[agrees | differs].sum())
    if field.penalty_only:
        # Where the statements do not exclude each other nothing was told, but it did not differ.
        kept = float(weight.sum()) - float(weight[differs].sum())
        prior = 2 * _PRIOR_PAIRS
        return (kept + prior * (1 - _DISAGREE)) / (float(weight.sum()) + prior)
    now = model.agreement[field.name]
    reason = now * gain / (1 - now + now * gain)
    meant = float((weight * reason)[agrees].sum())
    return (meant + _PRIOR_PAIRS * _AGREE) / (told + _PRIOR_PAIRS)


def _unrelated(rows: Rows, reach_km: float) -> tuple[Float, Float]:
    """Count the other reports around each per km² and day, and at its very point per day."""
    from scipy.spatial import cKDTree

    density, at_point = np.zeros(len(rows)), np.zeros(len(rows))
    here = np.flatnonzero(rows.usable)
    if not len(here):
        return density, at_point
    points = on_sphere(rows.lon[here], rows.lat[here])
    step = -(-len(here) // _COUNTED)
    tree = cKDTree(points[::step])
    near = tree.query_ball_point(points, reach_km, return_length=True).astype(float)
    near[::step] -= 1
    period = float(rows.day_end[here].max() - rows.day_start[here].min() + 1)
    period = max(period, float(_LEAST_DAYS))
    density[here] = (near * step / (np.pi * reach_km**2) + 1 / _REGION_KM2) / period
    spots = rows.lon[here] + 1j * rows.lat[here]
    _, spot, count = np.unique(spots, return_inverse=True, return_counts=True)
    at_point[here] = (count[spot.reshape(-1)] - 1.0) / period
    return density, at_point
