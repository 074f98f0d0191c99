"""How honest the radii of São Paulo's rungs are: places that are known, found by their address alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pyproj
import pytest

from studies.catalogue import load_catalogue
from tracker.register.addresses.parsing import parse_address
from tracker.register.location.ladder import Ladder
from tracker.register.location.listed import read_gazetteers
from tracker.register.positions import Position
from tracker.services.register.gazetteers import FileSource, make_gazetteers

pytestmark = pytest.mark.realdata

STOPS = "spo_bus_stops"
# Source of the truth: its addresses, and the data sets that may be asked about them (never itself).
SEALS = ("spo_seals", "as_enderec", (STOPS, "spo_reserved_bays"))
BAYS = ("spo_reserved_bays", "Local", (STOPS,))
# Least share of places within the stated radius; the rest is mostly other streets of the same name. Only
# forty of the seals are found by street, so that one more or less is a fortieth.
ALLOWED = {
    "spo_seals": {"segment": 0.94, "street": 0.8},
    "spo_reserved_bays": {"segment": 0.94, "street": 0.95},
}


def ladder(real_data: Path, repository: Path, keys: tuple[str, ...]) -> Ladder:
    """Give the rungs of some data sets, as the shipped list of gazetteers has them."""
    catalogue = load_catalogue()
    listed = read_gazetteers(repository / "data" / "register" / "gazetteers.yaml")
    files = [
        FileSource(key, real_data / catalogue[key].file, catalogue[key].sha256, listed[key]) for key in keys
    ]
    return Ladder(make_gazetteers([], country="BR", files=files).rungs)


def away(
    real_data: Path, repository: Path, truth: tuple[str, str, tuple[str, ...]]
) -> Iterator[tuple[Position, float]]:
    """Locate every address of the truth, and measure by a geodesic that is not ours."""
    dataset, column, keys = truth
    asked = ladder(real_data, repository, keys)
    frame = pyogrio.read_dataframe(real_data / load_catalogue()[dataset].file)
    earth = pyproj.Geod(ellps="WGS84")
    for text, point in zip(frame[column], frame.geometry, strict=True):
        position = asked.locate(parse_address(text, country="BR")).position
        if position is not None:
            yield position, earth.inv(position.lon_deg, position.lat_deg, point.x, point.y)[2]


@pytest.mark.parametrize(("truth", "fewest"), [(SEALS, 200), (BAYS, 1200)], ids=["seals", "bays"])
def test_nearly_all_known_places_lie_within_the_radius_of_where_their_address_was_found(
    real_data: Path, repository: Path, truth: tuple[str, str, tuple[str, ...]], fewest: int
) -> None:
    found = list(away(real_data, repository, truth))
    assert len(found) >= fewest
    for precision, share in ALLOWED[truth[0]].items():
        within = [away_m <= one.radius_m for one, away_m in found if one.precision == precision]
        assert len(within) >= 40
        assert sum(within) / len(within) >= share, (precision, sum(within), len(within))


def test_a_place_between_two_numbers_is_nearly_always_within_two_hundred_metres(
    real_data: Path, repository: Path
) -> None:
    between = [away_m for one, away_m in away(real_data, repository, SEALS) if "between" in one.found_by]
    assert len(between) > 100
    assert sum(away_m <= 200.0 for away_m in between) / len(between) > 0.95
