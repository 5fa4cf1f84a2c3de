"""Reading TopoJSON: arcs stored once and shared."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from strikemap.ground import topology


@pytest.fixture
def two_squares() -> dict[str, Any]:
    """Two unit squares side by side, the right one with a hole; arc 0 is their border."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [10.0, 20.0]},
        "arcs": [
            [[2, 0], [0, 2]],
            [[2, 2], [-2, 0], [0, -2], [2, 0]],
            [[2, 2], [2, 0], [0, -2], [-2, 0]],
            [[3, 1], [0, 0]],
        ],
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "left"}},
                    {
                        "type": "MultiPolygon",
                        "arcs": [[[0, 2], [3]], [[3]]],
                        "properties": {"name": "right"},
                    },
                    {"type": "Polygon", "arcs": []},
                ],
            },
            "lines": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "LineString", "arcs": [-1]},
                    {"type": "MultiLineString", "arcs": [[0], [1]]},
                ],
            },
        },
    }


def test_arcs_are_put_together_from_their_steps(two_squares: dict[str, Any]) -> None:
    assert topology.arcs(two_squares)[0].tolist() == [[11.0, 20.0], [11.0, 21.0]]


def test_areas_are_joined_from_arcs_and_share_their_border(two_squares: dict[str, Any]) -> None:
    areas, rows = topology.geometries(two_squares, "areas")
    left, right, nothing = areas
    assert [row.get("name") for row in rows] == ["left", "right", None]
    assert left.bounds == (10.0, 20.0, 11.0, 21.0)
    assert right.bounds == (11.0, 20.0, 12.0, 21.0)
    assert left.area == right.area == 1.0
    assert shapely.intersection(left, right).length == 1.0
    assert nothing.is_empty


def test_rings_that_quantisation_has_shrunk_to_nothing_are_left_out(
    two_squares: dict[str, Any],
) -> None:
    right = topology.geometries(two_squares, "areas")[0][1]
    assert len(shapely.get_parts(right)) == 1
    assert shapely.get_num_interior_rings(shapely.get_parts(right)[0]) == 0


def test_a_negative_index_reads_an_arc_backwards(two_squares: dict[str, Any]) -> None:
    line, several = topology.geometries(two_squares, "lines")[0]
    assert shapely.get_coordinates(line).tolist() == [[11.0, 21.0], [11.0, 20.0]]
    assert len(shapely.get_parts(several)) == 2


def test_an_arc_of_two_areas_is_a_border_and_one_of_a_single_area_a_coast(
    two_squares: dict[str, Any],
) -> None:
    shared = topology.shared_arcs(two_squares, "areas")
    assert shared[0] == (0, 1)
    assert shared[1] == (0,)
    assert shared[2] == (1,)


@pytest.mark.parametrize(
    ("box", "names"),
    [
        ((9.0, 19.0, 10.5, 20.5), ["left"]),
        ((11.5, 20.5, 13.0, 22.0), ["right"]),
        ((10.9, 20.0, 11.1, 20.1), ["left", "right"]),
        ((20.0, 20.0, 21.0, 21.0), []),
    ],
)
def test_what_lies_wholly_beyond_a_box_is_left_out(
    two_squares: dict[str, Any], box: tuple[float, float, float, float], names: list[str]
) -> None:
    assert [row["name"] for row in topology.geometries(two_squares, "areas", box=box)[1]] == names
