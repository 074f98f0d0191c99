"""Prepared networks on disk: made once, whole or not at all, found damaged, and cleared away when unused."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from studies.schema import Layer
from tracker.errors import AnalysisError
from tracker.services.engine import networks
from tracker.services.engine.networks import (
    KeptNetwork,
    LayerFile,
    NetworkLayers,
    find_network,
    network_sha256,
    prepared_network,
)

TABLE = (
    "id,lon1,lat1,lon2,lat2,width\n1,-46.630,-23.550,-46.629,-23.550,2\n2,-46.629,-23.550,-46.628,-23.550,\n"
)


def layers(folder: Path, content: str = "a") -> NetworkLayers:
    path = folder / "streets.csv"
    if not path.exists():
        path.write_text(TABLE, encoding="utf-8")
    layer = Layer.model_validate(
        {"key": "streets", "kind": "network", "dataset": "town", "title": {"en": "Streets"}}
    )
    return NetworkLayers(LayerFile(layer, path, content))


def kept_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def widths(kept: KeptNetwork) -> list[float]:
    return sorted(np.nan_to_num(kept.network.width_m, nan=-1.0).tolist())


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    asked = layers(tmp_path)
    first = prepared_network(asked, tmp_path / "kept")
    asked.network.path.unlink()  # who would read it again would fail
    second = prepared_network(asked, tmp_path / "kept")
    assert widths(first) == widths(second) == [-1.0, 2.0]
    assert first.hierarchy.rank.tolist() == second.hierarchy.rank.tolist()
    assert first.sha256 == second.sha256
    assert kept_files(tmp_path / "kept") == [f"{first.sha256}.streets"]


def test_a_network_is_found_by_the_hashes_of_its_layers_alone(tmp_path: Path) -> None:
    assert find_network(network_sha256("a"), tmp_path) is None
    prepared_network(layers(tmp_path, "a"), tmp_path)
    found = find_network(network_sha256("a"), tmp_path)
    assert found is not None
    assert widths(found) == [-1.0, 2.0]
    assert find_network(network_sha256("b"), tmp_path) is None


def test_every_layer_and_the_engine_count_in_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        network_sha256("a"),
        network_sha256("b"),
        network_sha256("a", elevation="b"),
        network_sha256("a", street_polygons=["b"]),
        network_sha256("a", street_polygons=["b", "c"]),
        network_sha256("a", elevation="b", street_polygons=["c"]),
    }
    monkeypatch.setattr(networks, "engine_version", lambda: "another")
    names.add(network_sha256("a"))
    assert len(names) == 7


@pytest.mark.parametrize("damage", ["cut", "emptied", "altered", "other"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str) -> None:
    asked = layers(tmp_path)
    folder = tmp_path / "kept"
    kept = prepared_network(asked, folder)
    path = folder / f"{kept.sha256}.streets"
    whole = path.read_bytes()
    at = whole.index(np.float64(2.0).tobytes(), 4096)  # among the arrays
    content = {
        "cut": whole[:-64],
        "emptied": b"",
        "altered": whole[:at] + b"\x01" + whole[at + 1 :],
        "other": b"PK\x03\x04" + whole,
    }[damage]
    path.unlink()  # a file of its own: the old one is mapped above
    path.write_bytes(content)
    assert find_network(kept.sha256, folder) is None
    again = prepared_network(asked, folder)
    assert widths(again) == [-1.0, 2.0]
    assert path.read_bytes() == whole


def test_nothing_is_left_when_making_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, _prepared: object) -> str:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    folder = tmp_path / "kept"
    monkeypatch.setattr(networks, "write_prepared", full)
    with pytest.raises(OSError, match="No space"):
        prepared_network(layers(tmp_path), folder)
    assert kept_files(folder) == []


def test_a_file_that_cannot_be_read_is_named_with_its_layer(tmp_path: Path) -> None:
    (tmp_path / "streets.csv").write_text("id\n1\n", encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"Layer streets \(town\), streets\.csv: it has neither"):
        prepared_network(layers(tmp_path), tmp_path / "kept")
    assert kept_files(tmp_path / "kept") == []


def test_threads_that_ask_at_once_all_get_the_same(tmp_path: Path) -> None:
    asked = layers(tmp_path)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: prepared_network(asked, tmp_path / "kept"), range(12)))
    assert {tuple(widths(kept)) for kept in found} == {(-1.0, 2.0)}
    assert kept_files(tmp_path / "kept") == [f"{found[0].sha256}.streets"]


PROCESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_networks import layers, widths
from tracker.services.engine import networks
from tracker.services.engine.networks import prepared_network
networks.engine_version = lambda: "one and the same"
print(widths(prepared_network(layers(Path(sys.argv[2])), Path(sys.argv[2]) / "kept")))
"""


def test_processes_that_ask_at_once_all_get_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "engine_version", lambda: "one and the same")
    sha256 = layers(tmp_path).sha256
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", PROCESS, here, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=120)[0].strip() for process in running]
    assert said == ["[-1.0, 2.0]"] * 3
    assert kept_files(tmp_path / "kept") == [f"{sha256}.streets"]
    assert find_network(sha256, tmp_path / "kept") is not None


def test_only_the_last_used_stay_and_those_in_use_live_on(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    made = [prepared_network(layers(tmp_path, content), folder, keep_count=3) for content in "abc"]
    for age, kept in enumerate(made):
        os.utime(folder / f"{kept.sha256}.streets", (1e9 + age, 1e9 + age))
    assert find_network(made[0].sha256, folder) is not None  # used again, so b is the oldest
    made.append(prepared_network(layers(tmp_path, "d"), folder, keep_count=3))
    assert kept_files(folder) == sorted(f"{made[i].sha256}.streets" for i in (0, 2, 3))
    assert widths(made[1]) == [-1.0, 2.0]


def test_what_a_killed_process_left_is_cleared_after_a_day_and_not_before(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for name in ("old", "new"):
        (folder / f".writing-{name}").mkdir(parents=True)
        (folder / f".writing-{name}" / "half").write_bytes(b"half")
    os.utime(folder / ".writing-old", (1e9, 1e9))
    kept = prepared_network(layers(tmp_path), folder)
    assert kept_files(folder) == [".writing-new", f"{kept.sha256}.streets"]
