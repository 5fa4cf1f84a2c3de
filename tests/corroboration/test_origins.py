"""One body is one source, under whatever name and whoever repeats it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.corroboration.independence import count_sources
from strikemap.corroboration.origins import bodies, count_origins, folded, origins_of
from strikemap.ledger import entries_of


def sources(names: list[str | None]) -> int:
    reports = pd.DataFrame({"source": names})
    return int(count_sources(reports, np.zeros(len(names), dtype=np.int64), 1)[0])


def reports(names: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"r{n}" for n in range(len(names))],
            "date_start": pd.to_datetime(["2017-04-08"] * len(names)),
            "lon": [36.72] * len(names),
            "lat": [35.52] * len(names),
            "source": names,
        }
    )


@pytest.mark.parametrize(
    "names",
    [
        ["SOHR", "Syrian Observatory for Human Rights", "المرصد السوري لحقوق الإنسان"],
        ["Reuters", "Reuters via Al-Wasat", "Reuters via Syria Noor", "نقلاً عن رويترز"],
        ["El Mundo, citing SOHR", "La Jornada (SOHR)", "Enab Baladi, نقلا عن المرصد السوري"],
        ["AFP", "Agence France-Presse", "AFP via Channel NewsAsia", "CNews (AFP)"],
        ["RIA Novosti", "Взгляд со ссылкой на РИА Новости"],
        ["Al Jazeera (Arabic)", "Al Jazeera text reposted by somebody", "الجزيرة"],
        ["The Washington Post", "washington post  text reposted by a blog"],
        ["A local page", "Another page via A local page, ", "a LOCAL page"][::2],
    ],
)
def test_one_body_is_one_source_under_all_its_names(names: list[str]) -> None:
    assert sources(names) == 1


@pytest.mark.parametrize(
    "names",
    [
        ["Reuters via Al-Wasat", "AFP via Al-Wasat"],
        ["Al-Wasat", "Reuters via Al-Wasat"],
        ["Local Council (Idlib)", "Local Council (Hama)"],
        ["Ministry of Defence and Aviation", "Ministry of Defence"],
        ["Via Militaris", "Military Review"],
        ["SOHR", "SNHR"],
        ["According to Nobody", "Reuters"],
    ],
)
def test_two_bodies_stay_two(names: list[str]) -> None:
    assert sources(names) == 2


def test_a_report_of_two_bodies_has_two_origins_and_is_not_new_beside_either() -> None:
    assert bodies().origins("AP and SOHR via a blog") == ("AP", "SOHR")
    frame = pd.DataFrame({"source": ["AP and SOHR via a blog", "SOHR", None]})
    counted = count_origins(origins_of(frame, bodies()), np.zeros(3, dtype=np.int64), 1)
    assert counted.tolist() == [3]


def test_the_origin_that_a_table_states_goes_before_what_its_source_says() -> None:
    frame = pd.DataFrame({"source": ["Reuters via X", "Y"], "origin": ["SANA", "سانا"]})
    assert [names for _, _, names, _ in origins_of(frame, bodies()).named] == [("SANA",), ("SANA",)]


def test_further_names_come_from_a_mapping_or_a_file(tmp_path: Path) -> None:
    given = {"SOHR": ["The Coventry office"], "Our desk": ["desk@x"]}
    path = tmp_path / "names.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    for aliases in (given, path, str(path)):
        names = ["the coventry office", "SOHR", "Desk@X"]
        made = sm.corroborate(reports(names), method="closest", aliases=aliases)
        assert made[["n_reports", "n_sources", "n_origins"]].values.tolist() == [[3, 2, 2]]


@pytest.mark.parametrize(
    "aliases", [{"SOHR": "one text"}, {"A": ["x"], "B": ["X"]}, {"A": [1]}, ["SOHR"], "none.json"]
)
def test_names_that_cannot_be_used_are_refused(aliases: object) -> None:
    with pytest.raises(sm.ReportError) as caught:
        bodies(aliases)  # type: ignore[arg-type]
    assert caught.value.code == "ALIASES_INVALID"
    assert "SOHR" in str(caught.value)


def test_the_ledger_and_the_explanation_say_what_was_read_from_a_source() -> None:
    made = sm.corroborate(reports(["Reuters", "Reuters via Al-Wasat", None]), method="closest")
    [entry] = [one for one in entries_of(made) if one["code"] == "ORIGIN_PARSED"]
    assert (entry["row"], entry["id"], entry["action"]) == (2, "r1", "changed")
    assert entry["detail"] == "'Reuters via Al-Wasat' counts as the word of Reuters (reports: 1)"
    why = sm.explain(made, "r0").reports
    assert why["word_of"].tolist() == ["Reuters", "Reuters", ""]


@given(st.text(max_size=40))
def test_every_text_has_an_origin_and_none_is_lost(text: str) -> None:
    found = bodies().origins(text)
    assert found
    assert all(isinstance(name, str) for name in found)
    assert found == (text,) or all(folded(name) or name for name in found)


@given(
    st.lists(st.sampled_from(["SOHR", "Reuters via A", "A", "AFP", None]), min_size=1, max_size=8)
)
def test_there_are_never_more_sources_than_reports(names: list[str | None]) -> None:
    assert 1 <= sources(names) <= len(names)
