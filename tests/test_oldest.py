"""What a user's installation needs is stated with bounds that work: see ``make test-oldest``."""

from __future__ import annotations

from pathlib import Path

from lower_bounds import lower_bounds

import strikemap as sm

TABLE = "id,date,lat,lon,attacker\na,2017-05-01,35.4,36.6,Russia\nb,2017-05-06,35.5,36.7,Syria\n"


def test_every_requirement_states_the_bound_that_is_tested() -> None:
    text = (Path(__file__).parents[1] / "setup.cfg").read_text(encoding="utf-8")
    required = text.partition("install_requires =\n")[2].partition("\n\n")[0].splitlines()
    assert len(lower_bounds(text)) == len(required) > 10


def test_reports_are_read_compared_and_saved_as_a_picture(tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_text(TABLE, encoding="utf-8")
    strikes = sm.corroborate(sm.read_reports(tmp_path / "reports.csv"))
    m = sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), windows=5)
    assert m.table[["n_before", "n_after"]].to_numpy().tolist() == [[1, 1]]
    m.save(tmp_path / "map.png", dpi=60)
    assert sm.reproduce(tmp_path / "map.png").same
