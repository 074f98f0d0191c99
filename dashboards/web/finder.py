"""The public finder: plain pages without account or script to find a place and to tell what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.errors import ApiError, ApiProblem
from dashboards.i18n import Translator
from dashboards.register import words
from dashboards.register.api import FinderApi, Search, easier
from dashboards.register.drawing import drawing_json
from dashboards.register.models import ChoicesRead, FinderSummary, PlaceFound
from dashboards.state import today
from dashboards.web.plain import Connect, address_of, from_this_site, page
from dashboards.web.shell import language_of

WITHIN_M: Final = (500, 1000, 2000, 5000, 10_000)
USUAL_WITHIN_M: Final = 2000
AROUND_M: Final = 1000
LONGEST_TEXT: Final = 2000
FORMATS: Final = ("csv", "xlsx", "geojson", "gpkg", "a11yjson")
UNREADABLE: Final = (400, 422)  # how the API answers a search that makes no sense
EXTENSIONS: Final = {"a11yjson": "json"}

Shown = Callable[[Request, FinderApi, Translator], Response]


def finder_routes(connect: Connect, *, studies: Sequence[str] = ()) -> list[Route]:
    """
    Give the addresses of the finder; each asks the API as nobody in particular.

    With `studies` only these are shown, in this order; without, all that have published places.
    """

    def is_shown(request: Request) -> bool:
        return not studies or request.path_params.get("slug", studies[0]) in studies

    def served(show: Shown) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            t = Translator(language_of(request))
            if not is_shown(request):
                return page("finder_message.html", t, 404, missing=True)
            try:
                with connect(None) as api:
                    return show(request, FinderApi(api), t)
            except ApiError as error:
                return _failure(t, error)

        return answer

    def choose_city(_request: Request, finder: FinderApi, t: Translator) -> Response:
        return page("finder_cities.html", t, cities=_cities(finder, studies))

    async def suggest(request: Request) -> Response:
        if not is_shown(request):
            return page("finder_message.html", Translator(language_of(request)), 404, missing=True)
        form = await request.form()
        return await run_in_threadpool(_suggest, connect, request, form)

    return [
        Route("/find", served(choose_city)),
        Route("/find/{slug}", served(_find)),
        Route("/find/{slug}/export", served(_export)),
        Route("/find/{slug}/places/{key:path}", served(_show_place), methods=["GET"]),
        Route("/find/{slug}/places/{key:path}", suggest, methods=["POST"]),
    ]


def _failure(t: Translator, error: ApiError) -> Response:
    """Say what could not be done, and where to go on."""
    if isinstance(error, ApiProblem) and error.refused:
        return page("finder_message.html", t, 404, missing=True)
    return page("finder_message.html", t, 503, missing=False)


def _cities(finder: FinderApi, studies: Sequence[str]) -> list[FinderSummary]:
    """Read the studies that have a finder; of those named, one without published places is left out."""
    found = {item.slug: item for item in finder.list_finders()}
    return [found[slug] for slug in studies or found if slug in found]


# --- searching ---------------------------------------------------------------------------------


def search_of(query: QueryParams) -> Search:
    """Read a search from an address; what makes no sense counts as not asked for."""
    within = query.get("within", "")
    near = _position_of(query.get("near", ""))
    return Search(
        q=query.get("q", "").strip()[:200],
        kind=query.get("kind", ""),
        needs=tuple(kind for kind in words.FACT_KINDS if kind in query.getlist("need")),
        strict=query.get("reading") != "maybe",
        district=query.get("district", ""),
        near=near,
        within_m=(float(within) if within.isdigit() else USUAL_WITHIN_M) if near else None,
        cursor=query.get("cursor"),
    )


def _position_of(text: str) -> tuple[float, float] | None:
    """Read "longitude,latitude" [deg]."""
    parts = text.split(",")
    try:
        lon_deg, lat_deg = (float(part) for part in parts)
    except ValueError:
        return None
    return (lon_deg, lat_deg) if abs(lon_deg) <= 180 and abs(lat_deg) <= 90 else None  # noqa: PLR2004 - degrees


def _pairs_of(search: Search) -> list[tuple[str, str]]:
    """Write a search as an address has it; `search_of` reads it again."""
    pairs: list[tuple[str, str]] = [("need", need) for need in search.needs]
    pairs += [(name, value) for name in ("q", "kind", "district") if (value := str(getattr(search, name)))]
    if not search.strict:
        pairs.append(("reading", "maybe"))
    if search.near:
        pairs += [("near", f"{search.near[0]:.3f},{search.near[1]:.3f}")]
        pairs += [("within", f"{search.within_m or USUAL_WITHIN_M:.0f}")]
    if search.cursor:
        pairs.append(("cursor", search.cursor))
    return pairs


def _with_pairs(start: str, pairs: list[tuple[str, str]]) -> str:
    return f"{start}?{urlencode(sorted(pairs))}" if pairs else start


def address_of_search(slug: str, search: Search) -> str:
    """Give the address that shows a search, so that it can be kept and sent on."""
    return _with_pairs(f"/find/{quote(slug, safe='')}", _pairs_of(search))


def address_of_file(slug: str, search: Search, file_format: str) -> str:
    """Give the address of a file with all places of a search."""
    pairs = [*_pairs_of(search.without()), ("format", file_format)]
    return _with_pairs(f"/find/{quote(slug, safe='')}/export", pairs)


def _find(request: Request, finder: FinderApi, t: Translator) -> Response:
    slug = request.path_params["slug"]
    choices, ground = finder.get_choices(slug), _ground(finder, slug)
    search = search_of(request.query_params)
    fault = ""
    try:
        found = finder.list_places(slug, search)
    except ApiProblem as problem:
        # A search the API cannot read, such as a page that is no longer there: start again, and say so.
        if problem.status not in UNREADABLE:
            raise
        fault = t("This search could not be read, so it starts again from its first page.")
        search = Search(needs=search.needs, strict=search.strict)
        found = finder.list_places(slug, search)
    following = None if found.next_cursor is None else search.without()
    return page(
        "finder.html",
        t,
        slug=slug,
        choices=choices,
        search=search,
        found=found,
        fault=fault,
        words=words,
        withins=WITHIN_M,
        usual_within_m=USUAL_WITHIN_M,
        files=[(_format_names(t)[name], address_of_file(slug, search, name)) for name in FORMATS],
        page_title=_page_title(t, choices, search, found.total),
        printed=_printed(t, request, address_of_search(slug, search)),
        summary=search_text(t, search),
        place_address=place_address,
        first_page=address_of_search(slug, search.without()),
        next_page=following and address_of_search(slug, _from(following, found.next_cursor)),
        easier=_easier_searches(finder, t, slug, search) if not found.total else [],
        drawing=drawing_json(t, found.items, near=search.near, within_m=search.within_m, ground=ground),
    )


def _ground(finder: FinderApi, slug: str) -> dict[str, Any]:
    """Give the districts that the map stands on, as GeoJSON."""
    features = [
        {"type": "Feature", "geometry": feature.geometry, "properties": {}}
        for feature in finder.get_ground(slug).features
    ]
    return {"type": "FeatureCollection", "features": features}


def _format_names(t: Translator) -> dict[str, str]:
    return {
        "csv": t("Table (CSV)"),
        "xlsx": t("Spreadsheet (XLSX)"),
        "geojson": t("Map data (GeoJSON)"),
        "gpkg": t("Map data (GeoPackage)"),
        "a11yjson": t("Accessibility data (A11yJSON)"),
    }


def _page_title(t: Translator, choices: ChoicesRead, search: Search, total: int) -> str:
    """Name a page of results: a screen reader says this first, so the count leads."""
    count = t.plural("{count} place", "{count} places", total)
    return " · ".join(filter(None, [count, search_text(t, search), t.pick(choices.title)]))


def _printed(t: Translator, request: Request, path: str) -> str:
    """Say where a printed page comes from, and of which day it is."""
    address = str(request.base_url).rstrip("/") + path
    return t("As it stood on {day}: {address}", day=t.day(today()), address=address)


def _from(search: Search, cursor: str | None) -> Search:
    return search.without() if cursor is None else Search(**{**vars(search), "cursor": cursor})


def search_text(t: Translator, search: Search) -> str:
    """Say in words what is looked for."""
    parts = [
        *([f"“{search.q}”"] if search.q else []),
        *([words.kind_name(t, search.kind)] if search.kind else []),
        *[words.fact_name(t, need) for need in search.needs],
        *([words.mixed_case(search.district)] if search.district else []),
    ]
    if search.near:
        within = words.length(t, search.within_m or USUAL_WITHIN_M)
        parts.append(t("within {length} of the chosen point", length=within))
    return " · ".join(parts)


def _easier_searches(finder: FinderApi, t: Translator, slug: str, search: Search) -> list[tuple[str, str]]:
    """Find what would give results when a search gives none: words and an address each."""
    offers = []
    for part, value, other in easier(search):
        total = finder.list_places(slug, other, limit=1).total
        if total:
            offers.append((_offer(t, part, value, total), address_of_search(slug, other)))
    return offers


def _offer(t: Translator, part: str, value: str, total: int) -> str:
    count = t.plural("{count} place", "{count} places", total)
    texts = {
        "strict": t("{places} if some of it may be not known or old", places=count),
        "near": t("{places} at any distance", places=count),
        "district": t("{places} in all districts", places=count),
        "kind": t("{places} of any kind", places=count),
        "q": t("{places} without the words “{words}”", places=count, words=value),
        "need": t("{places} without “{need}”", places=count, need=words.fact_name(t, value)),
    }
    return texts[part]


def place_address(slug: str, place: PlaceFound) -> str:
    """Give the address of a place's page."""
    return f"/find/{quote(slug, safe='')}/places/{quote(place.key, safe='')}"


def address_around(slug: str, place: PlaceFound) -> str:
    """Give the address of what lies around a place; nothing when it is not known well where that is."""
    if place.position is None or words.is_uncertain(place.position):
        return ""
    point = (place.position.lon_deg, place.position.lat_deg)
    return address_of_search(slug, Search(near=point, within_m=float(AROUND_M)))


def _export(request: Request, finder: FinderApi, _t: Translator) -> Response:
    slug, wanted = request.path_params["slug"], request.query_params.get("format", "csv")
    file_format = wanted if wanted in FORMATS else FORMATS[0]
    search = search_of(request.query_params)
    try:
        content, media_type = finder.get_export(slug, search, file_format)
    except ApiProblem as problem:
        if problem.status not in UNREADABLE:
            raise
        return RedirectResponse(address_of_search(slug, search), status_code=303)  # says what is wrong
    part = "" if search.is_open else "-selection"
    name = f"{slug}{part}.{EXTENSIONS.get(file_format, file_format)}"
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return Response(
        content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{safe}"'}
    )


# --- one place ---------------------------------------------------------------------------------


def _show_place(request: Request, finder: FinderApi, t: Translator) -> Response:
    slug, key = request.path_params["slug"], request.path_params["key"]
    ground, place = _ground(finder, slug), finder.get_place(slug, key)
    return _place_page(t, request, place, ground, sent=request.query_params.get("sent") == "1")


def _place_page(
    t: Translator,
    request: Request,
    place: PlaceFound,
    ground: dict[str, Any],
    *,
    sent: bool = False,
    status: int = 200,
    fault: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    slug = request.path_params["slug"]
    values: dict[str, Any] = {
        "slug": slug,
        "place": place,
        "words": words,
        "sent": sent,
        "fault": fault,
        "typed": typed or {"kind": "", "answer": "", "text": ""},
        "longest_text": LONGEST_TEXT,
        "action": place_address(slug, place),
        "around": address_around(slug, place),
        "website": safe_website(place.attributes.get("website", "")),
        "drawing": drawing_json(t, [place], near=None, within_m=None, ground=ground),
        "printed": _printed(t, request, place_address(slug, place)),
    }
    return page("finder_place.html", t, status, **values)


def safe_website(text: str) -> str:
    """Give an address that may be a link: of the web, and of no other kind."""
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        return text
    return f"https://{text}" if text.lower().startswith("www.") else ""


def _suggest(connect: Connect, request: Request, form: FormData) -> Response:
    t = Translator(language_of(request))
    slug, key = request.path_params["slug"], request.path_params["key"]
    typed = {name: str(form.get(name, "")).strip() for name in ("kind", "answer", "text")}
    try:
        with connect(None) as api:
            finder = FinderApi(api)
            ground, place = _ground(finder, slug), finder.get_place(slug, key)
            status, fault = _send(t, finder, request, place, typed)
    except ApiError as error:
        return _failure(t, error)
    if fault:
        return _place_page(t, request, place, ground, status=status, fault=fault, typed=typed)
    return RedirectResponse(f"{place_address(slug, place)}?sent=1#tell", status_code=303)


def _send(
    t: Translator, finder: FinderApi, request: Request, place: PlaceFound, typed: dict[str, str]
) -> tuple[int, str]:
    """Send a suggestion; give the status and the fault, empty when it was taken."""
    if not from_this_site(request):
        return 403, t("This form was sent from another site. Send it again from here.")
    if not typed["text"]:
        return 422, t("Write what is wrong, in a few words.")
    if len(typed["text"]) > LONGEST_TEXT:
        return 422, t("Write at most {count} characters.", count=t.number(LONGEST_TEXT))
    suggestion = {
        "place_key": place.key,
        "kind": typed["kind"] if typed["kind"] in words.FACT_KINDS else None,
        "answer": typed["answer"] if typed["answer"] in {"yes", "no"} else None,
        "text": typed["text"],
        "language": t.language,
    }
    if not (suggestion["kind"] and suggestion["answer"]):
        # The two belong together: half of a statement stays in the words.
        suggestion["kind"] = suggestion["answer"] = None
    try:
        finder.send_suggestion(request.path_params["slug"], suggestion, client_address=address_of(request))
    except ApiProblem as problem:
        return problem.status, _refusal(t, problem)
    return 200, ""


def _refusal(t: Translator, problem: ApiProblem) -> str:
    """Say why a suggestion was not taken, and that nothing typed is lost."""
    if problem.status == 429:  # noqa: PLR2004 - the status codes are the vocabulary here
        return t("There were many messages from here. Try again in an hour; what you wrote is kept.")
    if problem.retryable or problem.refused:
        return t("It could not be sent. What you wrote is kept; try again in a minute.")
    return problem.detail or problem.title
