"""Questions: everything that a file leaves open is asked in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from strikemap.errors import StrikemapError

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Answers:
    """What the caller settles about a file."""

    encoding: str | None = None
    sheet: str | int | None = None
    layer: str | None = None
    hidden_rows: Any = None
    crs: Any = None
    dayfirst: bool | None = None
    tz: str | None = None
    date_unit: Any = None


#: What is tried for a question, only to find out what else will be asked.
_TRIALS: dict[str, dict[str, Any]] = {
    "ENCODING": {"encoding": "latin-1"},
    "HIDDEN_ROWS": {"hidden_rows": "read"},
    "CRS_MISSING": {"crs": "EPSG:4326"},
    "DATE_ORDER_AMBIGUOUS": {"dayfirst": True},
    "DATE_ORDER_CONFLICT": {"dayfirst": True},
    "TZ_MISSING": {"tz": "UTC"},
    "DATE_NUMERIC": {"date_unit": "s", "tz": "UTC"},
    "DATE_SERIAL": {"date_unit": "excel"},
}


def ask_at_once(read: Callable[[Answers], Found], answers: Answers) -> Found:
    """Read a file, and where it leaves something open find out what else it leaves open.

    Each question is tried with some answer so that the reading goes on to the next one; what
    was read by trial is thrown away. Where the encoding of a large file is not known, that is
    asked alone.

    Parameters
    ----------
    read
        Reads the file by the answers.
    answers
        What the caller settles.

    Raises
    ------
    StrikemapError
        The only question, or one error that holds all of them.
    """
    asked: list[StrikemapError] = []
    while True:
        try:
            found = read(answers)
        except StrikemapError as problem:
            trial = None if problem.costly else _trial(problem, answers)
            if not asked and trial is None:
                raise
            if trial is not None or problem.code == "COLUMNS_MISSING":
                asked.append(problem)
            if trial is None:
                raise combined(asked) from problem
            answers = trial
        else:
            if asked:
                raise combined(asked)
            return found


def _trial(problem: StrikemapError, answers: Answers) -> Answers | None:
    """Return the answers with one more for trial, or ``None`` where that leads no further."""
    trial = _TRIALS.get(problem.code, {})
    if problem.code == "ENCODING" and problem.choices:
        trial = {"encoding": problem.choices[0]}
    if not trial and problem.choices:
        what = "sheet" if problem.code == "SHEET_AMBIGUOUS" else "layer"
        trial = {what: problem.choices[0]}
    if not trial or any(getattr(answers, name) not in (None, "UTC") for name in trial):
        return None
    kept = {name: value for name, value in trial.items() if getattr(answers, name) is None}
    return replace(answers, **kept) if kept else None


def combined(problems: Sequence[StrikemapError]) -> StrikemapError:
    """Return one error for several questions, the first one giving its code and place."""
    first = problems[0]
    parts = [part for problem in problems for part in problem.questions or (problem,)]
    if len(parts) == 1:
        return first
    lines = [f"{place}. {problem}" for place, problem in enumerate(parts, start=1)]
    name = str(first).split(" ", 1)[0]
    text = f"{name} leaves {len(parts)} things open:\n" + "\n".join(lines)
    whole = type(first)(text, code=first.code, where=first.where)
    whole.questions = tuple(parts)
    return whole
