"""Streets read from files: layers are laid over one another, the faults of several files come together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gis.errors import FaultyInputsError, InputError
from gis.streets import StreetFiles, read_streets


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    """Write one footway of a thousandth of a degree."""
    line = {"type": "LineString", "coordinates": [[0.0, 0.0], [0.0, 0.001]]}
    feature = {"type": "Feature", "geometry": line, "properties": {"highway": "footway"}}
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_streets_alone_come_without_a_fit_and_tell_how_far_the_work_is(streets: Path) -> None:
    told: list[tuple[float, str]] = []
    network, fit = read_streets(StreetFiles(streets), progress=lambda *step: told.append(step))
    assert (network.n_links, fit) == (1, {})
    assert told == [(0.0, "reading streets.geojson")]


def test_the_faults_of_all_street_polygons_come_together(streets: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.geojson").write_text("{")
    files = StreetFiles(streets, street_polygons=(tmp_path / "broken.geojson", tmp_path / "none.gpkg"))
    with pytest.raises(FaultyInputsError) as caught:
        read_streets(files, progress=lambda *_: None)
    assert [error.source for error in caught.value.errors] == ["broken.geojson", "none.gpkg"]


def test_one_faulty_file_is_told_as_it_is(streets: Path, tmp_path: Path) -> None:
    files = StreetFiles(streets, street_polygons=(tmp_path / "none.gpkg",))
    with pytest.raises(InputError, match=r"none\.gpkg: there is no such file"):
        read_streets(files, progress=lambda *_: None)
