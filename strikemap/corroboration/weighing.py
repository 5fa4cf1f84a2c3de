"""The weight of what a pair of reports shares, under a model of how the sources report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from strikemap.arrays import Bools, Floats, Ints
from strikemap.corroboration.candidates import Pairs
from strikemap.corroboration.fields import Field
from strikemap.corroboration.model import (
    AGREE,
    DIFFER,
    ERROR_KM2,
    PRIOR_PAIRS,
    Model,
    coupling,
    day_shares,
    prior_model,
)
from strikemap.corroboration.rows import Rows
from strikemap.corroboration.surroundings import Surroundings

#: A circle that holds 90 % of a two-dimensional normal error has this radius, in squared
#: standard deviations: -2 ln 0.1.
R90_SQUARED: Final = 4.605170185988091


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """What each pair says about one field.

    Pairs that say the same are one ``case``: those of a case all agree, differ or tell nothing,
    and a shared value has one ``gain``, how much it is worth. ``agreeing``, ``differing`` and
    ``telling`` are the pairs that do, ``gains`` what each agreeing one shares is worth.
    """

    name: str
    penalty_only: bool
    case: Ints
    agrees: Bools
    differs: Bools
    gain: Floats
    agreeing: Ints
    differing: Ints
    telling: Ints
    gains: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Weighing:
    """The pairs as the model sees them; nothing in it changes from round to round.

    ``step`` pairs stand behind each one. ``extra_km2`` is the variance that the reports' own
    radii leave open, none where both give the very same point; ``background`` and
    ``at_the_point`` are the unrelated reports to be expected there, per km² and at the point,
    on the days that lie as far apart.
    """

    scene: Surroundings
    step: int
    source_a: Ints
    source_b: Ints
    same_source: Bools
    km2: Floats
    extra_km2: Floats
    days: Ints
    n_days: int
    background: Floats
    at_the_point: Floats
    told: tuple[Told, ...]

    @classmethod
    def of(
        cls,
        rows: Rows,
        pairs: Pairs,
        fields: tuple[Field, ...],
        *,
        scene: Surroundings,
        n_days: int,
        step: int,
    ) -> Weighing:
        """Take what the model needs from the pairs."""
        a, b = pairs.first, pairs.second
        width = np.where(pairs.days == 0, rows.length[a] + rows.length[b] - 1, 2.0)
        spread = (rows.radius_km[a] ** 2 + rows.radius_km[b] ** 2) / R90_SQUARED
        source_a, source_b = scene.source[a], scene.source[b]
        return cls(
            scene=scene,
            step=step,
            source_a=source_a,
            source_b=source_b,
            same_source=(source_a == source_b) & (source_a < scene.n_sources),
            km2=pairs.km**2,
            extra_km2=np.where(pairs.km == 0.0, 0.0, spread),
            days=pairs.days,
            n_days=n_days,
            background=np.sqrt(scene.density[a] * scene.density[b]) * width,
            at_the_point=np.sqrt(scene.at_point[a] * scene.at_point[b]) * width,
            told=tuple(_told(field, a, b) for field in fields),
        )

    def parts(self, model: Model) -> dict[str, Floats]:
        """Return each part of the log odds by its name; they add up."""
        variance = self._variance(model)
        unrelated = np.maximum(self.background, self.at_the_point / (2 * np.pi * variance))
        coupling = np.log([model.coupling, model.coupling_same_source])
        density = -self.km2 / (2 * variance) - np.log(2 * np.pi * variance * unrelated)
        parts = {
            "sources": coupling[self.same_source.astype(int)],
            "position": density,
            "days": np.log(model.day_shares)[self.same_source.astype(int), self.days],
        }
        for told in self.told:
            parts[told.name] = _log_ratio(told, model.agreement[told.name])
        return parts

    def log_odds(self, model: Model) -> Floats:
        """Return the log odds that each pair is of one strike."""
        return np.asarray(sum(self.parts(model).values()))

    def maximise(self, model: Model, weight: Floats, number: int) -> Model:
        """Return the model that fits best when each pair is a match with this probability."""
        scene, total = self.scene, float(weight.sum())
        same = float(weight[self.same_source].sum()) * self.step
        other = total * self.step - same
        cell = self.same_source * self.n_days + self.days
        days = np.bincount(cell, weight, minlength=2 * self.n_days).astype(float)
        return Model(
            error_km=self._errors(model, weight),
            day_shares=day_shares(days.reshape(2, -1)),
            agreement={
                told.name: _agreement(told, weight, model.agreement[told.name])
                for told in self.told
            },
            coupling=coupling(other, scene.n_other, scene.n_rows, same_source=False),
            coupling_same_source=coupling(same, scene.n_same, scene.n_rows, same_source=True),
            expected_matches=same + other,
            rounds=number,
        )

    def prior(self) -> Model:
        """Return the model before anything is learned."""
        penalty_only = {told.name: told.penalty_only for told in self.told}
        return prior_model(self.scene.n_sources, self.n_days, penalty_only)

    def _variance(self, model: Model) -> Floats:
        error = model.error_km**2
        return np.asarray(error[self.source_a] + error[self.source_b] + self.extra_km2)

    def _errors(self, model: Model, weight: Floats) -> Floats:
        """Share each pair's squared distance out between the two sources and the radii."""
        error, variance = model.error_km**2, self._variance(model)
        n = self.scene.n_sources + 1
        sums, counts = np.zeros(n), np.zeros(n)
        for source in (self.source_a, self.source_b):
            share = error[source] / variance
            expected = 2 * error[source] * (1 - share) + share**2 * self.km2
            sums += np.bincount(source, weight * expected, minlength=n)
            counts += np.bincount(source, 2 * weight, minlength=n)
        prior = 2 * PRIOR_PAIRS
        return np.asarray(np.sqrt((sums + prior * ERROR_KM2) / (counts + prior)))


def _told(field: Field, first: Ints, second: Ints) -> Told:
    relation = field.compare(first, second)
    gain = np.ones(len(first))
    if field.low is None:
        code = field.code[first]
        gain = np.where(code >= 0, 1 / np.maximum(field.share[code], 1e-12), 1.0)
    agrees, differs = relation == 1, relation == -1
    cases, case = np.unique(relation + 1j * gain, return_inverse=True)
    return Told(
        field.name,
        field.penalty_only,
        case=case.ravel(),
        agrees=cases.real == 1,
        differs=cases.real == -1,
        gain=cases.imag,
        agreeing=np.flatnonzero(agrees),
        differing=np.flatnonzero(differs),
        telling=np.flatnonzero(agrees | differs),
        gains=gain[agrees],
    )


def _log_ratio(told: Told, agreement: float) -> Floats:
    """Weigh a shared rare value above a shared common one; no telling weighs nothing."""
    ratio = np.where(told.differs, 1 - agreement, 1.0)
    if not told.penalty_only:
        ratio = np.where(told.agrees, 1 - agreement + agreement * told.gain, ratio)
    return np.asarray(np.log(ratio)[told.case])


def _agreement(told: Told, weight: Floats, now: float) -> float:
    """Return the share of matched pairs that agree for a reason (or do not differ)."""
    if told.penalty_only:
        total, prior = float(weight.sum()), 2 * PRIOR_PAIRS
        kept = total - float(weight[told.differing].sum())
        return (kept + prior * (1 - DIFFER)) / (total + prior)
    reason = now * told.gains / (1 - now + now * told.gains)
    meant = float((weight[told.agreeing] * reason).sum())
    total = float(weight[told.telling].sum())
    return (meant + PRIOR_PAIRS * AGREE) / (total + PRIOR_PAIRS)
