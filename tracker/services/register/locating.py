"""The ladder of a study: coordinates, places known already, its layers' points, streets and areas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from studies.catalogue import Catalogue
from studies.schema import StudyDefinition
from tracker.errors import DataSetError
from tracker.register.addresses.words import Country
from tracker.register.intake.outcomes import Locate
from tracker.register.intake.wiring import locator
from tracker.register.location.areas import NamedAreas
from tracker.register.location.coordinates import Bounds, GivenCoordinates
from tracker.register.location.ladder import Ladder
from tracker.register.location.listed import read_gazetteers
from tracker.register.location.points import KnownPoints
from tracker.register.location.verdicts import Rung
from tracker.register.mappings.model import SavedMapping
from tracker.register.notes import note
from tracker.services.datasets import read_catalogue, verify
from tracker.services.register.gazetteers import FileSource, LayerSource, make_gazetteers
from tracker.settings import Settings
from tracker.store.layers import list_layers
from tracker.store.register.existing import list_known_places
from tracker.store.tables import Layer, Study

# Where a study's places may lie when its mapping does not say it: around its centre [degree].
AROUND_DEG = 1.5


@dataclass(frozen=True, slots=True)
class Located:
    """What finds the places of a file, and what it lacks."""

    locate: Locate
    notes: tuple[str, ...]


def make_locator(
    session: Session,
    study: Study,
    definition: StudyDefinition,
    mapping: SavedMapping,
    *,
    settings: Settings,
) -> Located:
    """
    Make what finds the places of a study's file.

    Parameters
    ----------
    session : Session
        To read the study's layers and published places.
    study, definition : Study, StudyDefinition
        The study.
    mapping : SavedMapping
        For the forms of addresses and where places may lie.
    settings : Settings
        For the files of layers; nothing is downloaded.

    Returns
    -------
    Located
        With a note for each layer whose file is not at hand.
    """
    sources, notes = _sources(session, study, definition, settings)
    files, missing = _files(session, study, definition, settings)
    gazetteers = make_gazetteers(sources, country=mapping.country, files=files)
    rungs: list[Rung] = [
        GivenCoordinates(_bounds(definition, mapping)),
        _published(session, study, mapping.country),
        *gazetteers.rungs,
    ]
    if gazetteers.areas is not None:
        rungs.append(NamedAreas(gazetteers.areas, "districts"))
    return Located(locator(Ladder(rungs, areas=gazetteers.areas), mapping.country), (*notes, *missing))


def gazetteers_path(settings: Settings) -> Path:
    """Give the list of gazetteers, which lies beside the catalogue."""
    return settings.data.catalogue.parent / "register" / "gazetteers.yaml"


def _bounds(definition: StudyDefinition, mapping: SavedMapping) -> Bounds:
    """Give the rectangle in which coordinates are believed."""
    if mapping.bounds is not None:
        sides = mapping.bounds
        return Bounds(sides.west, sides.south, sides.east, sides.north)
    lon, lat = definition.place.lon_deg, definition.place.lat_deg
    return Bounds(lon - AROUND_DEG, lat - AROUND_DEG, lon + AROUND_DEG, lat + AROUND_DEG)


def _published(session: Session, study: Study, country: Country) -> KnownPoints:
    """Make the rung of the register's own places."""
    known = list_known_places(session, study.id)
    return KnownPoints(
        "register",
        country=country,
        names=[place.name for place in known],
        addresses=[place.address for place in known],
        lon_deg=[place.lon_deg for place in known],
        lat_deg=[place.lat_deg for place in known],
    )


def _sources(
    session: Session, study: Study, definition: StudyDefinition, settings: Settings
) -> tuple[list[LayerSource], list[str]]:
    """Give the layers that tell of places, each with the very file that was imported."""
    listed = read_gazetteers(gazetteers_path(settings))
    catalogue = read_catalogue(settings.data.catalogue)
    stored = {layer.key: layer for layer in list_layers(session, study.id)}
    sources: list[LayerSource] = []
    notes: list[str] = []
    for layer in definition.layers:
        if layer.dataset not in listed or layer.key not in stored:
            continue
        path = _file_of(stored[layer.key], catalogue, settings)
        if path is None:
            notes.append(note("layer_not_asked", layer=layer.key))
        else:
            sources.append(LayerSource(layer, path, listed[layer.dataset]))
    return sources, notes


def _files(
    session: Session, study: Study, definition: StudyDefinition, settings: Settings
) -> tuple[list[FileSource], list[str]]:
    """Give the data sets that are no layers and that the study may ask, real or of the invented city."""
    layered = {layer.dataset for layer in definition.layers}
    catalogue = read_catalogue(settings.data.catalogue)
    synthetic = any(layer.synthetic for layer in list_layers(session, study.id))
    found: list[FileSource] = []
    notes: list[str] = []
    for key, gazetteer in read_gazetteers(gazetteers_path(settings)).items():
        if definition.slug not in gazetteer.studies or key in layered or key not in catalogue.datasets:
            continue
        dataset = catalogue[key]
        sample = catalogue.sample_of(dataset)
        wanted = sample if synthetic else dataset
        if wanted is None:
            continue  # no part of the invented city
        try:
            file = verify(wanted, settings=settings)
        except DataSetError:  # other bytes than those of the catalogue: told as not at hand
            file = None
        if file is None:
            notes.append(note("dataset_not_asked", dataset=key))
        else:
            found.append(FileSource(key, file.path, file.sha256, gazetteer))
    return found, notes


def _file_of(layer: Layer, catalogue: Catalogue, settings: Settings) -> Path | None:
    """Give the file that a layer was imported from; None when it is not here or has changed since."""
    if layer.dataset not in catalogue.datasets:
        return None
    dataset = catalogue[layer.dataset]
    if layer.synthetic:
        sample = catalogue.sample_of(dataset)
        path = None if sample is None else settings.data.catalogue.parent / sample.file
        return path if path is not None and path.is_file() else None
    try:
        found = verify(dataset, settings=settings)
    except DataSetError:  # other bytes than those of the study's layer: told as not at hand
        return None
    return None if found is None or found.sha256 != layer.sha256 else found.path
