"""Towns with computable answers: Line Town, Grid Town, Island Town, Hill Town, and a builder of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np
import shapely
from pyproj import Transformer

from gis.model import ByteArray, FloatArray, Passability, Places
from gis.network.graph import SMOOTHNESS, UNKNOWN_CODE, AttributeSource, LinkKind, StreetNetwork
from gis.network.polylines import Polylines

# Any place on Earth would do; this one is south of the equator and west of Greenwich.
CENTRE_DEG = (-46.63, -23.55)


@dataclass(frozen=True)
class Street:
    """
    One link between two nodes; everything is known and passes unless said otherwise.

    ``None`` means unknown; ``length_m`` None means as the crow flies.
    """

    start: int
    end: int
    length_m: float | None = None
    kind: LinkKind = LinkKind.FOOTWAY
    forward: bool = True
    backward: bool = True
    surface: str | None = "asphalt"
    smoothness: str | None = "excellent"
    width_m: float | None = 2.0
    incline_share: float | None = 0.0
    kerb_m: float | None = 0.0
    step_count: float | None = 0.0
    wheelchair: Passability = Passability.UNKNOWN
    tactile_paving: Passability = Passability.UNKNOWN
    cross_slope_share: float | None = None
    incline_bound_share: float | None = None
    crossing_share: float | None = None
    via_m: tuple[tuple[float, float], ...] = field(default=())


@dataclass(frozen=True)
class Town:
    """A network and the plan it was drawn on, in metres east and north of its centre."""

    network: StreetNetwork
    centre_deg: tuple[float, float]

    def places(self, *at_m: tuple[float, float], ids: Sequence[str] | None = None) -> Places:
        """Put places on the plan."""
        lon_deg, lat_deg = to_degrees(np.array(at_m, dtype=float).reshape(-1, 2), self.centre_deg)
        names = tuple(ids) if ids is not None else tuple(f"place {i}" for i in range(len(at_m)))
        return Places(names, lon_deg, lat_deg, source="places.csv")


@cache
def plan_to_degrees(centre_deg: tuple[float, float]) -> Transformer:
    """Prepare the way from a plan to longitude and latitude, once for each centre."""
    lon, lat = centre_deg
    plan = f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84 +units=m +type=crs"
    return Transformer.from_crs(plan, "EPSG:4326", always_xy=True)


def to_degrees(at_m: FloatArray, centre_deg: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """Turn metres east and north of a centre into longitude and latitude."""
    lon_deg, lat_deg = plan_to_degrees(centre_deg).transform(at_m[:, 0], at_m[:, 1])
    return np.asarray(lon_deg, dtype=float), np.asarray(lat_deg, dtype=float)


def build(
    nodes_m: Sequence[tuple[float, float]],
    streets: Sequence[Street],
    *,
    centre_deg: tuple[float, float] = CENTRE_DEG,
) -> Town:
    """Build a town from nodes on a plan and streets between them."""
    plan = np.array(nodes_m, dtype=float).reshape(-1, 2)
    lines, lengths = [], []
    for street in streets:
        course = np.array([plan[street.start], *street.via_m, plan[street.end]], dtype=float)
        crow_m = float(np.hypot(*np.diff(course, axis=0).T).sum())
        lengths.append(crow_m if street.length_m is None else street.length_m)
        lines.append(shapely.linestrings(np.column_stack(to_degrees(course, centre_deg))))
    lon_deg, lat_deg = to_degrees(plan, centre_deg)
    surfaces = tuple(sorted({street.surface for street in streets if street.surface is not None}))
    network = StreetNetwork(
        node_lon_deg=lon_deg,
        node_lat_deg=lat_deg,
        link_from=np.array([street.start for street in streets], dtype=np.int64),
        link_to=np.array([street.end for street in streets], dtype=np.int64),
        link_ids=tuple(f"street/{i}" for i in range(len(streets))),
        course=Polylines.of_linestrings(np.array(lines, dtype=object)),
        length_m=np.array(lengths, dtype=float),
        kind=np.array([street.kind for street in streets], dtype=np.int8),
        forward=np.array([street.forward for street in streets], dtype=bool),
        backward=np.array([street.backward for street in streets], dtype=bool),
        surface_code=np.array([code(street.surface, surfaces) for street in streets], dtype=np.int16),
        surface_names=surfaces,
        smoothness_code=np.array([code(street.smoothness, SMOOTHNESS) for street in streets], dtype=np.int8),
        width_m=number(streets, "width_m"),
        incline_share=number(streets, "incline_share"),
        incline_bound_share=number(streets, "incline_bound_share"),
        cross_slope_share=number(streets, "cross_slope_share"),
        incline_source=own_source(number(streets, "incline_share")),
        width_source=own_source(number(streets, "width_m")),
        kerb_m=number(streets, "kerb_m"),
        step_count=number(streets, "step_count"),
        wheelchair=np.array([street.wheelchair for street in streets], dtype=np.int8),
        tactile_paving=np.array([street.tactile_paving for street in streets], dtype=np.int8),
        off_ground=np.zeros(len(streets), dtype=bool),
        crossing_share=np.array([crossing_share(street) for street in streets], dtype=float),
        source="town",
    )
    return Town(network, centre_deg)


def code(word: str | None, words: Sequence[str]) -> int:
    """Give the position of a word, or the code for unknown."""
    return UNKNOWN_CODE if word is None else list(words).index(word)


def number(streets: Sequence[Street], name: str) -> FloatArray:
    """Gather one attribute; unknown becomes NaN."""
    values = [getattr(street, name) for street in streets]
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def own_source(values: FloatArray) -> ByteArray:
    """Say that what is known was read with the streets."""
    return np.where(np.isnan(values), AttributeSource.NONE, AttributeSource.TAG).astype(np.int8)


def crossing_share(street: Street) -> float:
    """Count a crossing as whole unless its share is given."""
    if street.crossing_share is not None:
        return street.crossing_share
    return 1.0 if street.kind == LinkKind.CROSSING else 0.0


def replaced(network: StreetNetwork, **arrays: object) -> StreetNetwork:
    """Copy a network with some arrays exchanged."""
    values = {item.name: getattr(network, item.name) for item in fields(network)}
    return StreetNetwork(**{**values, **arrays})


def line_town(**attributes: object) -> Town:
    """Five nodes in a row, 100 m apart; attributes go to every street."""
    return build([(100.0 * i, 0.0) for i in range(5)], [Street(i, i + 1, **attributes) for i in range(4)])  # type: ignore[arg-type]  # the caller names fields of Street


def grid_town(size: int = 5, spacing_m: float = 100.0) -> Town:
    """Streets along the lines of squared paper; node = row * size + column."""
    nodes = [(spacing_m * column, spacing_m * row) for row in range(size) for column in range(size)]
    across = [Street(r * size + c, r * size + c + 1) for r in range(size) for c in range(size - 1)]
    up = [Street(r * size + c, (r + 1) * size + c) for r in range(size - 1) for c in range(size)]
    return build(nodes, across + up)


def island_town() -> Town:
    """
    Mainland 0-1-2, an isle 3-4 behind a crossing whose kerb nobody recorded, a rock 5-6 with no way.

    ::

        0 --100-- 1 --100-- 2 ==20== 3 --100-- 4        5 --100-- 6
    """
    nodes = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (220.0, 0.0), (320.0, 0.0), (620.0, 0.0), (720.0, 0.0)]
    streets = [
        Street(0, 1),
        Street(1, 2),
        Street(2, 3, kind=LinkKind.CROSSING, kerb_m=None),
        Street(3, 4),
        Street(5, 6),
    ]
    return build(nodes, streets)


def hill_town() -> Town:
    """
    A street of 100 m climbing ten per cent from node 0 to node 1, and a level way round of 400 m.

    ::

              2 --200-- 3
              |         |       two level streets of 100 m beside it
              0 --10%-- 1
    """
    nodes = [(0.0, 0.0), (100.0, 0.0), (0.0, 100.0), (100.0, 100.0)]
    streets = [
        Street(0, 1, incline_share=0.10),
        Street(0, 2),
        Street(2, 3, length_m=200.0),
        Street(3, 1),
    ]
    return build(nodes, streets)
