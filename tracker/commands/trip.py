"""`tracker trip`: a person's way with its reasons, what stands in it, the nearest places, the chain."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.commands.progress import ProgressBar
from tracker.commands.street_options import (
    absent_files,
    add_street_files,
    add_street_reading,
    street_files,
    take_negative_coordinates,
)
from tracker.errors import InvalidInputError

if TYPE_CHECKING:
    from tracker.schemas.trips import ChainOfProfileRead, NearestOfProfileRead, TripRead
    from tracker.services import engine

    Found = tuple[list[TripRead], list[NearestOfProfileRead], list[ChainOfProfileRead]]
    Answers = tuple[list[TripRead], list[NearestOfProfileRead], list[ChainOfProfileRead], Mapping[str, Any]]

MOST_PLACES = 100
MOST_MINUTES = 240.0
DEFAULT_MINUTES = 60.0
FILE_OF_PLACES = "--destinations FILE for the nearest places"
POINTERS = {"from": "--from", "to": "--to"}
EPILOG = """\
Every answer is given twice: "low" counts what nobody recorded as blocked, "high" counts it as
passable. Where the low reading has no way, the links that stand in it are listed, the nearest first.

With --destinations the nearest places are found (--k), and with --chain the way is followed through
the door: COLUMNS of the destinations say yes, no, limited or nothing, first of the entrance, then
of each thing needed inside. A place that says nothing is unknown, never open.

With --study, --to-place leads to a published place of the study's register: what the register knows
of its entrance, the way inside and each --need answers the chain, and what it does not know is unknown.

Examples:
  tracker trip --network city.osm.pbf --from 8.6755,49.4035 --to 8.7100,49.4110 --profile walk
  tracker trip --network city.osm.pbf --from 8.6755,49.4035 --destinations clinics.geojson --k 3 \\
      --chain level_entrance accessible_toilet --profile manual_wheelchair
  tracker trip --study sao_paulo_asnm --analysis coverage --from -46.634,-23.548 --to-place KEY \\
      --need adapted_toilet --profile manual_wheelchair
"""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "trip",
        help="look for one person's way, with the reasons of each street",
        description="Find the way of each mobility profile between two points, or to the nearest places.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take_negative_coordinates(parser)
    asked = parser.add_argument_group("what to look for")
    add_street_files(asked, required=False)
    _add_study(asked)
    asked.add_argument("--from", dest="start", required=True, metavar="LON,LAT", help="where it begins")
    asked.add_argument("--to", dest="end", metavar="LON,LAT", help="where it ends")
    asked.add_argument("--destinations", type=Path, metavar="FILE", help="places to reach instead")
    asked.add_argument("--k", type=int, default=1, metavar="N", help="how many of the nearest places")
    asked.add_argument(
        "--within-min",
        type=float,
        default=DEFAULT_MINUTES,
        metavar="N",
        help=f"minutes within which places are looked for; {DEFAULT_MINUTES:g} without it",
    )
    asked.add_argument(
        "--chain",
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN",
        help="columns of the destinations about the entrance and what is needed inside",
    )
    asked.add_argument(
        "--profile",
        nargs="+",
        action="extend",
        required=True,
        metavar="NAME",
        dest="profiles",
        help="who travels, e.g. walk manual_wheelchair; may be repeated",
    )
    asked.add_argument("--json", action="store_true", help="print everything as JSON")
    asked.add_argument("--out", type=Path, metavar="FILE.geojson", help="write ways and places as GeoJSON")
    reading = parser.add_argument_group("how to read the files, where they do not say it themselves")
    add_street_reading(reading)
    reading.add_argument("--destinations-crs", metavar="EPSG:N", help="reference system of the destinations")
    reading.add_argument("--destinations-layer", metavar="NAME", help="layer of the destinations")
    reading.add_argument("--destination-id", metavar="COLUMN", help="column that names the destinations")
    reading.add_argument("--destination-name", metavar="COLUMN", help="column of their names for people")
    reading.add_argument(
        "--profiles-file", type=Path, metavar="FILE.yaml", help="mobility profiles of your own"
    )
    reading.add_argument(
        "--max-join-m", type=float, default=500.0, metavar="M", help="farthest a point may lie from a street"
    )
    parser.set_defaults(run=run)


def _add_study(asked: argparse._ArgumentGroup) -> None:
    """Declare what is asked of a study of the record instead of files."""
    asked.add_argument("--study", metavar="SLUG", help="a study of the record, instead of --network")
    asked.add_argument("--analysis", metavar="KEY", help="whose streets, with --study")
    asked.add_argument("--service", metavar="KEY", help="with --study: the nearest places of this service")
    asked.add_argument("--to-place", metavar="KEY", help="with --study: a published place of its register")
    asked.add_argument(
        "--need",
        nargs="+",
        action="extend",
        default=[],
        metavar="FACT",
        dest="needs",
        help="with --to-place: what is needed inside, e.g. adapted_toilet sign_language",
    )


def run(options: argparse.Namespace) -> int:
    """Answer what was asked and print it."""
    from tracker.commands.trip_text import chain_lines, nearest_lines, trip_lines
    from tracker.services import engine

    faults = _faults(options)
    if faults:
        raise InvalidInputError("The trip cannot be looked for.", faults)
    trips, nearest, chains, provenance = _from_study(options) if options.study else _from_files(options)
    if options.out is not None:
        engine.write_features(engine.trip_features(trips, nearest, chains), options.out)
    if options.json:
        answer: dict[str, Any] = {
            name: [one.model_dump(mode="json") for one in found]
            for name, found in (("trips", trips), ("nearest", nearest), ("chains", chains))
        }
        answer["provenance"] = provenance
        print(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in (*trip_lines(trips), *nearest_lines(nearest), *chain_lines(chains)):
            print(line)
    return 0


def _from_study(options: argparse.Namespace) -> Answers:
    from tracker.commands.trip_study import ask_study

    found = ask_study(options)
    rests_on = found.chain or found.nearest or found.trips
    assert rests_on is not None, "the request was checked"
    provenance = rests_on.model_dump(mode="json", exclude={"trips", "nearest", "chains", "service"})
    return (
        found.trips.trips if found.trips else [],
        found.nearest.nearest if found.nearest else [],
        found.chain.chains if found.chain else [],
        provenance,
    )


def _from_files(options: argparse.Namespace) -> Answers:
    from tracker.services import engine

    files = street_files(options)
    destinations = _destination_file(options)
    with ProgressBar() as progress:
        streets, places, facts = engine.read_trip_files(
            files, destinations, max_join_m=options.max_join_m, progress=progress
        )
    provenance = engine.trip_provenance(files, destinations, options.profiles_file)
    return *_answers(options, streets, places, facts), provenance


def _answers(
    options: argparse.Namespace,
    streets: engine.Streets,
    places: engine.Destinations | None,
    facts: engine.ChainFacts | None,
) -> Found:
    from tracker.services import engine

    profiles = engine.find_profiles(list(dict.fromkeys(options.profiles)), options.profiles_file)
    start = engine.read_point(options.start)
    trips: list[TripRead] = []
    nearest: list[NearestOfProfileRead] = []
    chains: list[ChainOfProfileRead] = []
    if options.end is not None:
        end = engine.read_point(options.end)
        trips = engine.answer_trips(streets, start, end, profiles, pointers=POINTERS)
    cutoff_s = options.within_min * 60
    if places is not None:
        nearest = engine.answer_nearest(
            streets, start, places, profiles, k=options.k, cutoff_s=cutoff_s, pointers=POINTERS
        )
    if places is not None and facts is not None:
        chains = engine.answer_chain(
            streets, start, places, facts, profiles, cutoff_s=cutoff_s, pointers=POINTERS
        )
    return trips, nearest, chains


def _destination_file(options: argparse.Namespace) -> engine.DestinationFile | None:
    from tracker.services import engine

    if options.destinations is None:
        return None
    return engine.DestinationFile(
        path=options.destinations,
        id_column=options.destination_id,
        name_column=options.destination_name,
        source_crs=options.destinations_crs,
        layer=options.destinations_layer,
        chain_columns=tuple(options.chain),
    )


def _faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Name everything that is wrong with the request, files and profiles included."""
    named = ("network", "elevation", "street_polygons", "destinations", "profiles_file")
    faults = _source_faults(options) + absent_files(options, named)
    faults += _point_faults(options) + _number_faults(options)
    if options.chain and options.destinations is None:
        faults.append(("--chain", "the chain is told by columns of --destinations"))
    repeated = sorted({name for name in options.chain if options.chain.count(name) > 1})
    faults += [("--chain", f"{name} is named twice") for name in repeated]
    if options.out is not None and (options.out.is_dir() or not options.out.absolute().parent.is_dir()):
        faults.append(("--out", f"{options.out} is a folder, or lies in one that does not exist"))
    return faults + _profile_faults(options)


def _point_faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    from tracker.services import engine

    faults = []
    for name, text in (("--from", options.start), ("--to", options.end)):
        try:
            if text is not None:
                engine.read_point(text)
        except ValueError as error:
            faults.append((name, str(error)))
    places = (options.service or options.to_place) if options.study else options.destinations
    if options.end is None and places is None:
        told = "--service KEY for the nearest places, or --to-place KEY" if options.study else FILE_OF_PLACES
        faults.append(("--to", f"name where to: --to LON,LAT, or {told}"))
    return faults


def _source_faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Name what does not belong together: streets come from files, or from a study of the record."""
    if options.study is None:
        faults = [("--network", "is needed, or --study with --analysis")] if options.network is None else []
        unfit = {
            "--analysis": options.analysis,
            "--service": options.service,
            "--to-place": options.to_place,
        }
        told = "belongs to --study"
    else:
        faults = [] if options.analysis else [("--analysis", "is needed with --study")]
        unfit = {
            "--network": options.network,
            "--elevation": options.elevation,
            "--street-polygons": options.street_polygons or None,
            "--destinations": options.destinations,
            "--profiles-file": options.profiles_file,
        }
        told = "is not for --study, which has its own"
    if options.needs and options.to_place is None:
        faults.append(("--need", "belongs to --to-place"))
    return faults + [(name, told) for name, value in unfit.items() if value is not None]


def _number_faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    faults = []
    if not 1 <= options.k <= MOST_PLACES:
        faults.append(("--k", f"{options.k} is not a number of places from 1 to {MOST_PLACES}"))
    if not 0 < options.within_min <= MOST_MINUTES:
        told = f"{options.within_min:g} is not a time of more than 0 and at most {MOST_MINUTES:g} minutes"
        faults.append(("--within-min", told))
    if not 0 < options.max_join_m < float("inf"):
        faults.append(("--max-join-m", f"{options.max_join_m:g} is not a positive distance"))
    return faults


def _profile_faults(options: argparse.Namespace) -> list[tuple[str, str]]:
    from tracker.services import engine

    if options.study is not None or (options.profiles_file and not options.profiles_file.is_file()):
        return []  # told with the study, and with the files
    try:
        engine.find_profiles(list(dict.fromkeys(options.profiles)), options.profiles_file)
    except InvalidInputError as error:
        return error.faults
    return []
