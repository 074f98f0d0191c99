"""What a study's definition may say: the models its YAML files are read into."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from studies.characters import Printable
from studies.measures import Measure
from studies.profile_records import ProfileChanges
from studies.record.definition import RecordDefinition
from studies.register import RegisterPlaces, RegisterShare
from studies.standards import Standard
from studies.values import Flag, Key, Line, Number, Part, Prose, Text, canonical_json

PartyRole = Literal["programme_partner", "secretariat", "reviewer", "city_partner"]
GateState = Literal["not_open", "open", "passed", "passed_with_conditions", "rework", "stopped"]
MilestoneState = Literal["planned", "achieved", "missed", "waived"]
LayerKind = Literal["network", "origins", "destinations", "zones", "elevation", "street_polygons"]


class Statement(Part):
    """
    Base of parts that say something about the world.

    Parameters
    ----------
    source : str or None
        Where the statement was read. Without one, ``illustrative`` must be set.
    illustrative : bool
        True when it was made up to show the tracker at work; screens say so.
    """

    source: Line | None = None
    illustrative: Flag = False


class Place(Part):
    """Where the study is; the map opens here."""

    city: Line
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
    lon_deg: Annotated[Number, Field(ge=-180, le=180)]
    lat_deg: Annotated[Number, Field(ge=-90, le=90)]


class Programme(Statement):
    """The programme that commissions the study, and its edition."""

    title: Text
    edition: Line | None = None


class Fact(Part):
    """Something known about the programme or the city, with where it was read."""

    text: Text
    source: Line


class Party(Statement):
    """An organisation and its part in the study."""

    key: Key
    name: Line
    role: PartyRole
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


class Stage(Statement):
    """A stage of the study; the gate is the decision at its end."""

    key: Key
    title: Text
    planned_start: date | None = None
    planned_end: date | None = None
    gate: Text | None = None
    gate_state: GateState = "not_open"


class Milestone(Statement):
    """A dated promise: baseline as first agreed, forecast as now expected, actual as it happened."""

    key: Key
    stage: Key
    title: Text
    owner: Key
    baseline_date: date
    forecast_date: date | None = None
    actual_date: date | None = None
    state: MilestoneState = "planned"
    slip_reason: Line | None = None
    evidence: Line | None = None


class Deliverable(Statement):
    """Something the study hands over."""

    key: Key
    title: Text
    stage: Key
    due: date | None = None
    state: Literal["planned", "in_preparation", "submitted", "in_review", "accepted", "waived"] = "planned"


class Indicator(Statement):
    """A measure of success; the formula says how it is counted, `register_share` lets the register count."""

    key: Key
    title: Text
    unit: Line
    direction: Literal["increase", "decrease"]
    formula: Prose
    baseline: Number | None = None
    target: Number | None = None
    register_share: RegisterShare | None = None


class Parameter(Part):
    """An assumed number: value, unit, date and the reference it comes from."""

    key: Key
    title: Text
    value: Number | Line
    unit: Line
    as_of: date
    reference: Line
    illustrative: Flag = False


class GroupShare(Part):
    """
    Share of a zone's people who belong to a group, from a table of counts.

    Parameters
    ----------
    column : str
        Column of the table that counts the group.
    complement : bool
        True when the column counts those outside the group.
    """

    title: Text
    column: Line
    complement: Flag = False


class GroupTable(Part):
    """A table of counts joined to a layer of zones by a code that is read as text."""

    dataset: Key
    key_column: Line
    population_column: Line
    groups: dict[Key, GroupShare]


class Layer(Part):
    """
    One input of the study's analyses and how to read it.

    Parameters
    ----------
    sublayer : str or None
        Layer inside the file, where a file holds several.
    columns : list of str or None
        Column names of a table without a header row, in order.
    separator : str
        Separator of a text table.
    source_crs : str or None
        Reference system of the coordinates where the file does not say, e.g. ``EPSG:31983``.
    where : dict
        Column to accepted values; rows with any other value are left out.
    swap_lon_lat : bool
        True when the file's longitude and latitude columns are exchanged.
    within : str or None
        Key of the network layer; rows outside the convex hull of its nodes are left out and counted.
    within_m : float or None
        With ``within``: rows farther than this from every link are left out too [m]. For networks that
        hold main streets only: what they do not show is unknown, not out of reach.
    null_geometry : {"refuse", "leave_out"}
        What to do with rows without geometry; those left out are named in the diagnostics.
    aggregate_h3 : int or None
        Origins only: sum people over H3 cells of this resolution, placed at their weighted centre.
    group_table : GroupTable or None
        Zones only: counts of groups to join by ``id_column``.
    supply_column : str or None
        Destinations only: what each place offers, such as beds or rooms [count]; 1 each without it.
    rank_column : str or None
        Origins only: income or any other rank of the people there, higher for those who are better off; an
        empty cell is not known. With it the indices of equity that compare rich and poor are worked out.

    Notes
    -----
    A layer of kind ``elevation`` is a raster whose first band holds heights [m]; it has no columns, and
    of the options above only ``source_crs``. One of kind ``street_polygons`` holds a city's carriageways
    with widths and heights in São Paulo's columns (``gis.network.conflation.PolygonColumns``).
    """

    key: Key
    kind: LayerKind
    dataset: Key
    title: Text
    sublayer: Line | None = None
    columns: list[Line] | None = None
    separator: Annotated[Printable, Field(min_length=1, max_length=1)] = ","
    source_crs: Annotated[str, Field(pattern=r"^EPSG:\d{4,6}$")] | None = None
    id_column: Line | None = None
    name_column: Line | None = None
    population_column: Line | None = None
    where: dict[Printable, list[Printable]] = Field(default_factory=dict)
    swap_lon_lat: Flag = False
    within: Key | None = None
    within_m: Annotated[Number, Field(gt=0, le=5000)] | None = None
    null_geometry: Literal["refuse", "leave_out"] = "refuse"
    aggregate_h3: Annotated[int, Field(strict=True, ge=5, le=12)] | None = None
    group_table: GroupTable | None = None
    supply_column: Line | None = None
    rank_column: Line | None = None


class Service(Part):
    """A class of places people want to reach: of layers, of the register or of both; the nearest counts."""

    # the name in the files is one that every class has a method of
    model_config = ConfigDict(serialize_by_alias=True)

    title: Text
    layers: list[Key] = Field(default_factory=list)
    register_places: Annotated[RegisterPlaces | None, Field(alias="register")] = None


class Analysis(Part):
    """
    One question put to the engine: who reaches which service, on which network, in what time.

    Parameters
    ----------
    elevation : str or None
        Layer of heights that gives slopes where no tag of the network does.
    street_polygons : list of str
        Layers of carriageways that give widths, and bounds of slopes that are still unknown.
    hexagon_resolution : int
        H3 resolution of the map's cells.
    profiles : list of str
        Mobility profiles shipped with the system, or the study's own.
    cutoffs_min : list of float
        Largest travel times that still count [min].
    measures : list of Measure
        What to work out beyond coverage, each kind with its own parameters.
    isochrones : bool
        Whether to draw, for every cutoff, whence each service is reached.
    standards : list of str
        Norms that the streets are held against: names of files in ``standards/``, shipped or the study's own.
    """

    key: Key
    title: Text
    question: Text
    network: Key
    elevation: Key | None = None
    street_polygons: list[Key] = Field(default_factory=list)
    origins: Key
    zones: Key | None = None
    services: Annotated[dict[Key, Service], Field(min_length=1)]
    hexagon_resolution: Annotated[int, Field(strict=True, ge=5, le=12)] = 9
    profiles: Annotated[list[Key], Field(min_length=1)]
    cutoffs_min: Annotated[list[Annotated[Number, Field(gt=0, le=240)]], Field(min_length=1)]
    max_join_m: Annotated[Number, Field(gt=0, le=5000)] = 500.0
    measures: list[Measure] = Field(default_factory=list)
    isochrones: Flag = False
    standards: list[Key] = Field(default_factory=list)


class ReportTemplate(Part):
    """A report the study starts from: a Markdown file beside the definition."""

    key: Key
    title: Text
    language: Literal["en", "pt-BR", "es", "ko"] = "en"
    file: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.md$")]


class StudyDefinition(Part):
    """
    A study as data. ``studies.loader`` is its door: it also checks what connects the parts.

    Parameters
    ----------
    slug : str
        Name of the study and of its folder.
    version : int
        Rises with every change that matters to readers.
    languages : list of str
        Languages the partners work in, first the study's own.
    profiles : dict of str to ProfileChanges
        The study's own mobility profiles: parameters changed, or whole profiles added.
    standards : dict of str to Standard
        The study's own norms, whole; the loader reads them from ``standards/`` in its folder.
    record : RecordDefinition or None
        The engagement the study belongs to, and what has come of it.
    """

    slug: Key
    version: Annotated[int, Field(strict=True, ge=1)]
    title: Text
    question: Text
    summary: Text
    place: Place
    languages: Annotated[list[Literal["en", "pt-BR", "es", "ko"]], Field(min_length=1)]
    programme: Programme
    facts: list[Fact]
    parties: list[Party]
    stages: list[Stage]
    milestones: list[Milestone]
    deliverables: list[Deliverable]
    reports: list[ReportTemplate]
    parameters: list[Parameter]
    indicators: list[Indicator]
    layers: list[Layer]
    analyses: list[Analysis]
    profiles: dict[Key, ProfileChanges] = Field(default_factory=dict)
    standards: dict[Key, Standard] = Field(default_factory=dict)
    # Left out where there is none, so that the hashes of studies without a record stay what they were.
    record: Annotated[RecordDefinition | None, Field(exclude_if=lambda record: record is None)] = None

    @property
    def illustrative(self) -> bool:
        """
        Whether any part was made up for demonstration.

        Returns
        -------
        bool
            True as soon as one part is.
        """
        flags = [part.illustrative for part in (*self.stages, *self.milestones, *self.deliverables)]
        flags += [part.illustrative for part in self.indicators]
        flags += [part.illustrative for part in self.parameters]
        flags.append(self.record is not None and self.record.illustrative)
        return any(flags)

    @property
    def sha256(self) -> str:
        """
        Hash of what the study's figures rest on; comments and order of fields in the files do not count.

        The record has tables, versions and a chain of its own, so a change of it makes no figure stale.

        Returns
        -------
        str
            SHA-256 of the canonical JSON.
        """
        return hashlib.sha256(canonical_json(self.model_copy(update={"record": None})).encode()).hexdigest()

    def layer(self, key: str) -> Layer:
        """
        Give the layer of that key.

        Parameters
        ----------
        key : str
            Key of a layer of this study.

        Returns
        -------
        Layer
            The layer.

        Raises
        ------
        KeyError
            If the study has no such layer.
        """
        for layer in self.layers:
            if layer.key == key:
                return layer
        raise KeyError(key)
