"""The ladder: which rung answers, what the others said, and rungs that a city adds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import shapely

from tracker.errors import InvalidInputError
from tracker.register.addresses.parsing import parse_address
from tracker.register.location.areas import Areas, NamedAreas, area_of
from tracker.register.location.coordinates import Bounds, GivenCoordinates
from tracker.register.location.ladder import Ladder
from tracker.register.location.plugins import rung_by_name
from tracker.register.location.postcodes import Postcodes
from tracker.register.location.verdicts import Ambiguous, Answer, Nothing, Rung, Sought
from tracker.register.positions import Position

HERE = Position(-46.60, -23.55, "address", 50.0, "a test")
THERE = Position(-46.60, -23.53, "address", 50.0, "another test")
TOWN = Bounds(-46.8, -24.0, -46.3, -23.3)
# Two squares of about a kilometre, side by side; HERE lies in the western one.
WEST = area_of("Lado Oeste", shapely.box(-46.605, -23.555, -46.595, -23.545), level="district")
EAST = area_of("Lado Leste", shapely.box(-46.595, -23.555, -46.585, -23.545), level="district")
AREAS = Areas([WEST, EAST])
ADDRESS = parse_address("Rua do Cedro, 12", country="BR")


@dataclass
class Fixed:
    """A rung that always says the same."""

    answer: Answer
    name: str = "fixed"
    asked: int = 0

    def locate(self, sought: Sought) -> Answer:
        """Say it, and count."""
        assert isinstance(sought, Sought)
        self.asked += 1
        return self.answer


def test_the_first_rung_that_finds_the_place_gives_the_position_and_the_next_are_not_asked() -> None:
    below = Fixed(HERE, "below")
    rungs: list[Rung] = [
        Fixed(None, "none"),
        Fixed(Nothing("no data", skipped=True), "skipped"),
        Fixed(Ambiguous("two of them", (HERE, THERE)), "two"),
        Fixed(HERE, "found"),
        below,
    ]
    located = Ladder(rungs).locate(ADDRESS)
    assert located.position == HERE
    assert located.precision == "address"
    assert [(verdict.rung, verdict.outcome, verdict.detail) for verdict in located.verdicts] == [
        ("none", "nothing", ""),
        ("skipped", "skipped", "no data"),
        ("two", "ambiguous", "two of them"),
        ("found", "found", "a test"),
        ("below", "not_asked", ""),
    ]
    assert below.asked == 0
    assert [verdict.candidates for verdict in located.doubts] == [(HERE, THERE)]


def test_what_one_source_doubts_and_another_finds_there_is_sure_and_the_closer_of_the_two() -> None:
    wide = Position(-46.601, -23.551, "street", 600.0, "a street")
    located = Ladder([Fixed(Ambiguous("a part of the city", (HERE,)), "part"), Fixed(wide)]).locate(ADDRESS)
    assert located.position == HERE
    assert located.doubts == ()
    assert located.verdicts[0].detail == "a test, confirmed by a street"
    # 2 km north of it, beyond both radii, nothing is confirmed: the doubt stays, with the other's position
    apart = Ladder([Fixed(Ambiguous("a part of the city", (THERE,)), "part"), Fixed(wide)]).locate(ADDRESS)
    assert apart.position == wide
    assert [verdict.candidates for verdict in apart.doubts] == [(THERE,)]


def test_a_doubt_about_the_named_district_is_not_overruled() -> None:
    beside = Position(-46.594, -23.55, "street", 800.0, "a street")  # inside the eastern square
    rungs: list[Rung] = [Fixed(HERE, "west"), Fixed(beside, "east")]
    located = Ladder(rungs, areas=AREAS).locate(ADDRESS, district="Lado Leste")
    assert located.position == beside
    assert [verdict.rung for verdict in located.doubts] == ["west"]


def test_a_place_that_no_rung_finds_has_no_position_rather_than_a_centroid() -> None:
    located = Ladder([Fixed(None)]).locate(None)
    assert (located.position, located.precision) == (None, "none")


def test_a_position_outside_the_district_its_row_names_is_for_a_person() -> None:
    coarse = NamedAreas(AREAS, "a layer")
    located = Ladder([Fixed(HERE), coarse], areas=AREAS).locate(ADDRESS, district="lado leste")
    assert located.precision == "district"
    # HERE is 0.005 degrees of longitude from the eastern square: 0.005 * 102.1 km = 0.5 km.
    assert "0.5 km outside Lado Leste" in located.doubts[0].detail
    assert located.doubts[0].candidates == (HERE,)


def test_a_position_inside_or_within_its_radius_of_the_district_stands() -> None:
    wide = Position(HERE.lon_deg, HERE.lat_deg, "street", 600.0, "a long street")
    for position, district in ((HERE, "Lado Oeste"), (wide, "Lado Leste"), (HERE, "Nowhere at all")):
        located = Ladder([Fixed(position)], areas=AREAS).locate(ADDRESS, district=district)
        assert located.position == position


def test_a_quarter_of_a_district_s_name_doubts_only_what_lies_a_kilometre_off() -> None:
    near = parse_address("Rua do Cedro, 12 - Lado Leste", country="BR")
    assert Ladder([Fixed(HERE)], areas=AREAS).locate(near).position == HERE
    far = Position(-46.62, -23.55, "address", 50.0, "a test")
    assert Ladder([Fixed(far)], areas=AREAS).locate(near).position is None


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (-46.6, -23.5, (-46.6, -23.5)),
        (-23.5, -46.6, (-46.6, -23.5)),
    ],
)
def test_coordinates_are_put_in_order_when_only_the_exchange_falls_into_the_study(
    lon: float, lat: float, expected: tuple[float, float]
) -> None:
    position = GivenCoordinates(TOWN).locate(Sought(lon_deg=lon, lat_deg=lat))
    assert isinstance(position, Position)
    assert (position.lon_deg, position.lat_deg, position.precision) == (*expected, "coordinates")
    assert ("put in order" in position.found_by) is (lon != expected[0])


def test_coordinates_that_are_plausible_both_ways_stay_as_they_are() -> None:
    square = GivenCoordinates(Bounds(-10.0, -10.0, 10.0, 10.0))
    position = square.locate(Sought(lon_deg=3.0, lat_deg=5.0))
    assert isinstance(position, Position)
    assert (position.lon_deg, position.lat_deg) == (3.0, 5.0)


@pytest.mark.parametrize(
    ("lon", "lat", "why"),
    [
        (0.0, 0.0, "(0, 0)"),
        (0.0, 0.004, "(0, 0)"),
        (float("nan"), -23.5, "no numbers"),
        (-46.6, float("inf"), "no numbers"),
        (-46_600_000.0, -23_500_000.0, "nowhere on Earth"),
        (-95.0, -100.0, "nowhere on Earth"),
    ],
)
def test_what_are_no_coordinates_is_refused_with_the_reason(lon: float, lat: float, why: str) -> None:
    answer = GivenCoordinates(Bounds(-180.0, -90.0, 180.0, 90.0)).locate(Sought(lon_deg=lon, lat_deg=lat))
    assert isinstance(answer, Nothing)
    assert why in answer.why
    assert not answer.skipped


def test_coordinates_outside_the_study_are_for_a_person_and_missing_ones_are_skipped() -> None:
    rung = GivenCoordinates(TOWN)
    outside = rung.locate(Sought(lon_deg=-77.0, lat_deg=-12.0))
    assert isinstance(outside, Ambiguous)
    assert outside.candidates[0].lon_deg == -77.0
    assert rung.locate(Sought(lon_deg=-46.6)) == Nothing("no coordinates", skipped=True)


def test_a_rung_without_its_data_is_skipped_and_says_so() -> None:
    located = Ladder([Postcodes(None)]).locate(ADDRESS)
    assert [(v.outcome, v.detail) for v in located.verdicts] == [
        ("skipped", "no table of postcodes is installed")
    ]


@pytest.fixture
def city_package(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a way to install a fake package of a city."""

    def install(**names: object) -> None:
        """Install it."""
        module = ModuleType("city_geocoder")
        for name, value in names.items():
            setattr(module, name, value)
        monkeypatch.setitem(sys.modules, "city_geocoder", module)

    return install


def test_a_city_adds_its_own_geocoder_by_name(city_package: Callable[..., None]) -> None:
    def make(*, name: str) -> Fixed:
        """Make the rung."""
        return Fixed(HERE, name)

    city_package(make=make)
    rung = rung_by_name("city_geocoder:make", options={"name": "city"})
    located = Ladder([rung]).locate(ADDRESS)
    assert (located.position, located.verdicts[0].rung) == (HERE, "city")


def test_the_example_of_the_manual_is_a_geocoder(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (repository / "docs" / "register" / "location.md").read_text(encoding="utf-8")
    example = page.split("```python")[1].split("```")[0]
    module = ModuleType("city_geocoder")
    exec(compile(example, "location.md", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, "city_geocoder", module)
    doors = {("do Cedro", "12"): (-46.6, -23.5)}
    rung = rung_by_name("city_geocoder:CityRegister", options={"doors": doors})
    position = Position(-46.6, -23.5, "address", 15.0, "door of the city register")
    assert Ladder([rung]).locate(ADDRESS).position == position
    assert Ladder([rung]).locate(parse_address("Rua do Cedro, 14", country="BR")).position is None


@pytest.mark.parametrize(
    ("dotted", "options", "why"),
    [
        ("city_geocoder", {}, '"package.module:factory"'),
        ("no_such_city_package:make", {}, "cannot be loaded"),
        ("city_geocoder:missing", {}, "has no missing"),
        ("city_geocoder:number", {}, "has no number to call"),
        ("city_geocoder:make", {"speed": 3}, "options do not fit"),
        ("city_geocoder:nothing", {}, "makes no rung"),
    ],
)
def test_a_geocoder_that_cannot_be_used_is_refused_by_its_name(
    city_package: Callable[..., None], dotted: str, options: dict[str, object], why: str
) -> None:
    city_package(make=lambda: Fixed(None), number=3, nothing=lambda: None)
    with pytest.raises(InvalidInputError) as refused:
        rung_by_name(dotted, options=options)
    assert refused.value.faults[0][0] == dotted
    assert why in refused.value.faults[0][1]
