"""Running the command line as a person would, on our own synthetic city."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tracker.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def samples(repository: Path) -> Path:
    """Give the folder of our own samples."""
    return repository / "data" / "samples"


@pytest.fixture(scope="session")
def without_data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give an environment with neither mirror, cache nor network: only our samples are left."""
    folder = tmp_path_factory.mktemp("nothing")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}  # noqa: TID251 - the test starts the process
    return environment | {
        "TRACKER_DATA_MIRROR": str(folder),
        "TRACKER_DATA_CACHE": str(folder / "cache"),
        "TRACKER_DATA_DOWNLOAD": "false",
    }


class Finished(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def tracker(
    without_data: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Finished]:
    """Give a function that does what `tracker` does with these words, its output in a pipe."""
    for name, value in without_data.items():
        monkeypatch.setenv(name, value)

    def run(*words: object) -> Finished:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Finished(code, *capsys.readouterr())

    return run


@pytest.fixture
def line_town(tmp_path: Path) -> Path:
    """
    Make Line Town: one street of three nodes, each 1/1000 degree of latitude apart, and a clinic.

    People: 1, 2 and 4 from south to north; the clinic stands at the south end. A crossing makes up
    the northern half, and nobody recorded its kerb. Everything else is recorded and level.
    """

    def feature(geometry: dict[str, object], **properties: object) -> dict[str, object]:
        return {"type": "Feature", "geometry": geometry, "properties": properties}

    def write(name: str, features: list[dict[str, object]]) -> None:
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (tmp_path / name).write_text(text)

    known = {"highway": "footway", "surface": "asphalt", "smoothness": "good", "width": "2", "incline": "0%"}
    ends = [[0.0, 0.000], [0.0, 0.001], [0.0, 0.002]]
    write(
        "streets.geojson",
        [
            feature({"type": "LineString", "coordinates": ends[:2]}, **known),
            feature(
                {"type": "LineString", "coordinates": ends[1:]},
                footway="crossing",
                **known,
            ),
        ],
    )
    write("clinics.geojson", [feature({"type": "Point", "coordinates": ends[0]}, name="clinic")])
    square = [[-0.001, -0.001], [0.001, -0.001], [0.001, 0.0015], [-0.001, 0.0015], [-0.001, -0.001]]
    write("zones.geojson", [feature({"type": "Polygon", "coordinates": [square]}, code="south")])
    homes = "".join(f"h{n},{lon},{lat},{2**n}\n" for n, (lon, lat) in enumerate(ends))
    (tmp_path / "homes.csv").write_text("name,lon,lat,people\n" + homes)
    return tmp_path
