"""The committed samples are what the script makes, small, and unmistakably synthetic."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pytest

LIMIT_BYTES = 300_000


@pytest.fixture(scope="module")
def fresh(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the samples anew."""
    folder = tmp_path_factory.mktemp("fresh") / "samples"
    script = repository / "data" / "make_samples.py"
    subprocess.run([sys.executable, str(script), "--out", str(folder)], check=True, capture_output=True)
    return folder


def test_committed_samples_equal_a_fresh_run(repository: Path, fresh: Path) -> None:
    committed = repository / "data" / "samples"
    names = sorted(path.name for path in committed.iterdir())
    assert names == sorted(path.name for path in fresh.iterdir())
    different = [name for name in names if (committed / name).read_bytes() != (fresh / name).read_bytes()]
    assert not different, "run `make samples`"


def test_samples_are_small(repository: Path) -> None:
    files = list((repository / "data" / "samples").iterdir())
    assert sum(path.stat().st_size for path in files) < LIMIT_BYTES


def test_every_sample_is_named_synthetic_and_lies_at_sea(repository: Path) -> None:
    folder = repository / "data" / "samples"
    assert all(path.name.startswith("synthetic_") for path in folder.iterdir() if path.name != "catalog.yaml")
    for path in sorted(folder.glob("*.geojson")):
        west, south, east, north = geopandas.read_file(path).total_bounds
        assert (west > -44.6, south > -25.1, east < -44.4, north < -24.9) == (True,) * 4, path.name


def test_a_benchmark_grid_has_the_nodes_asked_for_and_unknown_attributes(
    repository: Path, tmp_path: Path
) -> None:
    script = repository / "data" / "make_samples.py"
    command = [sys.executable, str(script), "--nodes", "2500", "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    edges = geopandas.read_parquet(tmp_path / "synthetic_grid_edges.parquet")
    assert len(np.unique(edges[["from_node", "to_node"]])) == 2500
    assert len(edges) == 2 * 50 * 49
    for column in ("surface", "width_m", "incline_share"):
        assert 0.2 < edges[column].isna().mean() < 0.8, column
    origins = geopandas.read_parquet(tmp_path / "synthetic_grid_origins.parquet")
    assert origins["population"].min() >= 0


def test_a_grid_without_room_is_refused(repository: Path, tmp_path: Path) -> None:
    script = repository / "data" / "make_samples.py"
    command = [sys.executable, str(script), "--nodes", "3", "--out", str(tmp_path)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert run.returncode == 2
    assert "--nodes must be at least 4" in run.stderr
