"""What check() shows of a file."""

from __future__ import annotations

import pandas as pd

import strikemap as sm


def test_a_check_in_a_notebook_shows_columns_and_points_and_nothing_of_the_file_as_html():
    table = pd.DataFrame(
        {
            "date": ["2017-05-04"],
            "lat": [35.5],
            "lon": [36.5],
            "<script>alert(1)</script>": ["<img src=x>"],
        }
    )
    shown = sm.check(table)._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<svg" in shown
    assert "<th>date</th>" in shown
    refused = sm.check(pd.DataFrame({"<b>": [1]}))._repr_html_()
    assert refused.startswith("<pre>")
    assert "<b>" not in refused
