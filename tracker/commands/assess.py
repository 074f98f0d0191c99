"""`tracker assess`: access for any city from files, without a database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tracker.commands.progress import ProgressBar
from tracker.errors import InvalidInputError

EPILOG = """\
FILE may be .osm.pbf, OpenSidewalks GeoJSON or zip, .gpkg, .parquet, .geojson, .shp, or .csv
(longitude and latitude columns are recognised by name).

In OUT: origins.parquet (time_to_nearest_s__PROFILE__low and __high for each origin),
zones.parquet (when --zones is given) and summary.json. "low" counts what nobody recorded as
blocked, "high" counts it as passable; the truth lies between.

MEASURE is one of the following, all times in minutes:
  cumulative:15                 destinations within 15 minutes
  interval:10:20                the same, averaged over all cutoffs from 10 to 20
  gravity:DECAY                 destinations weighted by a decay
  dual:3:60                     time until 3 are reached, looked for up to 60
  2sfca:15, e2sfca[:DECAY], 3sfca:DECAY   supply for each person, shared by all who reach it
  balanced:DECAY, availability:DECAY   the same, nobody and nothing counted twice
  raam:TAU:60                   cost of travel and crowding; TAU minutes weigh as much as the usual crowd
  total:DECAY, singly:DECAY     destinations that fall to each origin when all, or each, are shared out
  penalty:15                    part of the destinations lost against the profile walk
  coverage:15                   share of people within 15 minutes
  group:COLUMN:15               the same of the people that a column of the origins counts
  gaps:15                       people within 15 minutes for the profile walk, but not for this one
  isochrones                    from where a destination is reached, for every --cutoff-min
DECAY is linear:FULL:REACH, exponential:HALF_LIFE:REACH, gaussian:SD:REACH,
logistic:MEAN:SD:REACH or power:SCALE:EXPONENT:REACH. coverage, cumulative, gaps and penalty
without a number are worked out for every --cutoff-min. Values stand in origins.parquet as
MEASURE__PROFILE__low and __high, by zone in measures_by_zone.parquet, shapes in isochrones.parquet.

How a measure of which more is better is shared out stands in summary.json: Gini, Theil (with --zones
its parts between and within them), after :min=2, as in cumulative:15:min=2, also the people with less
than 2 and how far they fall short (fgt_0, fgt_1, fgt_2), and with --rank-column the Palma ratio, the
concentration index and that of Erreygers (both below 0 where the worse off have more).
"""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "assess",
        help="measure access for any city from files",
        description="Measure how many people reach the nearest destination, by mobility profile.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    need = parser.add_argument_group("what to measure")
    need.add_argument("--network", type=Path, required=True, metavar="FILE", help="streets")
    need.add_argument("--elevation", type=Path, metavar="DEM.tif", help="elevation model for slopes")
    need.add_argument(
        "--street-polygons",
        type=Path,
        metavar="FILE",
        help="street polygons with widths and heights, in São Paulo's columns (docs/method/network.md)",
    )
    need.add_argument("--origins", type=Path, required=True, metavar="FILE", help="where people live")
    need.add_argument("--population-column", required=True, metavar="NAME", help="people at each origin")
    need.add_argument("--destinations", type=Path, required=True, metavar="FILE", help="what to reach")
    need.add_argument("--zones", type=Path, metavar="FILE", help="areas to sum up by")
    need.add_argument("--zone-id", metavar="COLUMN", help="column of the zones that names them")
    need.add_argument(
        "--profile",
        nargs="+",
        action="extend",
        required=True,
        metavar="NAME",
        dest="profiles",
        help="who travels, e.g. walk manual_wheelchair; may be repeated",
    )
    need.add_argument(
        "--cutoff-min",
        nargs="+",
        action="extend",
        required=True,
        type=float,
        metavar="N",
        dest="cutoffs_min",
        help="minutes; a trip of exactly N minutes counts",
    )
    need.add_argument(
        "--measure",
        nargs="+",
        action="extend",
        default=[],
        metavar="MEASURE",
        dest="measures",
        help="what to work out besides, e.g. cumulative:15 e2sfca isochrones; see below",
    )
    need.add_argument(
        "--supply-column", metavar="NAME", help="what each destination offers; 1 each without it"
    )
    need.add_argument(
        "--rank-column",
        metavar="NAME",
        help="income or another rank of the people at each origin, higher for the better off",
    )
    need.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the results")
    _add_reading_options(parser)
    parser.set_defaults(run=run)


def _add_reading_options(parser: argparse.ArgumentParser) -> None:
    reading = parser.add_argument_group("how to read the files, where they do not say it themselves")
    reading.add_argument(
        "--network-columns", metavar="A,B,...", help="names of the columns of a network CSV without a header"
    )
    for layer in ("network", "origins", "destinations", "zones", "elevation", "street-polygons"):
        reading.add_argument(
            f"--{layer}-crs", metavar="EPSG:N", help=f"reference system of the {layer}, if the file has none"
        )
    for layer in ("network", "origins", "destinations", "zones", "street-polygons"):
        reading.add_argument(
            f"--{layer}-layer", metavar="NAME", help=f"layer of the {layer}, if several in the file fit"
        )
    reading.add_argument("--origin-id", metavar="COLUMN", help="column that names the origins")
    reading.add_argument("--destination-id", metavar="COLUMN", help="column that names the destinations")
    reading.add_argument(
        "--profiles-file", type=Path, metavar="FILE.yaml", help="mobility profiles of your own"
    )
    reading.add_argument(
        "--max-join-m", type=float, default=500.0, metavar="M", help="farthest a place may lie from a street"
    )


def run(options: argparse.Namespace) -> int:
    """Run the assessment and print what was found."""
    from tracker.services import engine
    from tracker.services.assessment_runs import code_version

    faults = _faults(options)
    if faults:
        raise InvalidInputError("The request cannot be run.", faults)
    progress = ProgressBar()
    summary = engine.assess_files(
        engine.FileRequest(
            network=options.network,
            elevation=options.elevation,
            street_polygons=options.street_polygons,
            origins=options.origins,
            population_column=options.population_column,
            destinations=options.destinations,
            zones=options.zones,
            zone_id=options.zone_id,
            profiles=tuple(dict.fromkeys(options.profiles)),
            cutoffs_min=tuple(sorted(set(options.cutoffs_min))),
            out=options.out,
            network_columns=tuple(options.network_columns.split(",")) if options.network_columns else None,
            crs={
                layer: getattr(options, f"{layer}_crs")
                for layer in ("network", "origins", "destinations", "zones", "elevation", "street_polygons")
                if getattr(options, f"{layer}_crs")
            },
            layers={
                role: name
                for role in ("network", "origins", "destinations", "zones", "street_polygons")
                if (name := getattr(options, f"{role}_layer"))
            },
            origin_id=options.origin_id,
            destination_id=options.destination_id,
            profiles_file=options.profiles_file,
            max_join_m=options.max_join_m,
            measures=tuple(options.measures),
            supply_column=options.supply_column,
            rank_column=options.rank_column,
        ),
        code_version=code_version(),
        progress=progress,
    )
    progress.done()
    _tell(summary, options.out)
    return 0


def _tell(summary: dict[str, Any], out: Path) -> None:
    """Tell people everything, and a pipe only which rows of its input took no part."""
    if sys.stdout.isatty():
        print(_table(summary["results"]))
        if summary["measures"]:
            print(_measures_table(summary["measures"]))
        print(f"Written to {out}")
    found = summary["diagnostics"]
    for note in found["notes"] if sys.stderr.isatty() else found["warnings"]:
        print(f"note: {note}", file=sys.stderr)


def _faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    faults = [
        (f"--{name.replace('_', '-')}", f"{path} {'is a folder' if path.is_dir() else 'does not exist'}")
        for name in (
            "network",
            "elevation",
            "street_polygons",
            "origins",
            "destinations",
            "zones",
            "profiles_file",
        )
        if (path := getattr(options, name)) is not None and not path.is_file()
    ]
    if (options.zones is None) != (options.zone_id is None):
        faults.append(("--zones", "--zones and --zone-id belong together: give both or neither"))
    faults.extend(
        ("--cutoff-min", f"{minutes:g} is not a number of minutes of 0 or more")
        for minutes in options.cutoffs_min
        if not 0 <= minutes < float("inf")
    )
    if not 0 < options.max_join_m < float("inf"):
        faults.append(("--max-join-m", f"{options.max_join_m:g} is not a positive distance"))
    faults += _measure_faults(options)
    return faults + _profile_faults(options.profiles, options.profiles_file)


def _measure_faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Name the measures that cannot be asked for, with the other faults of the request."""
    from tracker.services import engine

    asked = [word for word in options.measures if word != engine.ISOCHRONES]
    cutoffs_min = [minutes for minutes in options.cutoffs_min if 0 < minutes < float("inf")]
    faults = [("--measure", fault) for fault in engine.read_measures(asked, cutoffs_min)[1]]
    for name, told in (("penalty", "penalty compares"), ("gaps", "gaps compare")):
        if any(word.partition(":")[0] == name for word in asked) and "walk" not in options.profiles:
            faults.append(("--measure", f"{told} with the profile walk: name it with --profile too"))
    return faults


def _profile_faults(names: list[str], path: Path | None) -> list[tuple[str, str]]:
    """Name the profiles nobody defined here, so that they are told with the other faults of the request."""
    from studies.errors import DefinitionError
    from studies.profiles import load_profiles

    if path is not None and not path.is_file():
        return []
    try:
        known = load_profiles() if path is None else load_profiles(path)
    except DefinitionError as error:
        return [("--profiles-file", str(fault)) for fault in error.faults]
    choice = ", ".join(known)
    return [
        ("--profile", f"{name} is none of {choice}") for name in dict.fromkeys(names) if name not in known
    ]


def _table(results: list[dict[str, Any]]) -> str:
    lines = [f"{'profile':<20} {'minutes':>8} {'people':>12} {'reached, low':>14} {'reached, high':>14}"]
    for row in results:
        low, high = (
            f"{row[f'share_{bound}']:.1%}" if row[f"share_{bound}"] is not None else "no people"
            for bound in ("low", "high")
        )
        lines.append(
            f"{row['profile']:<20} {row['cutoff_s'] / 60:>8g} {row['population']:>12,.0f} "
            f"{low:>14} {high:>14}"
        )
    return "\n".join(lines)


def _measures_table(rows: list[dict[str, Any]]) -> str:
    lines = [f"{'measure':<32} {'profile':<20} {'low':>12} {'high':>12} unit"]
    for row in rows:
        low, high = (f"{row[bound]:.4g}" if row[bound] is not None else "none" for bound in ("low", "high"))
        lines.append(f"{row['measure']:<32} {row['profile']:<20} {low:>12} {high:>12} {row['unit']}")
    return "\n".join(lines)
