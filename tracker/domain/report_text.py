"""The source of a report: Markdown with figure directives, read with every fault at its line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from studies.characters import unprintable

DIRECTIVE_NAMES = ("coverage", "map", "milestones")

_DIRECTIVE_LINE = re.compile(r"^::(?P<name>[A-Za-z][\w-]*)\s*(?:\{(?P<options>.*)\})?\s*$")
_OPTION = re.compile(
    r'\s*(?P<key>[A-Za-z_]\w*)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s"{}]+))(?=\s|$)'
)
_INLINE_DIRECTIVE = re.compile(r"::(?:" + "|".join(DIRECTIVE_NAMES) + r")\b")
_LINK_SCHEMES = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Fault:
    """
    Something in the source that must be mended before it can be submitted.

    Parameters
    ----------
    line : int
        Line of the source, counted from 1.
    message : str
        What is wrong and what to write instead.
    """

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Directive:
    """
    A figure asked for.

    Parameters
    ----------
    name : str
        ``coverage``, ``map`` or ``milestones``.
    options : dict of str to str
        As written.
    line : int
        Line of the source, counted from 1.
    figure_id : str
        Its anchor, ``figure-1`` and so on in the order of the source.
    """

    name: str
    options: dict[str, str]
    line: int
    figure_id: str


@dataclass(frozen=True, slots=True)
class Passage:
    """
    Markdown between two figures.

    Parameters
    ----------
    tokens : tuple of markdown_it.token.Token
        Parsed blocks; headings carry an ``id`` attribute.
    """

    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class ReportText:
    """
    A source that was read.

    Parameters
    ----------
    title : str or None
        The level-1 heading on the first line, when there is one.
    parts : tuple of Passage or Directive
        In the order of the source.
    heading_ids : tuple of str
        Anchors of the headings.
    faults : tuple of Fault
        In the order of their lines; those of values in directives are found by `figure_request`.
    """

    title: str | None
    parts: tuple[Passage | Directive, ...]
    heading_ids: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def directives(self) -> tuple[Directive, ...]:
        """The figures asked for, in order."""
        return tuple(part for part in self.parts if isinstance(part, Directive))

    @property
    def anchors(self) -> frozenset[str]:
        """Every place that a comment or a link may point at."""
        return frozenset(self.heading_ids) | {directive.figure_id for directive in self.directives}


def markdown() -> MarkdownIt:
    """
    Give the one reader of Markdown: CommonMark with tables, raw HTML kept as text.

    Returns
    -------
    markdown_it.MarkdownIt
        With the rule for directives.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.block.ruler.before(
        "paragraph",
        "directive",
        _directive_rule,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )
    return reader


def _directive_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: ARG001 - signature of the library
    begin = state.bMarks[start_line] + state.tShift[start_line]
    text = state.src[begin : state.eMarks[start_line]]
    if state.is_code_block(start_line) or not re.match(r"::[A-Za-z]", text):
        return False
    if silent:
        return True
    token = state.push("directive", "", 0)
    token.content = text
    token.map = [start_line, start_line + 1]
    state.line = start_line + 1
    return True


def read_report(source: str) -> ReportText:
    """
    Read a report's source.

    Parameters
    ----------
    source : str
        Markdown with directives.

    Returns
    -------
    ReportText
        What was understood, and all faults found.
    """
    faults = [
        fault
        for number, line in enumerate(source.split("\n"), start=1)
        for fault in _character_faults(number, line)
    ]
    tokens = markdown().parse(source)
    title, tokens = _split_title(tokens)
    faults += _heading_faults(tokens)
    heading_ids = _name_headings(tokens)
    parts: list[Passage | Directive] = []
    passage: list[Token] = []
    figure_count = 0
    for token in tokens:
        if token.type != "directive":
            passage.append(token)
            continue
        figure_count += 1
        options, option_faults = _read_options(token)
        faults += option_faults
        if token.level > 0:
            faults.append(Fault(_line(token), "a figure must stand outside lists and quotations"))
        if passage:
            parts.append(Passage(tuple(passage)))
            passage = []
        name = token.content[2:].partition("{")[0].strip()
        parts.append(Directive(name, options, _line(token), f"figure-{figure_count}"))
    if passage:
        parts.append(Passage(tuple(passage)))
    anchors = {*heading_ids, *(f"figure-{number}" for number in range(1, figure_count + 1))}
    faults += _inline_faults(tokens, anchors)
    ordered = tuple(sorted(set(faults), key=lambda fault: (fault.line, fault.message)))
    return ReportText(title, tuple(parts), tuple(heading_ids), ordered)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _character_faults(line: int, text: str) -> list[Fault]:
    return [
        Fault(line, f"the character {character} cannot be printed; remove it")
        for character in unprintable(text)
    ]


def _split_title(tokens: list[Token]) -> tuple[str | None, list[Token]]:
    if len(tokens) >= 3 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":  # noqa: PLR2004 - open, text, close
        return plain_text(tokens[1].children or []) or None, tokens[3:]
    return None, tokens


def plain_text(tokens: Sequence[Token]) -> str:
    """
    Give the words of inline tokens without their mark-up.

    Parameters
    ----------
    tokens : sequence of markdown_it.token.Token
        Children of an inline token.

    Returns
    -------
    str
        Text in one line.
    """
    words = [
        " " if token.type in {"softbreak", "hardbreak"} else token.content
        for token in tokens
        if token.type in {"text", "code_inline", "softbreak", "hardbreak", "image", "text_special"}
    ]
    return "".join(words).strip()


def _heading_faults(tokens: Sequence[Token]) -> list[Fault]:
    faults = []
    previous_level = 1
    for position, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        if level == 1:
            message = "only the title, on the first line, has one #; write ## for a section"
            faults.append(Fault(_line(token), message))
        elif level > previous_level + 1:
            message = f"the heading goes from level {previous_level} to level {level}; none may be left out"
            faults.append(Fault(_line(token), message))
        if token.level > 0:
            faults.append(Fault(_line(token), "a heading must stand outside lists and quotations"))
        if not plain_text(tokens[position + 1].children or []):
            faults.append(Fault(_line(token), "the heading has no words"))
        previous_level = max(level, 1)
    return faults


def _name_headings(tokens: Sequence[Token]) -> list[str]:
    ids: list[str] = []
    for position, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        words = plain_text(tokens[position + 1].children or [])
        normal = unicodedata.normalize("NFC", words).lower()
        stem = "section-" + (re.sub(r"[^\w]+", "-", normal).strip("-_") or "untitled")
        name, repeat = stem, 1
        while name in ids:
            repeat += 1
            name = f"{stem}-{repeat}"
        token.attrSet("id", name)
        ids.append(name)
    return ids


def _read_options(token: Token) -> tuple[dict[str, str], list[Fault]]:
    line = _line(token)
    match = _DIRECTIVE_LINE.match(token.content)
    if match is None:
        message = 'the directive must look like ::name{key=value other="words in quotes"} and fill its line'
        return {}, [Fault(line, message)]
    faults = []
    if match["name"] not in DIRECTIVE_NAMES:
        known = ", ".join(f"::{name}" for name in DIRECTIVE_NAMES)
        faults.append(Fault(line, f"::{match['name']} is not known; known are {known}"))
    options: dict[str, str] = {}
    text = (match["options"] or "").rstrip()
    position = 0
    while position < len(text):
        option = _OPTION.match(text, position)
        if option is None:
            faults.append(Fault(line, f"cannot read {text[position:].strip()!r}; write key=value"))
            break
        if option["key"] in options:
            faults.append(Fault(line, f"{option['key']} is given twice"))
        value = option["bare"] if option["quoted"] is None else re.sub(r"\\(.)", r"\1", option["quoted"])
        options[option["key"]] = value
        position = option.end()
    return options, faults


def _inline_faults(tokens: Sequence[Token], anchors: set[str]) -> list[Fault]:
    faults = []
    for token in tokens:
        if token.type != "inline":
            continue
        line = _line(token)
        children = token.children or []
        for position, child in enumerate(children):
            # Entities such as &#xe000; become characters only here.
            faults += _character_faults(line, child.content)
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            elif child.type == "text" and _INLINE_DIRECTIVE.search(child.content):
                faults.append(Fault(line, "a figure directive must stand alone on its line"))
            elif child.type == "image":
                faults.append(Fault(line, "pictures cannot be included; use ::map, or link to the picture"))
            elif child.type == "link_open":
                faults += _link_faults(line, str(child.attrGet("href") or ""), anchors)
                if children[position + 1].type == "link_close":
                    faults.append(Fault(line, "the link has no words"))
    return faults


def _link_faults(line: int, address: str, anchors: set[str]) -> list[Fault]:
    if address.startswith("#"):
        if link_anchor(address) in anchors:
            return []
        return [Fault(line, f"the link {address} points at no heading or figure of this report")]
    if address.lower().startswith(_LINK_SCHEMES):
        return []
    return [
        Fault(line, f"the link {address!r} must be a whole address (https://…) or an anchor (#section-…)")
    ]


def link_anchor(address: str) -> str:
    """
    Give the anchor that a link inside the report points at.

    Parameters
    ----------
    address : str
        ``#`` and a percent-encoded anchor.

    Returns
    -------
    str
        The anchor as it stands in the headings.
    """
    return unquote(address[1:])
