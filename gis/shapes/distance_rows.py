"""One vector operation: sixteen neighbouring points of a distance grid lowered to a straight segment at once.

numba turns the plain loop over a few points into scalar code, which takes five times as long. So, as in
``gis/routing/lanes.py``, this one operation states the vector instructions itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

# In one operation: as many as are within reach of a short piece, so that one operation does for a row of it.
# A grid needs as many columns to spare at its right.
POINTS: Final = 16

_FLOAT, _I32 = ir.FloatType(), ir.IntType(32)
_ROW = ir.VectorType(_FLOAT, POINTS)
_COUNT: Final = ir.Constant(_ROW, [float(point) for point in range(POINTS)])
_ZERO: Final = ir.Constant(_ROW, [0.0] * POINTS)
_ONE: Final = ir.Constant(_ROW, [1.0] * POINTS)


def _everywhere(builder: Any, value: Any) -> Any:  # noqa: ANN401 - llvmlite has no types
    """Put one number into every place of a row."""
    nothing = ir.Constant(_ROW, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.Constant(_I32, 0))
    return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(_I32, POINTS), [0] * POINTS))


def _lower_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401 - as above
    """Write the instructions of ``lower_row``."""
    grid = context.make_array(signature.args[0])(context, builder, arguments[0]).data
    place = builder.bitcast(builder.gep(grid, [arguments[1]]), _ROW.as_pointer())
    right, step, up, across, rise, share_right, share_up = (
        _everywhere(builder, number) for number in arguments[2:]
    )
    right = builder.fadd(right, builder.fmul(_COUNT, step))
    share = builder.fadd(builder.fmul(right, share_right), share_up)
    share = builder.select(builder.fcmp_ordered(">", share, _ZERO), share, _ZERO)
    share = builder.select(builder.fcmp_ordered("<", share, _ONE), share, _ONE)
    off_x = builder.fsub(right, builder.fmul(share, across))
    off_y = builder.fsub(up, builder.fmul(share, rise))
    squared = builder.fadd(builder.fmul(off_x, off_x), builder.fmul(off_y, off_y))
    known = builder.load(place, align=4)
    builder.store(builder.select(builder.fcmp_ordered("<", squared, known), squared, known), place, align=4)
    return context.get_dummy_value()


def _declare(
    _typing: Any,  # noqa: ANN401 - numba's own
    grid: Any,  # noqa: ANN401
    first: Any,  # noqa: ANN401, ARG001
    right: Any,  # noqa: ANN401, ARG001
    step: Any,  # noqa: ANN401, ARG001
    up: Any,  # noqa: ANN401, ARG001
    across: Any,  # noqa: ANN401, ARG001
    rise: Any,  # noqa: ANN401, ARG001
    share_right: Any,  # noqa: ANN401, ARG001
    share_up: Any,  # noqa: ANN401, ARG001
) -> Any:  # noqa: ANN401
    """
    Lower sixteen points of a flat grid, from ``first`` on, to their squared distance from a segment.

    The first point lies ``right`` and ``up`` of the segment's beginning, each
    next one ``step`` farther right. The segment goes ``across`` and ``rise``.
    Of the segment, the share ``right * share_right + share_up`` lies before
    the foot of a point, if that is between 0 and 1.
    """
    return types.void(grid, types.int64, *([types.float32] * 7)), _lower_row


lower_row: Callable[..., None] = intrinsic(_declare)
