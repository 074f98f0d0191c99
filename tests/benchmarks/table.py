"""The rows of the benchmark as a table for people; its lines are Markdown as well."""

from __future__ import annotations

from tests.benchmarks.rows import Row

HEADS = ("work", "nodes", "ours", "peer", "peer's", "ratio", "equal")
NOTHING = "-"


def duration(seconds: float | None) -> str:
    """Write a time with three digits and the unit that suits it."""
    if seconds is None:
        return NOTHING
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:,.1f} s"


def ratio(value: float | None) -> str:
    """Write how many times as long the peer took."""
    if value is None:
        return NOTHING
    return f"{value:,.0f} x" if value >= 10 else f"{value:.2f} x"


def verdict(*, equal: bool | None) -> str:
    """Write whether the results were equal."""
    return {True: "yes", False: "NO", None: NOTHING}[equal]


def table(rows: list[Row]) -> str:
    """Lay the rows out with columns of equal width."""
    cells: list[tuple[str, ...]] = [HEADS]
    for row in rows:
        megabytes = "MB" in row.work and "not seconds" in row.work
        amounts = [
            f"{amount:,.0f} MB" if megabytes and amount is not None else duration(amount)
            for amount in (row.ours_s, row.peer_s)
        ]
        words = (row.work, f"{row.nodes:,}", amounts[0], row.peer or NOTHING, amounts[1])
        cells.append((*words, ratio(row.ratio), verdict(equal=row.equal)))
    return aligned(cells)


def aligned(lines: list[tuple[str, ...]]) -> str:
    """Lay lines out with columns of equal width, the first being the head."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    ]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (padded[0], rule, *padded[1:]))
