"""Turns a report into a tree of plain values for the typesetter: text stays data and is never mark-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from tracker.domain.figure import Figure, MapFigure, MilestonesFigure
from tracker.domain.report_text import Passage, ReportText, link_anchor
from tracker.errors import RenderingError
from tracker.services.rendering.choropleth import draw_map
from tracker.services.rendering.figure_text import FigureTable, figure_text

Node = dict[str, Any]

_MARKS = {"strong": "strong", "em": "emph", "s": "strike"}


def document_tree(text: ReportText, figures: Mapping[str, Figure], language: str) -> list[Node]:
    """Give the blocks of a report in order; every directive must have its figure."""
    blocks: list[Node] = []
    for part in text.parts:
        if isinstance(part, Passage):
            blocks += _blocks(SyntaxTreeNode(list(part.tokens)).children)
            continue
        if blocks and blocks[-1]["kind"] == "paragraph":
            blocks[-1]["sticky"] = True  # words that lead to a figure stay on its page
        blocks.append(_figure(figures[part.figure_id], language))
    return blocks


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> list[Node]:
    return [_block(node) for node in nodes]


def _block(node: SyntaxTreeNode) -> Node:
    if node.type not in _BLOCKS:
        raise RenderingError(f"The typesetter does not know the block {node.type!r}.")
    return _BLOCKS[node.type](node)


def _heading(node: SyntaxTreeNode) -> Node:
    level = int(node.tag[1]) - 1  # the title is no heading, so that sections are of the first level
    return {"kind": "heading", "level": level, "id": node.attrs["id"], "body": _inline(node)}


def _list(node: SyntaxTreeNode) -> Node:
    return {
        "kind": "list",
        "ordered": node.type == "ordered_list",
        "start": int(node.attrs.get("start", 1)),
        "items": [_blocks(item.children) for item in node.children],
    }


def _code(node: SyntaxTreeNode) -> Node:
    return {"kind": "code", "text": node.content.removesuffix("\n")}


def _inline(node: SyntaxTreeNode) -> list[Node]:
    """Give the children of a block's only inline child."""
    return [_span(child) for inline in node.children for child in inline.children]


def _span(node: SyntaxTreeNode) -> Node:
    if node.type in _MARKS:
        return {"kind": _MARKS[node.type], "body": _spans(node)}
    if node.type not in _SPANS:
        raise RenderingError(f"The typesetter does not know the mark-up {node.type!r}.")
    return _SPANS[node.type](node)


def _spans(node: SyntaxTreeNode) -> list[Node]:
    return [_span(child) for child in node.children]


def _text(node: SyntaxTreeNode) -> Node:
    return {"kind": "text", "text": node.content}


def _link(node: SyntaxTreeNode) -> Node:
    address = str(node.attrs["href"])
    if address.startswith("#"):
        return {"kind": "reference", "anchor": link_anchor(address), "body": _spans(node)}
    return {"kind": "link", "address": address, "body": _spans(node)}


def _markdown_table(node: SyntaxTreeNode) -> Node:
    rows = [row for section in node.children for row in section.children]
    header, body = rows[0], rows[1:]
    numeric = [
        column for column, cell in enumerate(header.children) if "right" in str(cell.attrs.get("style", ""))
    ]
    return {
        "kind": "table",
        "header": [_inline(cell) for cell in header.children],
        "rows": [[_inline(cell) for cell in row.children] for row in body],
        "numeric": numeric,
    }


def _figure(figure: Figure, language: str) -> Node:
    words = figure_text(figure, language)
    return {
        "kind": "figure",
        "id": figure.id,
        "label": words.label,
        "caption": words.caption,
        "sentences": list(words.sentences),
        "svg": draw_map(figure, language) if isinstance(figure, MapFigure) else None,
        "alternative": words.alternative,
        "table": _figure_table(words.table) if words.table else None,
        "notes": list(words.notes),
        "breakable": isinstance(figure, MilestonesFigure),  # a long plan may fill pages
    }


def _figure_table(table: FigureTable) -> Node:
    return {
        "kind": "table",
        "header": [[{"kind": "text", "text": cell}] for cell in table.header],
        "rows": [[[{"kind": "text", "text": cell}] for cell in row] for row in table.rows],
        "numeric": sorted(table.numeric),
    }


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], Node]] = {
    "heading": _heading,
    "paragraph": lambda node: {"kind": "paragraph", "body": _inline(node)},
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": lambda node: {"kind": "quote", "body": _blocks(node.children)},
    "fence": _code,
    "code_block": _code,
    "hr": lambda _: {"kind": "rule"},
    "table": _markdown_table,
}
_SPANS: dict[str, Callable[[SyntaxTreeNode], Node]] = {
    "text": _text,
    "text_special": _text,
    "code_inline": _code,
    "link": _link,
    "softbreak": lambda _: {"kind": "text", "text": " "},
    "hardbreak": lambda _: {"kind": "break"},
}
