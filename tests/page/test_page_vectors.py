"""The cases that hold the page's script to the same answers as the library."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scene_samples import scene

from strikemap.compose import Choices, furniture
from strikemap.compose import sentences as compose
from strikemap.compose.sentences import grammar as compose_grammar
from strikemap.compose.strip import per_day
from strikemap.payload.packing import deflated, pack, varints
from strikemap.payload.payload import grammar as payload_grammar
from strikemap.payload.payload import sentences as payload_sentences
from strikemap.periods import Period, Periods, Windows, assign
from strikemap.spec import Marks
from strikemap.words.phrases import Lang, day_text, days_text, number_text, span_text

WEB = Path(__file__).resolve().parents[2] / "web"
FILE = WEB / "tests" / "vectors.json"


def periods() -> list[dict[str, Any]]:
    """Return ranges of days about many events and windows, and where each falls."""
    rng = np.random.default_rng(20170504)
    kinds = [Windows(19), Windows(7, 30), Windows(10, gap=3), Windows(12, 12, gap=(2, 5))]
    cases = []
    for windows in kinds:
        for event in ("2017-05-04", "2016-02-29", "2016-12-31", "1969-12-31", "2017-03-26"):
            found = windows.periods(event)
            first = found.event_day + rng.integers(-40, 45, 300)
            last = first + np.where(rng.random(300) < 0.5, 0, rng.integers(0, 12, 300))
            cases.append(
                {
                    "before": [found.before.start_day, found.before.stop_day],
                    "after": [found.after.start_day, found.after.stop_day],
                    "event": found.event_day,
                    "first": first.tolist(),
                    "last": last.tolist(),
                    "codes": assign(first, last, found).tolist(),
                }
            )
    return cases


def narrowed() -> list[dict[str, Any]]:
    """Return windows whose event was moved and whose outer edges were drawn in."""
    rng = np.random.default_rng(20170515)
    cases = []
    for windows in (Windows(19), Windows(7, 30), Windows(10, gap=3), Windows(12, 12, gap=(2, 5))):
        saved = windows.periods("2017-05-04")
        lead = saved.event_day - saved.before.stop_day
        lag = saved.after.start_day - saved.event_day
        for _ in range(6):
            start = saved.before.start_day + int(rng.integers(0, 3))
            stop = saved.after.stop_day - int(rng.integers(0, 3))
            cut = int(rng.integers(start + lead + 1, stop - lag))
            before, after = Period(start, cut - lead), Period(cut + lag, stop)
            first = saved.event_day + rng.integers(-30, 40, 120)
            last = first + np.where(rng.random(120) < 0.5, 0, rng.integers(0, 12, 120))
            cases.append(
                {
                    "before": [saved.before.start_day, saved.before.stop_day],
                    "after": [saved.after.start_day, saved.after.stop_day],
                    **{"event": saved.event_day, "cut": cut, "start": start, "stop": stop},
                    "windows": [[p.start_day, p.stop_day] for p in (before, after)],
                    **{"first": first.tolist(), "last": last.tolist()},
                    "codes": assign(first, last, Periods(before, after, cut)).tolist(),
                }
            )
    return cases


def series() -> list[dict[str, Any]]:
    """Return strikes with their codes, filters on them, and the days of each series."""
    rng = np.random.default_rng(20170522)
    start, stop, n = 17271, 17309, 250
    cases = []
    for groups, of_group, apart in (
        (3, (1, 0, -1, -1), 2),
        (9, (0, 1, 2, 3, 4, 5, 6, 6, 6, 6), 7),
        (2, (0, 0, 0), -1),
        (1, (0, 1), 2),
    ):
        first = rng.integers(start, stop, n)
        last = np.minimum(stop - 1, first + rng.choice([0, 0, 0, 1, 2, 6], n))
        panel = rng.integers(-1, 2, n)
        other = (rng.random(n) < 0.2) & (apart >= 0)
        group, kind = rng.integers(-1, groups, n), rng.integers(0, 5, n)
        code = np.where(other, apart, np.array(of_group)[group])
        size = max(*of_group, apart) + 1
        hidden = sorted(rng.choice(5, rng.integers(1, 4), replace=False).tolist())
        shown = (panel >= 0) & ~np.isin(kind, hidden)
        days = per_day(first, last, np.where(shown, code, -1), n=size, start=start, stop=stop)
        cases.append(
            {
                **{"start": start, "ofGroup": of_group, "apart": apart, "hidden": hidden},
                **{"first": first.tolist(), "last": last.tolist(), "panel": panel.tolist()},
                **{"group": group.tolist(), "kind": kind.tolist()},
                **{"style": other.astype(int).tolist(), "perDay": days.tolist()},
            }
        )
    return cases


def spans() -> dict[str, Any]:
    """Return spans of days in words, in both languages."""
    rng = np.random.default_rng(20170415)
    first = rng.integers(-30000, 40000, 150)
    lengths = rng.choice([0, 0, 1, 5, 30, 200, 400], 150)
    pairs = [*zip(first.tolist(), (first + lengths).tolist(), strict=True)]
    pairs += [(17271, 17289), (17290, 17308), (17531, 17532), (17166, 17166), (16860, 17226)]
    return {
        "grammar": {lang: payload_grammar(compose_grammar(lang)) for lang in ("en", "ar")},
        "spans": [[a, b, span_text(a, b, "en"), span_text(a, b, "ar")] for a, b in pairs],
        "days": [
            [a, *(day_text(a, lang, year=year) for lang in ("en", "ar") for year in (True, False))]
            for a, _ in pairs
        ],
    }


def sentences(lang: Lang) -> dict[str, Any]:
    """Return sentences with slots, and what Python says with the slots filled."""
    about, choices = scene(), Choices(lang=lang)
    made = compose.sentences(about, choices)
    assert made is not None
    said = []
    for n in [*range(0, 122), 200, 1000, 1001, 1011]:
        day = 17290 + 3 * n
        slots = {"before": days_text(n, lang), "after": days_text(n + 7, lang)}
        date = day_text(day, lang)
        said.append(
            {
                "n": n,
                "day": day,
                "count": furniture.count_text(about, n, lang),
                "title": furniture.title_text(about, choices, "", day=date),
                "subtitle": furniture.event_sentence(about, "subtitle", lang, **slots),
                "moved": furniture.event_sentence(about, "subtitle_moved", lang, day=date, **slots),
            }
        )
    return {"sentences": payload_sentences(made), "said": said}


def packing() -> dict[str, Any]:
    """Return packed columns and what they hold, in the order of the packing."""
    rng = np.random.default_rng(4)
    n = 300
    lon, lat = rng.uniform(-180, 180, n).round(4), rng.uniform(-90, 90, n).round(4)
    start = rng.integers(-4000, 18000, n)
    marks = Marks(
        tuple(map(str, range(n))),
        *(lon, lat, rng.integers(-1, 4, n), rng.integers(0, 6, n), rng.integers(-1, 9, n)),
        *(start, start + rng.integers(0, 400, n), rng.choice([0.25, 3.0, 60.0], n)),
        *(rng.random(n) < 0.3, rng.random(n) < 0.3),
    )
    order, packed = pack(marks, np.arange(n), lon, lat)
    plain = {
        "lon": lon[order].tolist(),
        "lat": lat[order].tolist(),
        "panel": marks.panel[order].tolist(),
        "style": marks.style[order].tolist(),
        "group": marks.group[order].tolist(),
        "dayStart": start[order].tolist(),
        "dayEnd": marks.day_end[order].tolist(),
        "radiusKm": marks.radius_km[order].tolist(),
        "coarse": marks.coarse[order].astype(int).tolist(),
        "nearFront": marks.near_front[order].astype(int).tolist(),
    }
    return {"packed": packed, "plain": plain}


def rates() -> list[float]:
    """Return rates and their ratios, among them those half-way between two decimals."""
    found = {n / days for n in range(60) for days in (7, 8, 16, 19, 24, 40, 200)}
    found |= {(a / 19) / (b / 23) for a in range(12) for b in range(1, 12)}
    return sorted(found)


def vectors() -> dict[str, Any]:
    """Return all cases."""
    text = "غارة <b> \u2028 " * 40
    days = [-25567, -1, 0, 17290, 17251, 20000]
    dates = [[day, (dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat()] for day in days]
    return {
        "periods": periods(),
        "narrowed": narrowed(),
        "series": series(),
        "spans": spans(),
        "sentences": {lang: sentences(lang) for lang in ("en", "ar")},
        "dates": dates,
        "numbers": [[value, number_text(value)] for value in rates()],
        "packing": packing(),
        "text": {"plain": text, "deflated": deflated(text.encode())},
    }


def test_the_file_of_cases_is_what_the_library_says() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    made = json.loads(json.dumps(vectors()))
    assert kept["periods"] == made["periods"]
    assert kept["narrowed"] == made["narrowed"]
    assert kept["series"] == made["series"]
    assert kept["spans"] == made["spans"]
    assert kept["sentences"] == made["sentences"]
    assert kept["numbers"] == made["numbers"]
    assert kept["dates"] == made["dates"]
    assert kept["packing"]["plain"] == made["packing"]["plain"]


def test_every_kind_of_answer_is_among_the_cases() -> None:
    codes = {code for case in periods() for code in case["codes"]}
    assert codes == {0, 1, -1, -2, -3, -4}
    assert {code for case in narrowed() for code in case["codes"]} == codes


def test_every_series_has_strikes_and_some_are_in_none() -> None:
    for case in series():
        assert all(sum(days) > 0 for days in case["perDay"])
        assert -1 in case["panel"]
        assert -1 in case["group"]
        assert {a < b for a, b in zip(case["first"], case["last"], strict=True)} == {True, False}


def test_the_script_gives_the_same_answers() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not (WEB / "node_modules" / "fflate").is_dir():
        pytest.skip("the script's modules are not installed: run 'npm ci' in web/")
    done = subprocess.run(
        [node, "--test", "tests/"], cwd=WEB, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_small_number_takes_one_byte_and_a_large_one_seven() -> None:
    assert len(varints(np.array([127], dtype=np.uint64))) == 1
    assert len(varints(np.array([2**44], dtype=np.uint64))) == 7
    assert varints(np.array([], dtype=np.uint64)) == b""


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False), encoding="utf-8")
