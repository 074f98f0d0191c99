"""A study's run on Island Town, worked by hand: people 1, 2, 4 … so that a wrong sum names its place."""

from __future__ import annotations

from types import ModuleType

import geopandas
import numpy as np
import pytest
import shapely

from studies.profile_records import ProfileChanges
from studies.schema import Analysis, Layer
from tracker.services import engine
from tracker.services.engine import AnalysisFigures, AnalysisInputs

# Mainland 0, 100, 200 m; isle 220, 320 m behind a crossing with a kerb nobody recorded; rock 620, 720 m.
PEOPLE = {0.0: 1, 100.0: 2, 200.0: 4, 220.0: 8, 320.0: 16, 620.0: 32, 720.0: 64}


def frame(shapes: list[shapely.Geometry], **columns: object) -> geopandas.GeoDataFrame:
    codes = [f"place {number}" for number in range(len(shapes))]
    return geopandas.GeoDataFrame(
        {"code": codes, "name": [""] * len(codes)} | columns, geometry=shapes, crs="EPSG:4326"
    )


def points(towns: ModuleType, town: object, *east_m: float) -> list[shapely.Geometry]:
    lon, lat = towns.to_degrees(np.array([(x, 0.0) for x in east_m]), town.centre_deg)  # type: ignore[attr-defined]  # towns are loaded by path
    return list(shapely.points(lon, lat))


def box(towns: ModuleType, town: object, west_m: float, east_m: float) -> shapely.Geometry:
    corners = np.array([(west_m, -90.0), (east_m, -90.0), (east_m, 90.0), (west_m, 90.0)])
    return shapely.Polygon(np.column_stack(towns.to_degrees(corners, town.centre_deg)))  # type: ignore[attr-defined]  # as above


def question(towns: ModuleType) -> tuple[Analysis, AnalysisInputs]:
    town = towns.island_town()
    districts = frame(
        [box(towns, town, *span) for span in ((-50, 210), (210, 1000), (5000, 6000))],
        code=["W", "E", "FAR"],
        name=["West", "", "Far"],
    )
    analysis = Analysis.model_validate(
        {
            "key": "coverage",
            "title": {"en": "Coverage"},
            "question": {"en": "Who reaches the clinic?"},
            "network": "streets",
            "origins": "people",
            "zones": "districts",
            "services": {"clinic": {"title": {"en": "Clinic"}, "layers": ["clinics"]}},
            "hexagon_resolution": 11,
            "profiles": ["walk", "manual_wheelchair"],
            "cutoffs_min": [1, 60],
            "isochrones": True,
            "measures": [
                {
                    "key": "lost",
                    "kind": "penalty",
                    "title": {"en": "Beds lost"},
                    "service": "clinic",
                    "cutoff_min": 60,
                },
                {
                    "key": "beds_a_head",
                    "kind": "two_step",
                    "title": {"en": "Beds for each person"},
                    "service": "clinic",
                    "cutoff_min": 60,
                },
                {
                    "key": "wait",
                    "kind": "dual",
                    "title": {"en": "Time to a bed"},
                    "service": "clinic",
                    "wanted_count": 62,
                    "cutoff_min": 60,
                },
            ],
        }
    )
    inputs = AnalysisInputs(
        network=town.network,
        origins=frame(points(towns, town, *PEOPLE), population=np.array(list(PEOPLE.values()), dtype=float)),
        services={"clinic": frame(points(towns, town, 0.0), supply=np.array([62.0]))},
        zones=districts,
        extent=box(towns, town, -60, 900),
    )
    return analysis, inputs


@pytest.fixture(scope="module")
def figures(towns: ModuleType) -> AnalysisFigures:
    return engine.run_analysis(*question(towns))


def test_people_are_counted_within_the_cutoff_in_both_readings(figures: AnalysisFigures) -> None:
    counted = {
        (row.profile, row.cutoff_s): (row.population, row.covered_low, row.covered_high)
        for row in figures.coverage
    }
    assert counted == {
        ("walk", 60.0): (127, 1, 1),  # 100 m take more than a minute
        ("walk", 3600.0): (127, 31, 31),  # nobody swims to the rock
        ("manual_wheelchair", 60.0): (127, 1, 1),
        ("manual_wheelchair", 3600.0): (127, 7, 31),  # the kerb of the crossing is not known
    }


def test_districts_hold_their_own_people_and_far_ones_are_left_out(figures: AnalysisFigures) -> None:
    districts = {area.code: area for area in figures.areas if area.kind == "district"}
    assert list(districts) == ["W", "E"]
    assert [districts[code].name for code in "WE"] == ["West", "E"]  # without a name the code stands for it
    assert [districts[code].population for code in "WE"] == [7, 120]
    last = [row.profile for row in figures.coverage].index("manual_wheelchair") + 1  # its longer cutoff
    assert [districts[code].covered[last] for code in "WE"] == [(7, 7), (0, 24)]


def test_a_district_beyond_the_ground_of_the_network_is_flagged(figures: AnalysisFigures) -> None:
    flags = {area.code: area.partly_outside for area in figures.areas if area.kind == "district"}
    assert flags == {"W": False, "E": True}
    assert any("1 of 2 districts reach beyond" in note for note in figures.diagnostics["notes"])


def test_hexagons_hold_everybody(figures: AnalysisFigures) -> None:
    hexagons = [area for area in figures.areas if area.kind == "hexagon"]
    assert sum(area.population for area in hexagons) == 127
    for position, row in enumerate(figures.coverage):
        assert sum(area.covered[position][0] for area in hexagons) == row.covered_low
        assert sum(area.covered[position][1] for area in hexagons) == row.covered_high


def test_measures_are_summed_up_for_all_and_by_area_in_both_readings(figures: AnalysisFigures) -> None:
    lost, beds, wait = figures.measures
    (walk, chair) = beds.profiles
    # On foot 31 people share 62 beds, 2 each; of 127 people 31 have any: 62 / 127 a head.
    assert walk.whole == pytest.approx((62 / 127, 62 / 127))
    # In a chair 7 people share them, or 31 if the kerb passes: the mean over all is the same.
    assert chair.whole == pytest.approx((62 / 127, 62 / 127))
    codes = [area.code for area in figures.areas]
    west, east = codes.index("W"), codes.index("E")
    # In the west 62 / 7 each if the kerb blocks, 2 if it passes; in the east 24 of 120 have 2 each, or none.
    assert chair.areas[west] == pytest.approx((2.0, 62 / 7))
    assert chair.areas[east] == pytest.approx((0.0, 2.0 * 24 / 120))
    assert not beds.guaranteed
    # Of those who reach the beds on foot, the mainland's 7 lose nothing; the isle's 24 perhaps all.
    chair_lost = lost.profiles[1]
    assert chair_lost.whole == pytest.approx((0.0, 24 / 31))
    assert chair_lost.areas[west] == pytest.approx((0.0, 0.0))
    assert chair_lost.areas[east] == pytest.approx((0.0, 1.0))
    # More than half of the people have no way at all, so there is no median time.
    assert wait.profiles[0].whole == (None, None)


def test_of_a_measure_where_more_is_better_the_gini_index_is_told(figures: AnalysisFigures) -> None:
    lost, beds, _ = figures.measures
    # 31 of 127 people have the same, the others nothing: Gini is the share of those with nothing.
    walk = beds.profiles[0]
    assert walk.equity["gini"] == pytest.approx((96 / 127, 96 / 127))
    assert lost.profiles[0].equity == {}


def test_isochrones_are_drawn_for_every_service_profile_cutoff_and_reading(figures: AnalysisFigures) -> None:
    drawn = [(one.service, one.profile, one.cutoff_s, one.reading) for one in figures.isochrones]
    assert drawn == [
        ("clinic", profile, cutoff_s, reading)
        for profile in ("walk", "manual_wheelchair")
        for reading in ("low", "high")
        for cutoff_s in (60.0, 3600.0)
    ]
    assert all(one.shape.is_valid and one.shape.area > 0 for one in figures.isochrones)


def test_people_of_many_points_are_summed_at_their_weighted_centre() -> None:
    layer = Layer.model_validate(
        {"key": "people", "kind": "origins", "dataset": "grid", "title": {"en": "People"}}
    )
    rows = frame(
        list(shapely.points([-46.6300, -46.6301, -46.5000], [-23.55, -23.55, -23.55])),
        population=np.array([1.0, 3.0, 0.0]),
    )
    cells = engine.aggregate_to_cells(layer, rows, 7)
    assert cells["population"].sum() == 4
    crowded = cells[cells["population"] > 0].geometry.iloc[0]
    assert (crowded.x, crowded.y) == (pytest.approx(-46.630075), pytest.approx(-23.55))
    assert cells[cells["population"] == 0].geometry.iloc[0].x == pytest.approx(-46.5)


def test_a_study_runs_with_its_own_profiles_and_its_provenance_tells_it(towns: ModuleType) -> None:
    # Who takes any kerb does not ask for the height nobody recorded: the isle is sure to be reached.
    anywhere = {"value": None, "unit": "m", "source": "Workshop"}
    changes = {"manual_wheelchair": ProfileChanges.model_validate({"max_kerb_m": anywhere})}
    figures = engine.run_analysis(*question(towns), profile_changes=changes)
    counted = {(row.profile, row.cutoff_s): (row.covered_low, row.covered_high) for row in figures.coverage}
    assert counted["manual_wheelchair", 3600.0] == (31.0, 31.0)
    assert counted["walk", 3600.0] == (31.0, 31.0)
    assert engine.profile_tables(["manual_wheelchair"], changes)["manual_wheelchair"]["max_kerb_m"] is None
    assert engine.profile_tables_sha256(changes) != engine.profile_tables_sha256()
