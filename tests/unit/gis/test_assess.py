"""The door: what it refuses, what it reports, and what it writes."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from gis import ENGINE_VERSION
from gis.assess import ServiceClass, assess_access
from gis.errors import (
    AttributeInputError,
    EmptyInputError,
    InputError,
    ProfileError,
    ReferenceSystemError,
    ShapeMismatchError,
    UnreadableFileError,
    UnwritableFolderError,
)
from gis.files import file_sha256
from gis.inputs import AssessmentFiles
from gis.model import Places
from gis.network.profiles import Profile
from gis.run import run_assessment

WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=0.5, max_kerb_m=0.03)


def test_latitude_and_longitude_swapped_in_a_layer_are_recognised_by_where_the_network_lies(
    towns: ModuleType,
) -> None:
    town = towns.grid_town(3)
    right = town.places((10, 10), (150, 90))
    wrong = replace(right, lon_deg=right.lat_deg, lat_deg=right.lon_deg)
    with pytest.raises(
        ReferenceSystemError, match=r"places\.csv: latitude and longitude look swapped: 2 of 2"
    ):
        assess_access(town.network, wrong, np.ones(2), [ServiceClass("clinic", right)], [WALK])
    with pytest.raises(ReferenceSystemError, match="swapped"):
        assess_access(town.network, right, np.ones(2), [ServiceClass("clinic", wrong)], [WALK])


def test_a_layer_wholly_elsewhere_is_refused_with_its_distance(towns: ModuleType) -> None:
    town = towns.line_town()
    here, far = town.places((0, 0)), town.places((0, 40_000))
    with pytest.raises(EmptyInputError, match=r"none of 1 places lies within 500 m .* 40,000 m away"):
        assess_access(town.network, here, np.ones(1), [ServiceClass("clinic", far)], [WALK])


@pytest.mark.parametrize(
    ("population", "kind", "message"),
    [
        ([1.0, -1.0], AttributeInputError, "negative in row 2"),
        ([np.nan, 1.0], AttributeInputError, "not a number in row 1"),
        ([np.inf, 1.0], AttributeInputError, "not a number in row 1"),
        ([1.0], ShapeMismatchError, "1 populations for 2 places"),
    ],
)
def test_a_population_that_is_no_number_of_people_is_refused(
    towns: ModuleType, population: list[float], kind: type[InputError], message: str
) -> None:
    town = towns.line_town()
    people = town.places((0, 0), (10, 0))
    with pytest.raises(kind, match=message):
        assess_access(town.network, people, np.array(population), [ServiceClass("clinic", people)], [WALK])


def test_empty_layers_and_names_given_twice_are_refused(towns: ModuleType) -> None:
    town = towns.line_town()
    here, nowhere = town.places((0, 0)), Places((), np.zeros(0), np.zeros(0), "empty.csv")
    clinic = ServiceClass("clinic", here)
    with pytest.raises(EmptyInputError, match=r"empty\.csv: holds no places"):
        assess_access(town.network, nowhere, np.ones(0), [clinic], [WALK])
    with pytest.raises(EmptyInputError, match=r"empty\.csv"):
        assess_access(town.network, here, np.ones(1), [ServiceClass("clinic", nowhere)], [WALK])
    with pytest.raises(EmptyInputError, match="no service is given"):
        assess_access(town.network, here, np.ones(1), [], [WALK])
    with pytest.raises(EmptyInputError, match="no profile is given"):
        assess_access(town.network, here, np.ones(1), [clinic], [])
    with pytest.raises(AttributeInputError, match="service 'clinic' is given twice"):
        assess_access(town.network, here, np.ones(1), [clinic, clinic], [WALK])
    with pytest.raises(AttributeInputError, match="profile 'walk' is given twice"):
        assess_access(town.network, here, np.ones(1), [clinic], [WALK, WALK])
    with pytest.raises(ProfileError, match="speed_mps"):
        assess_access(town.network, here, np.ones(1), [clinic], [replace(WALK, speed_mps=-1.0)])
    with pytest.raises(AttributeInputError, match="max_join_m"):
        assess_access(town.network, here, np.ones(1), [clinic], [WALK], max_join_m=float("nan"))


def test_progress_goes_from_nothing_to_all_and_names_the_profiles(towns: ModuleType) -> None:
    town = towns.line_town()
    told: list[tuple[float, str]] = []
    here = town.places((0, 0))
    assess_access(
        town.network,
        here,
        np.ones(1),
        [ServiceClass("clinic", here)],
        [WALK, CHAIR],
        progress=lambda share, at_work: told.append((share, at_work)),
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(1.0)
    assert {"walk", "chair"} <= {at_work for _, at_work in told}


def test_diagnostics_count_who_joined_and_what_is_unknown(towns: ModuleType) -> None:
    town = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1, surface=None, width_m=None)])
    people = town.places((0, 10), (50, 30), (50, 900))
    result = assess_access(town.network, people, np.ones(3), [ServiceClass("clinic", people)], [CHAIR])
    origins = result.diagnostics.places["origins"]
    assert origins == {
        "source": "places.csv",
        "count": 3,
        "too_far": 1,
        "median_join_m": 20.0,
        "largest_join_m": 30.0,
        "joined": {"chair": {"low": 2, "high": 2}},
    }
    unknown = result.diagnostics.network["unknown_length_share"]
    assert unknown == {
        "surface": 1.0, "smoothness": 0.0, "width": 1.0, "incline": 0.0, "kerb": None, "steps": None,
    }  # fmt: skip


def test_a_time_that_hangs_on_what_nobody_recorded_is_given_twice_and_told(towns: ModuleType) -> None:
    # 100 m of asphalt and 100 m of a surface nobody recorded, at 1 m/s: sand at worst, 2.1 times as slow.
    town = towns.build([(0, 0), (100, 0), (200, 0)], [towns.Street(0, 1), towns.Street(1, 2, surface=None)])
    walker = Profile("walker", speed_mps=1.0, surface_factors=(("dirt", 1.1), ("sand", 2.1)))
    home, clinic = town.places((0, 0)), ServiceClass("clinic", town.places((200, 0)))
    result = assess_access(town.network, home, np.ones(1), [clinic], [walker])
    assert result.time_s[0, 0, :, 0] == pytest.approx([310.0, 200.0], abs=0.1)
    expected = "walker: on 50% of the street length the time is only known between two bounds"
    assert any(note.startswith(expected) for note in result.diagnostics.notes)


@pytest.fixture
def files(towns: ModuleType, tmp_path: Path) -> AssessmentFiles:
    """Write Line Town as a table of streets, with people, clinics and zones."""
    town = towns.line_town()
    lon, lat = town.network.node_lon_deg, town.network.node_lat_deg
    streets = geopandas.GeoDataFrame({"id": range(4)}, geometry=list(town.network.geometry), crs="EPSG:4326")
    streets.to_file(tmp_path / "streets.gpkg")
    rows = "".join(f"house {i},{lon[i]},{lat[i]},{2**i}\n" for i in range(5))
    (tmp_path / "people.csv").write_text("house,lon,lat,people\n" + rows)
    (tmp_path / "clinics.csv").write_text(f"lon,lat\n{lon[4]},{lat[4]}\n")
    west = shapely.box(lon[0] - 1e-3, lat[0] - 1e-3, (lon[1] + lon[2]) / 2, lat[0] + 1e-3)
    middle = shapely.box((lon[1] + lon[2]) / 2, lat[0] - 1e-3, (lon[3] + lon[4]) / 2, lat[0] + 1e-3)
    zones = geopandas.GeoDataFrame({"code": ["west", "middle"]}, geometry=[west, middle], crs="EPSG:4326")
    zones.to_parquet(tmp_path / "zones.parquet")
    return AssessmentFiles(
        network=tmp_path / "streets.gpkg",
        origins=tmp_path / "people.csv",
        population_column="people",
        destinations=tmp_path / "clinics.csv",
        zones=tmp_path / "zones.parquet",
        zone_id_column="code",
    )


def test_a_run_from_files_writes_origins_zones_and_a_summary_with_provenance(
    files: AssessmentFiles, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    walk = replace(
        WALK, speed_mps=0.999
    )  # lengths round; at exactly 1 m/s the corner at 200 m could fall either way
    run_assessment(files, [walk], [120.0, 250.0], out, provenance={"command": "assess"})
    assert sorted(path.name for path in out.iterdir()) == ["origins.parquet", "summary.json", "zones.parquet"]
    summary = json.loads((out / "summary.json").read_text())
    # The clinic is at house 4 (16 people); within 120 s house 3 (8), within 250 s house 2 (4) as well.
    assert [row["covered_low"] for row in summary["results"]] == [24.0, 28.0]
    assert summary["results"][0] == {
        "profile": "walk",
        "cutoff_s": 120.0,
        "population": 31.0,
        "covered_low": 24.0,
        "covered_high": 24.0,
        "share_low": 24 / 31,
        "share_high": 24 / 31,
    }
    assert summary["network"]["links"] == 4
    assert any(
        "1 of 5 origins (16 people) lie in no zone" in note for note in summary["diagnostics"]["notes"]
    )
    assert summary["provenance"]["command"] == "assess"
    assert summary["provenance"]["engine_version"] == ENGINE_VERSION
    assert summary["provenance"]["inputs"]["origins"]["sha256"] == file_sha256(files.origins)

    origins = geopandas.read_parquet(out / "origins.parquet")
    assert origins["house"].tolist() == [f"house {i}" for i in range(5)]
    assert origins["time_to_nearest_s__walk__low"].to_numpy() * 0.999 == pytest.approx(
        [400.0, 300.0, 200.0, 100.0, 0.0], abs=0.1
    )
    zones = geopandas.read_parquet(out / "zones.parquet").set_index(["code", "profile", "cutoff_s"])
    # West has houses 0 and 1, middle 2 and 3.
    assert zones["population"].to_dict()["west", "walk", 250.0] == 3.0
    assert zones["covered_low"].to_dict()["middle", "walk", 250.0] == 12.0
    assert zones["share_high"].to_dict()["middle", "walk", 120.0] == pytest.approx(8 / 12)


def test_in_files_unreachable_is_null(files: AssessmentFiles, tmp_path: Path) -> None:
    # A rule on smoothness, of which a bare table of streets says nothing: the low reading reaches nobody.
    fussy = replace(WALK, name="fussy", worst_smoothness="good")
    run_assessment(files, [fussy], [250.0], tmp_path / "out", provenance={})
    table = pq.read_table(tmp_path / "out" / "origins.parquet")
    assert table["time_to_nearest_s__fussy__low"].null_count == 5
    assert table["time_to_nearest_s__fussy__high"].null_count == 0


def test_two_runs_write_the_same_bytes(files: AssessmentFiles, tmp_path: Path) -> None:
    for name in ("first", "second"):
        run_assessment(files, [WALK], [250.0], tmp_path / name, provenance={})
    for file in ("summary.json", "origins.parquet", "zones.parquet"):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_bad_input_leaves_nothing_behind_and_an_earlier_result_alone(
    files: AssessmentFiles, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_assessment(files, [WALK], [250.0], out, provenance={})
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    around = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(AttributeInputError, match="has no column 'persons'"):
        run_assessment(replace(files, population_column="persons"), [WALK], [250.0], out, provenance={})
    lost = replace(files, network=tmp_path / "lost.gpkg", destinations=tmp_path / "lost.csv")
    with pytest.raises(UnreadableFileError, match=r"(?s)lost\.gpkg does not exist.*lost\.csv does not exist"):
        run_assessment(lost, [WALK], [250.0], out, provenance={})
    with pytest.raises(AttributeInputError, match="name of their column of identifiers"):
        run_assessment(replace(files, zone_id_column=None), [WALK], [250.0], out, provenance={})
    with pytest.raises(AttributeInputError, match="cutoff"):
        run_assessment(files, [WALK], [-1.0], out, provenance={})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == around


def test_a_folder_with_other_files_in_it_is_not_written_over(files: AssessmentFiles, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    with pytest.raises(UnwritableFolderError, match=r"holds other files \(thesis\.docx\)"):
        run_assessment(files, [WALK], [250.0], out, provenance={})
    (out / "thesis.docx").unlink()
    run_assessment(files, [WALK], [250.0], out, provenance={})
    run_assessment(files, [WALK], [120.0], out, provenance={})
    summary = json.loads((out / "summary.json").read_text())
    assert [row["cutoff_s"] for row in summary["results"]] == [120.0]


def test_an_existing_folder_stays_the_same_and_loses_the_results_of_an_earlier_run(
    files: AssessmentFiles, tmp_path: Path
) -> None:
    # A mount point or somebody's working folder can be filled, but not exchanged for another.
    out = tmp_path / "mounted"
    out.mkdir()
    same = out.stat().st_ino
    run_assessment(files, [WALK], [250.0], out, provenance={})
    run_assessment(replace(files, zones=None, zone_id_column=None), [WALK], [250.0], out, provenance={})
    assert out.stat().st_ino == same
    assert sorted(path.name for path in out.iterdir()) == ["origins.parquet", "summary.json"]


def test_a_trip_of_exactly_the_cutoff_counts_whatever_its_sum_rounds_to(tmp_path: Path) -> None:
    # Ten streets of 21.6 m at 1.2 m/s are 18 s each, 180 s in all; as a sum of binary fractions it is
    # 180.00000000000003 s.
    ends = [round(0.0002 * i, 4) for i in range(11)]
    streets = "".join(f"0,{a},0,{b},21.6\n" for a, b in pairwise(ends))
    (tmp_path / "streets.csv").write_text("lon1,lat1,lon2,lat2,length_m\n" + streets)
    (tmp_path / "home.csv").write_text("lon,lat,people\n0,0,1\n")
    (tmp_path / "clinic.csv").write_text(f"lon,lat\n0,{ends[-1]}\n")
    line = AssessmentFiles(tmp_path / "streets.csv", tmp_path / "home.csv", "people", tmp_path / "clinic.csv")
    walk = replace(WALK, speed_mps=1.2)
    summary = run_assessment(line, [walk], [180.0], tmp_path / "out", provenance={})
    assert isinstance(summary["results"], list)
    assert summary["results"][0]["covered_low"] == 1.0


def test_zones_with_latitude_and_longitude_exchanged_are_refused(
    files: AssessmentFiles, tmp_path: Path
) -> None:
    zones = geopandas.read_parquet(tmp_path / "zones.parquet")
    zones.geometry = shapely.transform(zones.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    zones.to_parquet(tmp_path / "zones.parquet")
    with pytest.raises(ReferenceSystemError, match=r"zones\.parquet: latitude and longitude look swapped"):
        run_assessment(files, [WALK], [250.0], tmp_path / "out", provenance={})
