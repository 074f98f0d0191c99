"""The PDF of a report is tagged, says its language, gives the same bytes, and shows any text as text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tracker.domain.figure import Figure
from tracker.domain.report_text import read_report
from tracker.errors import RenderingError
from tracker.services.rendering.document_tree import document_tree
from tracker.services.rendering.pdf import FONT_FOLDERS

SetPdf = Callable[..., bytes]
SOURCE = """## Findings

Text with **strong**, *emphasis*, `code` and [a link](https://www.example.org) to [the plan](#figure-3).

::coverage{}
::map{}

### Detail

1. one
   - nested

> quoted

| What | Number |
| --- | ---: |
| a | 1 |

```
code
```

---

::milestones{}
"""
needs_korean = pytest.mark.skipif(
    not (FONT_FOLDERS[1] / "NotoSansCJK-Regular.ttc").exists(),
    reason="FONTS ABSENT: install fonts-noto-cjk to run this test",
)


def elements(node: Any) -> Iterator[Any]:  # noqa: ANN401 - objects of the PDF
    """Walk the structure tree."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]


def test_the_pdf_claims_and_carries_what_accessibility_needs(set_pdf: SetPdf) -> None:
    with pikepdf.open(io.BytesIO(set_pdf(SOURCE))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"] == "Who reaches what"
        found = tags(pdf)
        for tag in ("/Title", "/H1", "/H2", "/L", "/Table", "/THead", "/TH", "/Figure", "/TOC", "/Caption"):
            assert tag in found
        # Two columns of the table, three of the interval, six of the plan.
        assert found.count("/TH") == 2 + 3 + 6
        pictures = [node for node in elements(pdf.Root.StructTreeRoot) if str(node.S) == "/Figure"]
        assert pictures
        assert all(str(node.Alt).startswith('Where & "who". Health units: within 15') for node in pictures)


def test_the_same_report_gives_the_same_bytes(set_pdf: SetPdf) -> None:
    first = set_pdf(SOURCE)
    assert set_pdf(SOURCE) == first
    assert b"D:20261122" in first


@needs_korean
def test_korean_is_set_in_korean(set_pdf: SetPdf) -> None:
    with pikepdf.open(
        io.BytesIO(set_pdf("## 주요 결과\n\n::coverage{}\n::map{}\n::milestones{}\n", "ko"))
    ) as pdf:
        assert str(pdf.Root.Lang) == "ko"
        assert "/Figure" in tags(pdf)


@pytest.mark.parametrize("language", ["pt-BR", "es"])
def test_the_other_languages_are_named_too(language: str, set_pdf: SetPdf) -> None:
    with pikepdf.open(io.BytesIO(set_pdf("## Síntese\n\n::coverage{}\n", language))) as pdf:
        assert str(pdf.Root.Lang) == language


def test_without_debians_fonts_latin_is_set_and_korean_is_refused_by_name(set_pdf: SetPdf) -> None:
    nowhere = (Path("/nonexistent"),)
    assert set_pdf("## Síntese\n\nnão", "pt-BR", fonts=nowhere).startswith(b"%PDF")
    with pytest.raises(RenderingError, match=r"No installed font has these characters: .*결.*fonts-noto-cjk"):
        set_pdf("## 결과", "ko", fonts=nowhere)


def leaves(nodes: Any) -> str:  # noqa: ANN401 - a tree of plain values
    """Give the text of a tree for the typesetter, in order."""
    return "".join(node.get("text", "") or leaves(node.get("body", [])) for node in nodes)


@given(st.text(alphabet=st.sampled_from("#$@*_`~-=<>[](){}\\/\"'^&%!|+ aé결\u00a0"), min_size=1, max_size=40))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_of_a_code_span_reach_the_page_as_they_are(set_pdf: SetPdf, words: str) -> None:
    shown = " ".join(words.split()) or "x"
    fence = "`" * 41
    text = read_report(f"{fence} {shown} {fence}")
    assert leaves(document_tree(text, {}, "en")) == shown
    assert set_pdf(f"{fence} {shown.replace('결', 'k')} {fence}").startswith(b"%PDF")


PIECES = [
    *("## A\n", "### B\n", "- ", "1. ", "0) ", "> ", "**", "*", "`", "```\n", "~~", "[x](#section-a)"),
    *("| a | b |\n| --- | ---: |\n", "| |\n|-|\n", "| x |\n", "[*y*](mailto:a@b.example)", "\n", "\n\n"),
    *("    ", "word ", "\\\n", "  \n", "---\n", "===\n", "&amp;", "&#0;", "&#xe000;", "<b>", "<!-- c -->"),
    *("#", "$", "@", "\t", "[r]: https://x.example\n", "[r]", "<https://a.example>", "::milestones\n"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_has_no_fault_can_be_set(
    figures: dict[str, Figure], set_blocks: Callable[..., bytes], source: str
) -> None:
    text = read_report(source)
    assume(not text.faults)
    plans = {directive.figure_id: figures["figure-3"] for directive in text.directives}
    named = {name: plan.model_copy(update={"id": name}) for name, plan in plans.items()}
    assert set_blocks(document_tree(text, named, "en")).startswith(b"%PDF")


@pytest.mark.parametrize(
    "words",
    [
        "#panic()",
        '#import "x": *',
        "$x_1$",
        "<label>",
        "@reference",
        "= heading",
        "#{1 + 1}",
        "~",
        "--",
        "\\#",
    ],
)
def test_typesetters_markup_is_printed_not_obeyed(words: str, set_pdf: SetPdf, tmp_path: Path) -> None:
    import subprocess

    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(set_pdf(f"Before ``` {words} ``` after."))
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True)
    assert f"Before {words} after." in " ".join(done.stdout.split())
