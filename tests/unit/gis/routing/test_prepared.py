"""A prepared network on disk: the same streets, the same answers, and a file of another kind is refused."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from gis.blob import write_blob
from gis.errors import UnreadableFileError
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Joiner
from gis.routing import prepared as layout
from gis.routing.prepared import PreparedNetwork, prepare, read_prepared, street_hierarchy, write_prepared
from gis.travel.nearest import find_nearest

WALK = Profile("walk", 1.0)


def odd_town(towns: ModuleType) -> StreetNetwork:
    """Give a network with everything that is not an array of numbers."""
    town = towns.line_town(surface="sett")
    network: StreetNetwork = towns.replaced(
        town.network, link_ids=("way/1", "rua/São João", "", "길/4"), left_out=(("areas", 3),)
    )
    return network


def test_what_is_read_is_what_was_written(towns: ModuleType, tmp_path: Path) -> None:
    network = odd_town(towns)
    write_prepared(tmp_path / "town", PreparedNetwork(network, street_hierarchy(network)))
    found = read_prepared(tmp_path / "town").network
    for item in fields(StreetNetwork):
        before, after = getattr(network, item.name), getattr(found, item.name)
        if item.name == "course":
            assert [line.wkt for line in found.geometry] == [line.wkt for line in network.geometry]
        elif item.name == "link_ids":
            assert tuple(after) == before
        elif isinstance(before, np.ndarray):
            assert after.dtype == before.dtype
            np.testing.assert_array_equal(after, before)
        else:
            assert after == before


def test_a_network_from_disk_gives_the_same_times(towns: ModuleType, tmp_path: Path) -> None:
    town = towns.line_town()
    write_prepared(tmp_path / "town", prepare(town.network))
    found = read_prepared(tmp_path / "town")
    people, clinic = town.places((10, 5), (210, -5)), town.places((300, 0))
    times = []
    for network, hierarchy in ((town.network, None), (found.network, found.hierarchy)):
        joiner = Joiner(network)
        near = (joiner.candidates(people), [joiner.candidates(clinic)])
        times.append(find_nearest(network, *near, [WALK], hierarchy=hierarchy).time_s)
    assert times[0].tobytes() == times[1].tobytes()


def test_the_hash_names_the_network_and_not_the_file(towns: ModuleType, tmp_path: Path) -> None:
    prepared = prepare(odd_town(towns))
    one, two = write_prepared(tmp_path / "a", prepared), write_prepared(tmp_path / "b", prepared)
    other = prepare(towns.replaced(prepared.network, width_m=prepared.network.width_m + 1.0))
    assert one == two
    assert write_prepared(tmp_path / "c", other) != one


def test_a_file_of_another_kind_or_layout_is_refused(
    towns: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_blob(tmp_path / "other", {}, facts={"kind": "census"})
    with pytest.raises(UnreadableFileError, match="other: it is no prepared street network"):
        read_prepared(tmp_path / "other")
    monkeypatch.setattr(layout, "LAYOUT", 98)
    write_prepared(tmp_path / "town", prepare(odd_town(towns)))
    monkeypatch.setattr(layout, "LAYOUT", 99)
    with pytest.raises(UnreadableFileError, match="town: it has layout 98, this engine reads 99"):
        read_prepared(tmp_path / "town")


def test_what_the_maker_remarked_is_found_again(towns: ModuleType, tmp_path: Path) -> None:
    remarks = {"fit": {"matched": 0.83}, "notes": ["uma rua", "길"]}
    write_prepared(tmp_path / "town", prepare(odd_town(towns), remarks=remarks))
    assert read_prepared(tmp_path / "town").remarks == remarks
    write_prepared(tmp_path / "plain", prepare(odd_town(towns)))
    assert read_prepared(tmp_path / "plain").remarks == {}


def test_one_altered_byte_is_found_where_that_is_verified(towns: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "town"
    write_prepared(path, prepare(odd_town(towns)))
    read_prepared(path, verify=True)
    content = bytearray(path.read_bytes())
    at = content.rindex("길".encode())  # among the names of links
    content[at] ^= 0x01
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="town: its content is not what was written"):
        read_prepared(path, verify=True)


def test_preparing_changes_the_order_and_nothing_else(towns: ModuleType) -> None:
    town = towns.grid_town(5)
    rng = np.random.default_rng(1)
    network = towns.replaced(town.network, width_m=rng.random(town.network.n_links))
    found = prepare(network).network
    for before, after in zip(streets_of(network), streets_of(found), strict=True):
        assert before == after
    # along the curve a step from node to node is short: on a grid of 100 m never longer than its diagonal
    step_m = np.hypot(np.diff(found.node_lon_deg) * 102_000, np.diff(found.node_lat_deg) * 110_800)
    assert step_m.max() < 150


def streets_of(network: StreetNetwork) -> list[tuple[object, ...]]:
    """Tell what is known of each link without any number of a node or link."""
    return sorted(
        (
            network.link_ids[link],
            float(network.node_lon_deg[network.link_from[link]]),
            float(network.node_lat_deg[network.link_to[link]]),
            float(network.width_m[link]),
            network.geometry[link].wkt,
        )
        for link in range(network.n_links)
    )
