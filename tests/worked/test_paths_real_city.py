"""Paths in a real city: all ways agree on the time, and what stands in the way has its reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gis.model import READINGS, Passability, Places, Reading
from gis.network.graph import LinkKind
from gis.network.profiles import Profile
from gis.network.reading import read_network
from gis.network.snap import Joiner
from gis.travel.barriers import find_barriers
from gis.travel.k_nearest import k_nearest
from gis.travel.paths import find_paths

pytestmark = pytest.mark.realdata

CHAIR = Profile("chair", speed_mps=0.8, max_kerb_m=0.03, steps="block", uses_wheels=True)
WALK = Profile("walk", speed_mps=1.2)


def test_in_sao_paulo_paths_and_nearest_places_agree_and_barriers_have_reasons(real_data: Path) -> None:
    network = read_network(real_data / "sao-paulo" / "transporte" / "spo_osm.pbf")
    at = np.arange(0, network.n_nodes, network.n_nodes // 40)
    homes, clinics = at[::2], at[1::2]
    joiner = Joiner(network)
    origins, places = (
        joiner.candidates(
            Places(tuple(map(str, nodes)), network.node_lon_deg[nodes], network.node_lat_deg[nodes])
        )
        for nodes in (homes, clinics)
    )
    nearest = k_nearest(network, origins, places, [WALK, CHAIR], k=3)
    assert (nearest.time_s[:, 1] <= nearest.time_s[:, 0]).all()
    assert (np.diff(nearest.place[0, 1], axis=1) != 0).all()
    for p, profile in enumerate((WALK, CHAIR)):
        for r, reading in enumerate(READINGS):
            paths = find_paths(network, origins, places, profile, reading=reading)
            total_s = [np.inf if path is None else path.total_s for path in paths]
            assert total_s == nearest.time_s[p, r, :, 0].tolist()
    found = find_barriers(network, origins, places, CHAIR, reading=Reading.LOW, reference=WALK)
    in_the_way = [(one.direct, step) for one in found if one is not None for step in one.unknown]
    assert in_the_way, "nearly no kerb is recorded there, so some crossing must be in the way"
    for direct, step in in_the_way:
        assert direct.state[step] == Passability.UNKNOWN
        assert {reason.state for reason in direct.reasons[step]} >= {"unknown"}
        rules = {reason.rule for reason in direct.reasons[step] if reason.state == "unknown"}
        assert rules <= {"kerb", "steps", "wheelchair"}
        if "kerb" in rules:
            assert network.kind[direct.link[step]] in {LinkKind.CROSSING, LinkKind.STEPS}
