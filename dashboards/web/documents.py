"""What the window serves beside its pages, under the reader's session: maps, CSV tables, PDF reports."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards import models as wire
from dashboards.client import ApiClient
from dashboards.errors import ApiError, ApiProblem, LayerTooLargeError
from dashboards.i18n import Translator
from dashboards.legend import ISOCHRONES, SHOWS
from dashboards.maps import MapText, coverage_map, ground_json
from dashboards.measures.figures import MeasurePicture, measure_key
from dashboards.measures.tables import measure_csv
from dashboards.places import find_places, with_named_features, with_names
from dashboards.register.drawing import drawing_json
from dashboards.register.importing import ImportApi
from dashboards.register.keeping import RegisterApi
from dashboards.register.listing import ROWS_A_PAGE, listed, place_link
from dashboards.tables import areas_csv
from dashboards.web.plain import Connect, page
from dashboards.web.shell import SESSION_COOKIE, language_of
from dashboards.words import profile_name

Document = Callable[[Request, ApiClient, Translator], Response]


def document_routes(connect: Connect) -> list[Route]:
    """Give the routes; plain functions, so that Starlette runs them in threads."""

    def served(document: Document) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            t = Translator(language_of(request))
            try:
                with connect(request.cookies.get(SESSION_COOKIE)) as api:
                    return document(request, api, t)
            except ApiProblem as problem:
                if problem.signed_out:
                    return RedirectResponse("/sign-in", status_code=303)
                return _notice(t, problem.detail or problem.title, problem.status)
            except ApiError:
                return _notice(
                    t, t("The record cannot be reached at the moment. Try again in a minute."), 503
                )
            except (KeyError, ValueError):
                return _notice(t, t("This address does not name a map or a table."), 400)

        return answer

    return [
        Route("/maps/coverage", served(_coverage_map)),
        Route("/tables/areas.csv", served(_areas_csv)),
        Route("/tables/measure.csv", served(_measure_csv)),
        Route("/tables/imports/{import_id}.xlsx", served(_import_report)),
        Route("/maps/place", served(_place_map)),
        Route("/maps/register", served(_register_map)),
        Route("/reports/versions/{version_id}.pdf", served(_version_pdf)),
    ]


def _coverage_map(request: Request, api: ApiClient, t: Translator) -> Response:
    query = request.query_params
    show, kind = query["show"], query["kind"]
    key = measure_key(show)
    if key is None and show not in {*SHOWS, ISOCHRONES}:
        raise ValueError(show)
    assessment = api.get_assessment(query["assessment"])
    service, profile, cutoff_s = query["service"], query["profile"], float(query["cutoff_s"])
    areas = api.list_area_features(
        assessment.id, kind=kind, service=service, profile=profile, cutoff_s=cutoff_s
    )
    title = t(
        "Coverage map: {service}, {profile}, {minutes} minutes",
        service=t.pick(assessment.services[service]),
        profile=profile_name(t, profile),
        minutes=t.number(cutoff_s / 60),
    )
    places = service_layers(assessment, api.list_layers(assessment.study), service)
    names = ", ".join(t.pick(layer.title) for layer in places)
    text = MapText(title, names or None, source_line(t, assessment), citations(assessment))
    spots = [spot for layer in places for spot in api.list_layer_features(layer.id).features]
    ground = None
    if kind == "hexagon":
        ground = api.list_area_features(
            assessment.id, kind="district", service=service, profile=profile, cutoff_s=cutoff_s
        )
        areas = with_named_features(t, areas, find_places(areas, ground))
    try:
        page = coverage_map(
            t,
            areas,
            show=show,
            text=text,
            ground=ground,
            places=wire.FeatureCollection(features=spots),
            selected=query.get("area"),
            measure=_measure_picture(t, api, assessment.id, key, kind, profile) if key else None,
            isochrones=api.list_isochrones(assessment.id, service=service, profile=profile, cutoff_s=cutoff_s)
            if show == ISOCHRONES
            else None,
        )
    except LayerTooLargeError as error:
        message = t(
            "{count} areas are more than this map can draw (at most {limit}). Choose districts instead; "
            "the table lists every area.",
            count=t.number(error.feature_count),
            limit=t.number(error.limit),
        )
        return _notice(t, message, 200)
    return HTMLResponse(page, headers={"cache-control": "private, no-store"})


def _measure_picture(
    t: Translator, api: ApiClient, assessment_id: str, key: str, kind: str, profile: str
) -> MeasurePicture:
    rows = [row for row in api.list_measures(assessment_id) if (row.key, row.profile) == (key, profile)]
    if not rows:
        raise ValueError(key)
    return MeasurePicture(t, rows[0], api.list_area_measures(assessment_id, key, kind=kind, profile=profile))


def service_layers(
    assessment: wire.AssessmentRead, layers: list[wire.LayerRead], service: str
) -> list[wire.LayerRead]:
    """Find the layers of places a service class is made of."""
    declared = assessment.provenance.parameters.get("services", {}) if assessment.provenance else {}
    keys = declared.get(service, [])
    return [layer for layer in layers if layer.kind == "destinations" and layer.key in keys]


def source_line(t: Translator, assessment: wire.AssessmentRead) -> str:
    """Say when a run was computed, and whether its data is synthetic."""
    synthetic = t("Synthetic data, not a real place.") + " " if assessment.synthetic else ""
    day = assessment.finished_at.date() if assessment.finished_at else None
    return synthetic + t("Computed {day}.", day=t.day(day))


def citations(assessment: wire.AssessmentRead) -> tuple[str, ...]:
    """Name each source of a run once."""
    inputs = assessment.provenance.inputs if assessment.provenance else []
    return tuple(dict.fromkeys(item.citation for item in inputs))


def _areas_csv(request: Request, api: ApiClient, t: Translator) -> Response:
    query = request.query_params
    service, profile, cutoff_s = query["service"], query["profile"], float(query["cutoff_s"])
    rows = api.list_areas(
        query["assessment"], kind=query["kind"], service=service, profile=profile, cutoff_s=cutoff_s
    )
    if query["kind"] == "hexagon":
        hexagons, districts = (
            api.list_area_features(
                query["assessment"], kind=kind, service=service, profile=profile, cutoff_s=cutoff_s
            )
            for kind in ("hexagon", "district")
        )
        rows = with_names(t, rows, find_places(hexagons, districts))
    name = f"{query['kind']}-{query['service']}-{query['profile']}-{float(query['cutoff_s']):.0f}s.csv"
    return _download(areas_csv(rows).encode("utf-8-sig"), "text/csv; charset=utf-8", name)


def _measure_csv(request: Request, api: ApiClient, _t: Translator) -> Response:
    query = request.query_params
    assessment = api.get_assessment(query["assessment"])
    key, kind, profile = query["measure"], query["kind"], query["profile"]
    measures = [row for row in api.list_measures(assessment.id) if (row.key, row.profile) == (key, profile)]
    if not measures:
        raise ValueError(key)
    # any figure of the run has the names of its areas
    service, cutoff_s = measures[0].service, assessment.cutoffs_s[0]
    areas = api.list_areas(assessment.id, kind=kind, service=service, profile=profile, cutoff_s=cutoff_s)
    rows = api.list_area_measures(assessment.id, key, kind=kind, profile=profile)
    names = {area.area_id: area for area in areas}
    content = measure_csv(rows, measures[0].unit, names)
    return _download(content.encode("utf-8-sig"), "text/csv; charset=utf-8", f"{kind}-{key}-{profile}.csv")


def _version_pdf(request: Request, api: ApiClient, _t: Translator) -> Response:
    version_id = request.path_params["version_id"]
    return _download(api.get_version_pdf(version_id), "application/pdf", f"report-{version_id}.pdf")


def _import_report(request: Request, api: ApiClient, t: Translator) -> Response:
    import_id = request.path_params["import_id"]
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    content = ImportApi(api).get_report(import_id, t.language)
    return _download(content, media_type, f"import-{import_id}.xlsx")


def _place_map(request: Request, api: ApiClient, t: Translator) -> Response:
    place = RegisterApi(api).get_place(request.query_params["place"])
    drawing = drawing_json(t, [place], near=None, within_m=None, ground=_ground(api, place.study))
    return page("place_map.html", t, place=place, drawing=drawing)


def _register_map(request: Request, api: ApiClient, t: Translator) -> Response:
    slug, search, state = listed(request.query_params)
    places = RegisterApi(api).list_places(slug, search, state=state, limit=ROWS_A_PAGE).items
    links = [place_link(slug, place.id) for place in places]
    ground = _ground(api, slug)
    drawing = drawing_json(t, places, near=None, within_m=None, ground=ground, links=links)
    return page("places_map.html", t, drawing=drawing)


def _ground(api: ApiClient, slug: str) -> dict[str, Any] | None:
    """Give the borders of a study's districts, for a map of places to stand on."""
    zones = [layer for layer in api.list_layers(slug) if layer.kind == "zones"]
    shapes = [shape for layer in zones for shape in api.list_layer_features(layer.id).features]
    return ground_json(wire.FeatureCollection(features=shapes)) if shapes else None


def _download(content: bytes, media_type: str, name: str) -> Response:
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    headers = {"content-disposition": f'attachment; filename="{safe}"', "cache-control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _notice(t: Translator, message: str, status: int) -> Response:
    """Say something where a map or a file would be."""
    head = (
        f'<!DOCTYPE html><html lang="{t.language}"><head><meta charset="utf-8">'
        f"<title>{escape(message)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/assets/shell/signin.css"></head>'
    )
    title = escape(t("Nothing to show here"))
    body = f"<body><main><h1>{title}</h1><p>{escape(message)}</p></main></body></html>"
    return HTMLResponse(head + body, status_code=status)
