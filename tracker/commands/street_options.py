"""Options of commands that read streets from files: which ones, how to read them, what is wrong."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.services import engine

CRS_LAYERS = ("network", "elevation", "street_polygons")


def add_street_files(group: argparse._ArgumentGroup, *, required: bool) -> None:
    """Declare the files that streets are made of."""
    group.add_argument("--network", type=Path, required=required, metavar="FILE", help="streets")
    group.add_argument("--elevation", type=Path, metavar="DEM.tif", help="elevation model for slopes")
    group.add_argument(
        "--street-polygons",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="street polygons with widths and heights, in São Paulo's columns (docs/method/network.md)",
    )


def add_street_reading(group: argparse._ArgumentGroup) -> None:
    """Declare how to read them where they do not say it themselves."""
    group.add_argument(
        "--network-columns", metavar="A,B,...", help="names of the columns of a network CSV without a header"
    )
    for layer in CRS_LAYERS:
        name = layer.replace("_", "-")
        told = f"reference system of the {name}, if the file has none"
        group.add_argument(f"--{name}-crs", metavar="EPSG:N", help=told)
    for layer in ("network", "street-polygons"):
        told = f"layer of the {layer}, if several in the file fit"
        group.add_argument(f"--{layer}-layer", metavar="NAME", help=told)


def street_files(options: argparse.Namespace) -> engine.StreetFiles:
    """Gather what was said of the streets; `--network` must have been given."""
    from tracker.services import engine

    return engine.StreetFiles(
        network=options.network,
        elevation=options.elevation,
        street_polygons=tuple(options.street_polygons),
        network_columns=tuple(options.network_columns.split(",")) if options.network_columns else None,
        source_crs={
            layer: crs for layer in CRS_LAYERS if (crs := getattr(options, f"{layer}_crs")) is not None
        },
        layers={
            layer: name
            for layer in ("network", "street_polygons")
            if (name := getattr(options, f"{layer}_layer")) is not None
        },
    )


def absent_files(options: argparse.Namespace, names: Sequence[str]) -> list[tuple[str, str]]:
    """Name the files of some options that are not there."""
    return [
        (f"--{name.replace('_', '-')}", f"{path} {'is a folder' if path.is_dir() else 'does not exist'}")
        for name in names
        for path in _paths(getattr(options, name))
        if not path.is_file()
    ]


def _paths(value: Path | list[Path] | None) -> Iterable[Path]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def take_negative_coordinates(parser: argparse.ArgumentParser) -> None:
    """Let `--from -46.633,-23.550` be understood: argparse takes what begins with a minus for an option."""
    parser._negative_number_matcher = re.compile(r"^-\.?\d")  # noqa: SLF001 - argparse has no public way
