"""Coverage, projections and diagnostics on arrays typed by hand."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.access.coverage import coverage, coverage_by_area, covered_share, population_by_area
from gis.crs import check_lon_lat, local_projection, rows_named
from gis.errors import AttributeInputError, EmptyInputError, ReferenceSystemError, ShapeMismatchError
from gis.network.diagnostics import network_diagnostics
from gis.network.graph import LinkKind

TIMES_S = np.array([0.0, 300.0, 600.0, np.inf])
PEOPLE = np.array([1.0, 2.0, 4.0, 8.0])


@pytest.mark.parametrize(("cutoff_s", "covered"), [(0.0, 1), (299.9, 1), (300.0, 3), (600.0, 7), (1e9, 7)])
def test_coverage_counts_up_to_and_including_the_cutoff_and_never_the_unreachable(
    cutoff_s: float, covered: float
) -> None:
    assert coverage(TIMES_S, PEOPLE, cutoff_s=cutoff_s) == covered


def test_coverage_by_area_is_coverage_of_each_areas_people() -> None:
    area = np.array([1, 0, 1, -1])
    assert coverage_by_area(TIMES_S, PEOPLE, area, 3, 600.0).tolist() == [2.0, 5.0, 0.0]
    assert population_by_area(PEOPLE, area, 3).tolist() == [2.0, 5.0, 0.0]


def test_of_nobody_no_share_is_covered() -> None:
    assert covered_share(0.0, 0.0) is None
    assert covered_share(3.0, 4.0) == 0.75


@pytest.mark.parametrize("cutoff_s", [-1.0, float("nan"), float("inf")])
def test_a_cutoff_that_is_no_time_is_refused(cutoff_s: float) -> None:
    with pytest.raises(AttributeInputError, match="cutoff"):
        coverage(TIMES_S, PEOPLE, cutoff_s=cutoff_s)


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ShapeMismatchError, match="3 populations for 4 places"):
        coverage(TIMES_S, PEOPLE[:3], cutoff_s=1.0)
    with pytest.raises(ShapeMismatchError, match="2 areas for 4 origins"):
        population_by_area(PEOPLE, np.array([0, 1]), 2)
    with pytest.raises(ShapeMismatchError, match="between -1 and 1"):
        population_by_area(PEOPLE, np.array([0, 1, 2, 0]), 2)


def test_a_projection_needs_somewhere_to_stand() -> None:
    with pytest.raises(EmptyInputError):
        local_projection(np.zeros(0), np.zeros(0))


def test_the_centre_of_a_projection_has_no_seam_at_180_degrees() -> None:
    projection = local_projection(np.array([179.0, -179.0]), np.array([10.0, 10.0]))
    x, _ = projection.transform([179.0, -179.0], [10.0, 10.0])
    assert x == pytest.approx([-109_640, 109_640], rel=1e-3)


def test_coordinates_are_judged_by_all_rows_at_fault() -> None:
    with pytest.raises(ReferenceSystemError, match=r"rows 2, 3\b.*look like metres"):
        check_lon_lat(np.array([0.0, 500_000.0, 1e6]), np.array([0.0, 1.0, 2.0]), source="layer")
    assert rows_named(np.arange(7)) == "rows 1, 2, 3, 4, 5 and 2 more"
    assert rows_named(np.array([3])) == "row 4"


def test_unknown_shares_are_of_length_and_only_where_the_question_arises(towns: ModuleType) -> None:
    town = towns.build(
        [(0, 0), (300, 0), (310, 0), (400, 0)],
        [
            towns.Street(0, 1, surface=None, kerb_m=None),
            towns.Street(1, 2, kind=LinkKind.CROSSING, kerb_m=None),
            towns.Street(2, 3, kind=LinkKind.STEPS, step_count=12.0),
        ],
    )
    found = network_diagnostics(town.network)
    unknown = found["unknown_length_share"]
    assert isinstance(unknown, dict)
    assert unknown["surface"] == pytest.approx(300 / 400)
    assert (unknown["kerb"], unknown["steps"]) == (1.0, 0.0)
    assert (found["nodes"], found["links"], found["components"]) == (4, 3, 1)
    assert found["length_km"] == pytest.approx(0.4)
