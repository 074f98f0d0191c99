"""Sets a report as a tagged PDF (PDF/UA-1 and PDF/A-2a) with Typst; the same input gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from tracker.errors import RenderingError
from tracker.services.rendering.document_tree import Node

TEMPLATE = Path(__file__).resolve().parents[2] / "typst" / "report.typ"

# Folders of the Debian packages fonts-noto-core and fonts-noto-cjk. Without them the typesetter's own
# fonts cover Latin script; text they do not cover is refused.
FONT_FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/opentype/noto"))
TEXT_FAMILIES = ("Noto Sans", "Noto Sans CJK KR", "Libertinus Serif")
CODE_FAMILIES = ("Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans CJK KR")


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What stands before the text and in the margins, already in the report's language."""

    title: str
    subtitle: str
    author: str
    version: str
    submitted: str
    content_label: str
    content_sha256: str
    contents: str
    page_template: str  # with {page} and {pages}


def render_pdf(
    title_page: TitlePage,
    blocks: Sequence[Node],
    *,
    language: str,
    submitted_at: datetime,
    font_folders: Sequence[Path] = FONT_FOLDERS,
) -> bytes:
    """Set a report; the time of submission is the only time in the file."""
    fonts = _fonts(tuple(font_folders))
    present = set(fonts.families())
    document = {
        "page": asdict(title_page),
        "blocks": list(blocks),
        "language": language,
        "text_families": [family for family in TEXT_FAMILIES if family in present],
        "code_families": [family for family in CODE_FAMILIES if family in present],
    }
    try:
        compiled = typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(submitted_at.timestamp()),
        )
    except typst.TypstError as error:
        raise RenderingError(_explain(error)) from error
    assert isinstance(compiled, bytes)
    return compiled


@cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Read the fonts once a process: there are hundreds."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(folder) for folder in folders if folder.is_dir()],
    )


def _explain(error: typst.TypstError) -> str:
    """Say what the typesetter could not do, every reason once."""
    found = re.findall(r"^error: (.*)$", error.diagnostic, flags=re.MULTILINE)
    reasons = list(dict.fromkeys(found)) or [error.message]
    uncovered = [
        match[1] for reason in reasons if (match := re.search(r"the text `\"(.*)\"` could not be", reason))
    ]
    others = [reason for reason in reasons if "could not be displayed" not in reason]
    sentences = []
    if uncovered:
        shown = " ".join(uncovered)
        sentences.append(
            f"No installed font has these characters: {shown}."
            " Remove them, or install the Debian packages fonts-noto-core and fonts-noto-cjk."
        )
    sentences += [f"The typesetter refused the report: {reason}." for reason in others]
    return " ".join(sentences)
