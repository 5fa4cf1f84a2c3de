"""How sure we are of a strike: the class of its mark, and grades on published scales."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arguments import user_line
from strikemap.arrays import Bools, Ints, Texts
from strikemap.coded_texts import first_rows
from strikemap.confidence.scales import MARK_CLASSES, Scale, ScaleLike, scales
from strikemap.confidence.scales import scale as scale_of
from strikemap.confidence.verdicts import CANNOT, RULES, Support, Verdict, unattainable
from strikemap.errors import ReportError, ReportWarning
from strikemap.ledger import record
from strikemap.schema import CONFIDENCES, MARKING

__all__ = ["MARK_CLASSES", "grade", "mark_class"]

#: Columns that decide how a strike is marked.
_CLAIMED: Final = "claimed by attacker"
_CONFIRMED: Final = "confirmed by attacker"


def mark_class(strikes: pd.DataFrame) -> Texts:
    """Return the class of mark that each strike is drawn with.

    ``"claim"`` rests on the attacker's word alone: its attribution is "claimed by attacker",
    or ``claim`` is true and the attribution is not "confirmed by attacker". ``"declared"`` is
    confirmed by the attacker and has no support but the attacker's own log (``claim`` or
    ``attacker_word_only`` is true). Every other
    strike takes its ``confidence`` if that is high, medium or low (in any case), else the mark
    that the scale of its grade states (``confidence_mark``, see :func:`grade`), and is
    ``"ungraded"`` if it has neither: grades are not converted here.

    Parameters
    ----------
    strikes
        Frame with any of the columns ``attribution``, ``claim``, ``attacker_word_only``,
        ``confidence`` and ``confidence_mark``; a missing column counts as not stated.

    Returns
    -------
    numpy.ndarray
        One of :data:`MARK_CLASSES` per row, in the order of the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from strikemap.confidence.grading import mark_class
    >>> mark_class(
    ...     pd.DataFrame({"attribution": ["claimed by attacker", "alleged"], "confidence": "low"})
    ... ).tolist()
    ['claim', 'low']
    """
    codes, names = mark_codes(strikes)
    return names[codes]


def mark_codes(strikes: pd.DataFrame) -> tuple[Ints, Texts]:
    """Return the class of mark of each strike as a code, and what the codes stand for.

    Rows that state the same are looked at once.

    Examples
    --------
    >>> codes, names = mark_codes(pd.DataFrame({"confidence": ["low", "high", "low"]}))
    >>> codes.tolist(), names.tolist()
    ([0, 1, 0], ['low', 'high'])
    """
    number = np.zeros(len(strikes), dtype=np.int64)
    for name in strikes.columns.intersection(list(MARKING)):
        codes = pd.factorize(strikes[name])[0] + 1
        number = pd.factorize(number * (1 + codes.max(initial=0)) + codes)[0]
    rows = first_rows(number, 1 + int(number.max(initial=-1)))
    return number, _mark_class(strikes.iloc[rows])


def _mark_class(strikes: pd.DataFrame) -> Texts:
    attribution = _text(strikes, "attribution")
    alone = _true(strikes, "claim")
    confirmed = attribution == _CONFIRMED
    confidence = _text(strikes, "confidence")
    stated = _text(strikes, "confidence_mark")
    marks = np.where(np.isin(stated, MARK_CLASSES), stated, "ungraded")
    marks = np.where(np.isin(confidence, CONFIDENCES), confidence, marks)
    marks = np.where((attribution == _CLAIMED) | (alone & ~confirmed), "claim", marks)
    logged = confirmed & (alone | _true(strikes, "attacker_word_only"))
    return np.where(logged, "declared", marks).astype("U8")


def grade(
    strikes: pd.DataFrame,
    scale: ScaleLike = "isw",
    *,
    source_kinds: Mapping[str, str] | None = None,
    column: str | None = None,
    mapping: Mapping[str, str] | None = None,
    into: str = "grade",
) -> pd.DataFrame:
    """Grade strikes on a published scale, with the reason for each grade.

    A scale that needs the kind of each source says "cannot grade" where it is not stated.
    Precision codes and the clarity of an event are never taken for confidence, and the grades
    of one scale are turned into another's only by a `mapping` that you state.

    Parameters
    ----------
    strikes
        Strikes, as from :func:`strikemap.corroborate`; not changed. Columns used where they
        are there: ``n_sources``, ``source_kinds`` (a tuple per strike) or ``source_kind``,
        ``attribution``, ``claim``, ``attacker_word_only``, ``killed_max``, ``injured_max``,
        ``target_side`` and ``action_nearby`` (whether a belligerent's action near by is likely or
        confirmed; taken as stated where the attacker says that he struck).
    scale
        ``"isw"``, ``"airwars"`` (civilian harm), ``"airwars status"`` (the strike itself) or
        ``"simple"``, whose wording and source :func:`scales` shows; or a mapping, the path of a
        JSON file or a :class:`Scale` of your own, with `column`. ``"admiralty reliability"`` and
        ``"admiralty credibility"`` are given by people, in a column each; they are two fields
        and are never multiplied.
    source_kinds
        Kind (one of :data:`strikemap.schema.SOURCE_KIND`) by name of source, for tables that
        state none; sources are looked up in the column ``source`` (``;`` between).
    column
        Take the grades from this column instead of working them out.
    mapping
        Grade of this scale for each grade in `column`; needed unless the column holds grades
        of this very scale.
    into
        Name of the column of grades, for tables that carry several. ``"confidence"`` makes them
        what maps draw and count.

    Returns
    -------
    pandas.DataFrame
        The strikes (the same type) with ``grade`` (missing where it cannot be given),
        ``grade_reason``, ``grade_scale`` and ``grade_mark`` (the class of mark that the scale
        states for the grade). Its maps say that the grades are strikemap's after
        the publisher's wording, and which grade no strike of the table could have.

    Raises
    ------
    ReportError
        ``SCALE_UNKNOWN``; ``SCALE_INVALID``; ``SCALE_WITHOUT_RULE`` for a scale of your own
        without `column`; ``SCALE_CONVERSION`` when `column` holds grades that are not of this
        scale and `mapping` does not say what becomes of them; ``COLUMNS_MISSING``.

    Warns
    -----
    ReportWarning
        When more than half of the strikes cannot be graded, with what would help.

    Examples
    --------
    >>> import pandas as pd
    >>> from strikemap.confidence.grading import grade
    >>> strikes = pd.DataFrame({"n_sources": [3, 1], "attribution": "alleged"})
    >>> grade(strikes, scale="simple")[["grade", "grade_reason"]].values.tolist()
    [['high', '3 independent sources'], ['low', '1 independent source']]
    """
    chosen = scale_of(scale)
    if column is not None:
        return _graded(strikes, chosen, _converted(strikes, chosen, column, mapping), into)
    rule = _rule(chosen)
    supports = _supports(strikes, source_kinds)
    verdicts = [rule(support) for support in supports]
    graded = _graded(strikes, chosen, verdicts, into)
    told = {
        "scale": chosen.name,
        "publisher": chosen.publisher if any(one.published for one in chosen.grades) else "",
        "unattainable": unattainable(chosen.name, supports),
        "kinds_given": source_kinds is not None,
    }
    record(graded, [], grading=told)
    _tell(chosen, [reason for given, reason in verdicts if given is None], len(strikes))
    return graded


def _graded(
    strikes: pd.DataFrame, scale: Scale, verdicts: Sequence[Verdict], into: str
) -> pd.DataFrame:
    mark = {one.key: one.mark for one in scale.grades}
    columns: dict[str, Any] = {
        into: pd.array([given for given, _ in verdicts], dtype="string"),
        f"{into}_reason": [reason for _, reason in verdicts],
        f"{into}_scale": scale.name,
        f"{into}_mark": [mark.get(str(given), "ungraded") for given, _ in verdicts],
    }
    return strikes.assign(**columns)


def _tell(scale: Scale, reasons: list[str], n: int) -> None:
    """Warn where most strikes cannot be graded, with what would help."""
    if len(reasons) * 2 <= n:
        return
    commonest = Counter(reasons).most_common(1)[0][0]
    advice = ""
    if "source_kind" in commonest:
        advice = (
            " State the publishers' kinds with source_kinds={source: kind}, and say that they "
            "are yours; or grade by the number of sources with scale='simple'."
        )
    warnings.warn(
        f"{len(reasons)} of {n} strikes cannot be graded on the scale {scale.name!r}, most of "
        f"them because: {commonest.removeprefix(CANNOT + ': ')}.{advice}",
        ReportWarning,
        stacklevel=user_line(),
    )


def _rule(scale: Scale) -> Callable[[Support], Verdict]:
    """Return how a scale that comes with strikemap grades a strike."""
    rule = RULES.get(scale.name) if scales().get(scale.name) == scale else None
    if rule is None:
        raise ReportError(
            f"strikemap has no rule for the scale {scale.name!r}: say which column holds its "
            "grades with column=..., and what becomes of other words with mapping={...}.",
            code="SCALE_WITHOUT_RULE",
            where=scale.name,
        )
    return rule


def _converted(
    strikes: pd.DataFrame, scale: Scale, column: str, mapping: Mapping[str, str] | None
) -> list[tuple[str | None, str]]:
    if column not in strikes.columns:
        raise ReportError(
            f"The strikes have no column {column!r} to take grades from.",
            code="COLUMNS_MISSING",
            where=column,
        )
    stated = [None if pd.isna(value) else str(value) for value in strikes[column]]
    same = dict(zip(scale.keys(), scale.keys(), strict=True))
    rule = same if mapping is None else dict(mapping)
    foreign = sorted({value for value in stated if value is not None and value not in rule})
    if foreign:
        raise ReportError(
            f"Column {column!r} holds {foreign[0]!r}, which is no grade of the scale "
            f"{scale.name!r}. Scales are not converted unasked: say what becomes of it with "
            f"mapping={{{foreign[0]!r}: ...}}, one of {', '.join(scale.keys())}.",
            code="SCALE_CONVERSION",
            where=column,
        )
    for key in rule.values():
        scale.grade(key)
    return [
        (None, f"cannot grade: {column} is empty")
        if value is None
        else (rule[value], f"{column} says {value}")
        for value in stated
    ]


def _supports(strikes: pd.DataFrame, source_kinds: Mapping[str, str] | None) -> list[Support]:
    """Return what each strike rests on."""
    n = len(strikes)
    marks = mark_class(strikes)
    alone = np.isin(marks, ("claim", "declared")) | _true(strikes, "attacker_word_only")
    counts: list[Any] = [None] * n
    if "n_sources" in strikes.columns:
        counts = list(pd.to_numeric(strikes["n_sources"]).astype("object"))
    attribution = _text(strikes, "attribution")
    kinds = _kinds(strikes, source_kinds)
    harm = _civilian_harm(strikes)
    nearby = _nearby(strikes, attribution)
    return [
        Support(
            sources=None if pd.isna(counts[row]) else max(int(counts[row]), 1),
            kinds=frozenset(kinds[row]) - {""},
            unknown_kinds=not kinds[row] or "" in kinds[row],
            attribution=str(attribution[row]),
            attacker_alone=bool(alone[row]),
            declared=marks[row] == "declared",
            civilian_harm=bool(harm[row]),
            action_nearby=nearby[row],
        )
        for row in range(n)
    ]


def _kinds(strikes: pd.DataFrame, source_kinds: Mapping[str, str] | None) -> list[tuple[str, ...]]:
    """Return the kind of each source of each strike, ``""`` where it is not stated."""
    if "source_kinds" in strikes.columns:
        stated = [tuple(one) for one in strikes["source_kinds"]]
    elif "source_kind" in strikes.columns:
        stated = [("" if pd.isna(one) else str(one),) for one in strikes["source_kind"]]
    else:
        stated = [("",)] * len(strikes)
    if source_kinds is None or "source" not in strikes.columns:
        return stated
    named = [
        tuple(part.strip() for part in str(text).split(";")) if pd.notna(text) else ()
        for text in strikes["source"]
    ]
    looked_up = [tuple(source_kinds.get(name, "") for name in names) for names in named]
    return [
        given if given and "" not in given else tuple(kind for kind in given if kind) + found
        for given, found in zip(stated, looked_up, strict=True)
    ]


def _civilian_harm(strikes: pd.DataFrame) -> Bools:
    harmed = np.zeros(len(strikes), dtype=bool)
    for column in ("killed_max", "injured_max"):
        if column in strikes.columns:
            number = pd.to_numeric(strikes[column]).to_numpy(dtype=float, na_value=np.nan)
            harmed |= np.nan_to_num(number) > 0
    side = _text(strikes, "target_side")
    civilian = np.char.startswith(side, "civilian") if len(side) else np.zeros(0, dtype=bool)
    return np.asarray(harmed & civilian)


def _nearby(strikes: pd.DataFrame, attribution: Texts) -> list[bool | None]:
    """Return whether action near by is stated: by the attacker's own word, or in the table."""
    said = np.isin(attribution, (_CONFIRMED, _CLAIMED))
    stated = strikes.get("action_nearby")
    cells = [None] * len(strikes) if stated is None else list(stated.astype("object"))
    return [
        True if own else None if cell is None or pd.isna(cell) else _is_true(cell)
        for own, cell in zip(said.tolist(), cells, strict=True)
    ]


def _text(frame: pd.DataFrame, column: str) -> Texts:
    """Return a column as lower-case text without padding, ``""`` where nothing is stated."""
    if column not in frame.columns:
        return np.full(len(frame), "", dtype="U1")
    values = frame[column].astype("object").to_numpy()
    stated = pd.notna(values)
    return np.array(
        [str(v).strip().lower() if ok else "" for v, ok in zip(values, stated, strict=True)],
        dtype="U",
    )


def _true(frame: pd.DataFrame, column: str) -> Bools:
    """Return where a column states true; missing values and other texts do not."""
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return np.array([_is_true(v) for v in frame[column].astype("object")], dtype=bool)


def _is_true(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() == "true"
    return bool(pd.notna(value)) and bool(value)
