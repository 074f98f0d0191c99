"""What must hold between the parts of a definition: keys, references, order of dates, sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from studies.documents import Document, Route

# These work on the raw data, not on the models, so that a fault in one
# field does not hide the faults in the others.

_KEYED = (
    "parties",
    "stages",
    "milestones",
    "deliverables",
    "reports",
    "parameters",
    "indicators",
    "layers",
    "analyses",
)
_OWNED_OPTIONS = {
    "aggregate_h3": "origins",
    "population_column": "origins",
    "group_table": "zones",
    "supply_column": "destinations",
    "rank_column": "origins",
}
# Options that a kind of layer would read past; saying so beats a definition that promises what is not done.
_IDLE_OPTIONS = {
    "elevation": (
        "sublayer",
        "columns",
        "id_column",
        "name_column",
        "where",
        "swap_lon_lat",
        "within",
        "null_geometry",
    ),
    "street_polygons": ("columns", "id_column", "name_column", "swap_lon_lat"),
}
_COMPARED = {"penalty": "a penalty compares", "gaps": "gaps compare"}
_WITHOUT_EQUITY = ("gaps", "dual", "raam", "constrained", "penalty")
_SOURCED = ("parties", "stages", "milestones", "deliverables", "indicators")


def check_consistency(
    document: Document,
    *,
    profiles: Collection[str],
    standards: Collection[str],
    datasets: Collection[str] | None = None,
) -> None:
    """
    Add every contradiction between parts to the document's faults.

    Parameters
    ----------
    document : Document
        The files of a study.
    profiles : collection of str
        Names of the mobility profiles.
    standards : collection of str
        Names of the norms.
    datasets : collection of str or None
        Keys of the data catalogue; None leaves data set names unchecked.
    """
    for check in (_check_keys, _check_sources, _check_references, _check_stages, _check_milestones):
        check(document)
    _check_layers(document, datasets)
    _check_analyses(document, profiles)
    _check_standards(document, standards)


def _items(document: Document, field: str) -> Iterator[tuple[Route, dict[str, Any]]]:
    items = document.data.get(field)
    if isinstance(items, list):
        for position, item in enumerate(items):
            if isinstance(item, dict):
                yield (field, position), item


def _keys(document: Document, field: str) -> set[str]:
    return {item["key"] for _, item in _items(document, field) if isinstance(item.get("key"), str)}


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None  # the models report it


def _expect(document: Document, route: Route, value: object, known: Collection[str], what: str) -> None:
    if isinstance(value, str) and value not in known:
        names = ", ".join(sorted(known)) or "none"
        document.fault(route, f"there is no {what} {value!r} (known: {names})")


def _check_keys(document: Document) -> None:
    for field in _KEYED:
        seen: dict[str, int] = {}
        for route, item in _items(document, field):
            key = item.get("key")
            if isinstance(key, str) and key in seen:
                document.fault((*route, "key"), f"{key!r} is already the key of {field}[{seen[key]}]")
            elif isinstance(key, str):
                seen[key] = int(route[-1])


def _check_sources(document: Document) -> None:
    parts = [part for field in _SOURCED for part in _items(document, field)]
    programme = document.data.get("programme")
    if isinstance(programme, dict):
        parts.append((("programme",), programme))
    for route, item in parts:
        if not item.get("source") and not item.get("illustrative"):
            document.fault(route, "needs a source, or illustrative: true where none is known")


def _check_references(document: Document) -> None:
    stages, parties = _keys(document, "stages"), _keys(document, "parties")
    for field in ("milestones", "deliverables"):
        for route, item in _items(document, field):
            _expect(document, (*route, "stage"), item.get("stage"), stages, "stage")
            _expect(document, (*route, "owner"), item.get("owner"), parties, "party")


def _check_stages(document: Document) -> None:
    for route, item in _items(document, "stages"):
        start, end = _date(item.get("planned_start")), _date(item.get("planned_end"))
        if start and end and end < start:
            document.fault((*route, "planned_end"), f"ends {end}, before it starts on {start}")


def _check_milestones(document: Document) -> None:
    for route, item in _items(document, "milestones"):
        achieved = item.get("state") == "achieved"
        if achieved and not item.get("actual_date"):
            document.fault((*route, "actual_date"), "an achieved milestone needs the date it was achieved")
        if achieved and not item.get("evidence"):
            document.fault((*route, "evidence"), "an achieved milestone needs evidence")
        if item.get("actual_date") and not achieved:
            document.fault((*route, "actual_date"), "only an achieved milestone has an actual date")
        baseline = _date(item.get("baseline_date"))
        # the same date counts as in the record, which would refuse every later change without a reason
        counts = "actual_date" if item.get("actual_date") else "forecast_date"
        expected = _date(item.get(counts))
        if baseline and expected and expected > baseline and not item.get("slip_reason"):
            what = "an actual date" if counts == "actual_date" else "a forecast"
            document.fault((*route, "slip_reason"), f"{what} after the baseline needs a reason")


def _check_layers(document: Document, datasets: Collection[str] | None) -> None:
    networks = {
        str(item.get("key")) for _, item in _items(document, "layers") if item.get("kind") == "network"
    }
    for route, item in _items(document, "layers"):
        kind = item.get("kind")
        _expect(document, (*route, "within"), item.get("within"), networks, "network layer")
        if item.get("within_m") is not None and not item.get("within"):
            document.fault((*route, "within_m"), "needs within: the network it is measured from")
        if kind == "origins" and not item.get("population_column"):
            document.fault((*route, "population_column"), "origins need the column that counts people")
        if kind == "zones" and not item.get("id_column"):
            document.fault((*route, "id_column"), "zones need the column that identifies them")
        _check_options(document, route, item)
        if datasets is not None:
            _expect(document, (*route, "dataset"), item.get("dataset"), datasets, "data set")
            table = item.get("group_table")
            if isinstance(table, dict):
                place = (*route, "group_table", "dataset")
                _expect(document, place, table.get("dataset"), datasets, "data set")


def _check_options(document: Document, route: Route, layer: dict[str, Any]) -> None:
    kind = str(layer.get("kind"))
    for option, owner in _OWNED_OPTIONS.items():
        if layer.get(option) is not None and kind != owner:
            document.fault((*route, option), f"belongs to {owner} only")
    for option in _IDLE_OPTIONS.get(kind, ()):
        if layer.get(option):
            document.fault((*route, option), f"means nothing for a layer of kind {kind}")


def _check_analyses(document: Document, profiles: Collection[str]) -> None:
    layers: dict[str, set[str]] = {}
    for _, item in _items(document, "layers"):
        layers.setdefault(str(item.get("kind")), set()).add(str(item.get("key")))
    for route, item in _items(document, "analyses"):
        for kind in ("network", "origins", "zones", "elevation"):
            _expect(document, (*route, kind), item.get(kind), layers.get(kind, set()), f"{kind} layer")
        polygons = item.get("street_polygons")
        for position, layer in enumerate(polygons if isinstance(polygons, list) else ()):
            place = (*route, "street_polygons", position)
            _expect(document, place, layer, layers.get("street_polygons", set()), "street_polygons layer")
        _check_services(document, route, item, layers.get("destinations", set()))
        for field in ("profiles", "cutoffs_min", "street_polygons", "standards"):
            values = item.get(field)
            if isinstance(values, list) and len(values) != len({str(value) for value in values}):
                document.fault((*route, field), "names the same value twice")
        names = item.get("profiles")
        for position, name in enumerate(names if isinstance(names, list) else ()):
            _expect(document, (*route, "profiles", position), name, profiles, "profile")
        _check_measures(document, route, item)
        _check_groups(document, route, item)


def _check_services(
    document: Document, route: Route, analysis: dict[str, Any], destinations: Collection[str]
) -> None:
    services = analysis.get("services")
    for key, service in services.items() if isinstance(services, dict) else ():
        if not isinstance(service, dict):
            continue  # the models report it
        named, register = service.get("layers"), service.get("register")
        place = (*route, "services", key)
        if not named and register is None:
            document.fault(place, "needs places: layers, register, or both")
        for position, layer in enumerate(named if isinstance(named, list) else ()):
            _expect(document, (*place, "layers", position), layer, destinations, "destinations layer")
        kinds = register.get("kinds") if isinstance(register, dict) else None
        if isinstance(kinds, list) and len(kinds) != len({str(kind) for kind in kinds}):
            document.fault((*place, "register", "kinds"), "names the same value twice")


def _check_measures(document: Document, route: Route, analysis: dict[str, Any]) -> None:
    services, profiles = analysis.get("services"), analysis.get("profiles")
    measures = analysis.get("measures")
    seen: dict[str, int] = {}
    for position, measure in enumerate(measures if isinstance(measures, list) else ()):
        if not isinstance(measure, dict):
            continue  # the models report it
        place = (*route, "measures", position)
        if isinstance(services, dict):
            _expect(document, (*place, "service"), measure.get("service"), services, "service")
        key = measure.get("key")
        if isinstance(key, str) and seen.setdefault(key, position) != position:
            document.fault((*place, "key"), f"{key!r} is already the key of measures[{seen[key]}]")
        kind = str(measure.get("kind"))
        if kind in _COMPARED and isinstance(profiles, list) and "walk" not in profiles:
            what = _COMPARED[kind]
            document.fault((*place, "kind"), f"{what} with the profile 'walk': name it too")
        if kind in _WITHOUT_EQUITY and measure.get("equity") is not None:
            told = f"a minimum has no meaning for {kind}: it is no amount that people have"
            document.fault((*place, "equity"), told)


def _check_standards(document: Document, standards: Collection[str]) -> None:
    for route, item in _items(document, "analyses"):
        names = item.get("standards")
        for position, name in enumerate(names if isinstance(names, list) else ()):
            _expect(document, (*route, "standards", position), name, standards, "standard")


def _check_groups(document: Document, route: Route, analysis: dict[str, Any]) -> None:
    measures, zones = analysis.get("measures"), analysis.get("zones")
    tables = {item.get("key"): item.get("group_table") for _, item in _items(document, "layers")}
    table = tables.get(zones)
    groups = table.get("groups") if isinstance(table, dict) else {}
    for position, measure in enumerate(measures if isinstance(measures, list) else ()):
        if not (isinstance(measure, dict) and measure.get("kind") == "group_coverage"):
            continue
        place, group = (*route, "measures", position, "group"), measure.get("group")
        if zones is None:
            document.fault(place, f"there is no group {group!r}: the analysis has no zones")
        elif zones in tables and isinstance(groups, dict):
            _expect(document, place, group, groups, "group")
