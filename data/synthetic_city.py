"""The synthetic city: its ground, quarters, streets, crossings and stairs, in metres from its origin."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

CITY = "Vila Sintética (synthetic)"
# Open ocean, 200 km off the coast: nobody takes it for a real place. UTM zone 23 S, as São Paulo.
ORIGIN_LON_DEG, ORIGIN_LAT_DEG = -44.5, -25.0
CRS = "EPSG:31983"
BLOCKS = 12  # a side
BLOCK_M = 110.0
CENTRE_BLOCKS = 6  # the mapped quarter: sidewalks, crossings and kerbs of its own
INSET_M = 9.0  # from the street's centreline to the sidewalk
DISTRICTS = ("CENTRO SINTETICO", "MORRO SINTETICO", "VARZEA SINTETICA", "JARDIM SINTETICO")

Rng = np.random.Generator
_TO_METRES = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
_TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
EAST_M, NORTH_M = _TO_METRES.transform(ORIGIN_LON_DEG, ORIGIN_LAT_DEG)


def lon_lat(x_m: float, y_m: float) -> tuple[float, float]:
    """Give the position of a point of the city [degree]."""
    lon, lat = _TO_DEGREES.transform(EAST_M + x_m, NORTH_M + y_m)
    return round(float(lon), 7), round(float(lat), 7)


def height_m(x_m: NDArray[np.float64] | float, y_m: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Give the ground's height: one hill in the north-west quarter, a gentle rise to the east."""
    middle = CENTRE_BLOCKS * BLOCK_M / 2
    hill = 55.0 * np.exp(
        -((np.asarray(x_m) - middle) ** 2 + (np.asarray(y_m) - 3 * middle) ** 2) / (2 * 210.0**2)
    )
    return np.asarray(10.0 + hill + 0.006 * np.asarray(x_m))


def district_of(x_m: float, y_m: float) -> int:
    """Give the quarter: 0 centre (south-west), 1 hill (north-west), 2 lowland (north-east), 3 garden."""
    half = CENTRE_BLOCKS * BLOCK_M
    return (1 if x_m < half else 2) if y_m >= half else (0 if x_m < half else 3)


def chance(rng: Rng, share: float) -> bool:
    """Say yes with the given probability."""
    return bool(rng.random() < share)


class Streets:
    """The city's nodes and ways while they are being laid."""

    def __init__(self, rng: Rng) -> None:
        self.rng = rng
        self.nodes: list[tuple[float, float, dict[str, str]]] = []
        self.ways: list[tuple[list[int], dict[str, str]]] = []

    def node(self, x_m: float, y_m: float, **tags: str) -> int:
        """Lay a node and give its number."""
        self.nodes.append((x_m, y_m, tags))
        return len(self.nodes) - 1

    def way(self, nodes: list[int], tags: dict[str, str]) -> None:
        """Lay a way."""
        self.ways.append((nodes, tags))

    def grade_share(self, start: int, end: int) -> float:
        """Give the rise over run between two nodes."""
        (x0, y0, _), (x1, y1, _) = self.nodes[start], self.nodes[end]
        return float((height_m(x1, y1) - height_m(x0, y0)) / math.hypot(x1 - x0, y1 - y0))


def lay_city(rng: Rng) -> Streets:
    """Lay all streets, the mapped centre, stairs, a footbridge and an island."""
    streets = Streets(rng)
    corners = {
        (i, j): streets.node(
            i * BLOCK_M + float(rng.uniform(-5, 5)) * (0 < i < BLOCKS),
            j * BLOCK_M + float(rng.uniform(-5, 5)) * (0 < j < BLOCKS),
        )
        for i in range(BLOCKS + 1)
        for j in range(BLOCKS + 1)
    }
    for (i, j), corner in corners.items():
        for di, dj in ((1, 0), (0, 1)):
            if (i + di, j + dj) in corners:
                ends = corner, corners[i + di, j + dj]
                streets.way(list(ends), _street_tags(streets, ends, i + di / 2, j + dj / 2))
    _lay_stairs(streets, corners)
    _lay_centre(streets, corners)
    far = BLOCKS * BLOCK_M + 60.0
    shore, island = streets.node(far, 200.0), streets.node(far + 90.0, 240.0)
    streets.way([shore, island], {"highway": "residential", "name": "Rua da Ilha Sintética"})
    return streets


def _street_tags(streets: Streets, ends: tuple[int, int], column: float, row: float) -> dict[str, str]:
    """Give a street's tags: complete in the garden, some on the hill, hardly any in the lowland."""
    rng, half = streets.rng, CENTRE_BLOCKS
    line = f"Rua {int(column)}" if column == int(column) else f"Avenida {int(row)}"
    tags = {"highway": "residential", "name": f"{line} Sintética"}
    if column < half and row < half:
        return tags | {"sidewalk": "separate", "foot": "use_sidepath"}
    grade = streets.grade_share(*ends)
    if column < half:  # hill
        tags["surface"] = str(rng.choice(["sett", "asphalt", "cobblestone"]))
        if chance(rng, 0.6):
            tags |= {"incline": f"{100 * grade:.1f}%", "smoothness": str(rng.choice(["bad", "intermediate"]))}
        return tags
    if row >= half:  # lowland
        return tags | ({"surface": "asphalt"} if chance(rng, 0.3) else {})
    tags |= {"surface": "asphalt", "sidewalk": "both", "smoothness": "good", "incline": f"{100 * grade:.1f}%"}
    return tags | ({"width": "1.6"} if chance(rng, 0.8) else {})


def _lay_stairs(streets: Streets, corners: dict[tuple[int, int], int]) -> None:
    """Lay stairs up the hill, counted or not, and a footbridge over a street."""
    for i, j, count in ((2, 7, "24"), (3, 8, None), (1, 9, "40")):
        tags = {"highway": "steps", "name": "Escadaria Sintética"} | ({"step_count": count} if count else {})
        streets.way([corners[i, j], corners[i + 1, j + 1]], tags)
    bridge = {"highway": "footway", "bridge": "yes", "layer": "1", "surface": "concrete", "width": "2"}
    streets.way([corners[7, 7], corners[8, 8]], bridge)


def _lay_centre(streets: Streets, corners: dict[tuple[int, int], int]) -> None:
    """Lay a ring of sidewalk round each block of the centre, and crossings with kerbs between them."""
    rng, rings = streets.rng, {}
    for i in range(CENTRE_BLOCKS):
        for j in range(CENTRE_BLOCKS):
            west, east = i * BLOCK_M + INSET_M, (i + 1) * BLOCK_M - INSET_M
            south, north = j * BLOCK_M + INSET_M, (j + 1) * BLOCK_M - INSET_M
            ring = [
                streets.node(x, y) for x, y in ((west, south), (east, south), (east, north), (west, north))
            ]
            rings[i, j] = ring
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
                tags = {"highway": "footway", "footway": "sidewalk", "surface": "paving_stones"}
                tags["width"] = f"{rng.choice([0.8, 1.2, 1.5, 2.0]):.1f}"
                tags["incline"] = f"{100 * streets.grade_share(start, end):.1f}%"
                if chance(rng, 0.9):
                    tags["smoothness"] = str(rng.choice(["good", "intermediate", "bad"], p=[0.6, 0.3, 0.1]))
                streets.way([start, end], tags)
    for i, j in rings:
        if i + 1 < CENTRE_BLOCKS:
            _lay_crossing(streets, rings[i, j][1], rings[i + 1, j][0])
            _lay_crossing(streets, rings[i, j][2], rings[i + 1, j][3])
        if j + 1 < CENTRE_BLOCKS:
            _lay_crossing(streets, rings[i, j][3], rings[i, j + 1][0])
            _lay_crossing(streets, rings[i, j][2], rings[i, j + 1][1])
    last = CENTRE_BLOCKS - 1
    link = {"highway": "footway", "surface": "asphalt", "smoothness": "good", "width": "2", "incline": "0%"}
    for k in range(CENTRE_BLOCKS):
        streets.way([rings[last, k][2], corners[CENTRE_BLOCKS, k + 1]], link)
        if k < last:
            streets.way([rings[k, last][2], corners[k + 1, CENTRE_BLOCKS]], link)


def _lay_crossing(streets: Streets, start: int, end: int) -> None:
    """Lay a crossing with a kerb at each side: lowered, flush, raised or not recorded."""
    (x0, y0, _), (x1, y1, _) = streets.nodes[start], streets.nodes[end]
    kerbs = []
    for share in (0.25, 0.75):
        kind = streets.rng.choice(["lowered", "flush", "raised", ""], p=[0.45, 0.2, 0.15, 0.2])
        tags = {"barrier": "kerb", "kerb": str(kind)} if kind else {}
        kerbs.append(streets.node(x0 + share * (x1 - x0), y0 + share * (y1 - y0), **tags))
    tags = {"highway": "footway", "footway": "crossing", "surface": "asphalt", "smoothness": "good"}
    tags |= {"width": "3", "incline": f"{100 * streets.grade_share(start, end):.1f}%"}
    streets.way([start, *kerbs, end], tags)


def district_boxes() -> list[shapely.Polygon]:
    """Give the four quarters in metres from the city's origin, with a margin of half a block."""
    half, side, margin = CENTRE_BLOCKS * BLOCK_M, BLOCKS * BLOCK_M, BLOCK_M / 2
    spans = {0: (-margin, half), 1: (half, side + margin)}
    quarters = ((0, 0), (0, 1), (1, 1), (1, 0))
    return [shapely.box(spans[i][0], spans[j][0], spans[i][1], spans[j][1]) for i, j in quarters]
