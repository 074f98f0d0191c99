"""What the pages outside Streamlit share: templates in the reader's language, and where a form came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboards.client import ApiClient
from dashboards.i18n import LANGUAGES, Translator

Connect = Callable[[str | None], ApiClient]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = Path(__file__).parent.parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(name: str, t: Translator, status: int = 200, **values: object) -> HTMLResponse:
    """Fill a template in the reader's language."""
    text = _templates().get_template(name).render(t=t, languages=LANGUAGES, language=t.language, **values)
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})


def from_this_site(request: Request) -> bool:
    """Tell whether a form was sent from our own pages (browsers name the origin of a POST)."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def address_of(request: Request) -> str | None:
    """Give the network address of the person's computer; nothing when it is none."""
    try:
        return str(ip_address(request.client.host)) if request.client else None
    except ValueError:
        return None
