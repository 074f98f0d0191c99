"""Operations on rows of lanes: one processor instruction adds or compares a whole row of times.

A *row* belongs to a node or an arc and holds one value per *lane*; a lane is one question asked of the
network (a class of service, a destination, a profile in a reading). Rows stand one after the other in a
flat array: row ``v`` is ``rows[v * n_lanes : (v + 1) * n_lanes]``. Times are ``int32``, or ``uint16``
where they are bounded; then sums stop at the largest value instead of running over.

numba turns loops over arrays into good scalar code, but not reliably into vector code. So the handful of
operations below state the vector instructions themselves; everything else of the engine is plain Python.
The number of lanes is told by the length of a tuple (``EIGHT``), because its length belongs to its type:
one kernel then serves every width, and numba compiles each width once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import DTypeLike, NDArray

Lanes = tuple[int, ...]
Operation = Callable[..., Any]  # what numba makes of an intrinsic

FOUR: Final[Lanes] = (0,) * 4
EIGHT: Final[Lanes] = (0,) * 8
SIXTEEN: Final[Lanes] = (0,) * 16
THIRTY_TWO: Final[Lanes] = (0,) * 32

CACHE_LINE_BYTES = 64
I32, I64 = ir.IntType(32), ir.IntType(64)


def lane_rows(n_rows: int, n_lanes: int, dtype: DTypeLike) -> NDArray[Any]:
    """
    Allocate rows that begin on a cache line; their content is undefined.

    Parameters
    ----------
    n_rows, n_lanes : int
        Rows and lanes in each.
    dtype : data type
        ``int32`` or ``uint16``.

    Returns
    -------
    numpy.ndarray, shape (n_rows * n_lanes,)
        The flat array.
    """
    size = np.dtype(dtype).itemsize
    spare = CACHE_LINE_BYTES // size
    memory = np.empty(n_rows * n_lanes + spare, dtype=dtype)
    offset = (-memory.ctypes.data % CACHE_LINE_BYTES) // size
    return memory[offset : offset + n_rows * n_lanes]


class _Code:
    """Writes vector instructions for rows of one element type and width, inside one intrinsic."""

    def __init__(self, context: Any, builder: Any, signature: Any, arguments: Any) -> None:
        self.context, self.builder = context, builder
        self.types, self.arguments = signature.args, arguments
        self.n_lanes = len(signature.args[-1])
        self.bits = signature.args[0].dtype.bitwidth
        self.signed = signature.args[0].dtype.signed
        self.element = ir.IntType(self.bits)
        self.vector = ir.VectorType(self.element, self.n_lanes)

    def array(self, position: int) -> Any:
        """Give the address of an argument's first element."""
        made = self.context.make_array(self.types[position])
        return made(self.context, self.builder, self.arguments[position]).data

    def index(self, position: int) -> Any:
        """Give an argument as a 64-bit number."""
        return self.context.cast(self.builder, self.arguments[position], self.types[position], types.int64)

    def row(self, base: Any, index: Any) -> Any:
        """Give the address of a row."""
        first = self.builder.mul(index, ir.Constant(I64, self.n_lanes))
        return self.builder.bitcast(self.builder.gep(base, [first]), self.vector.as_pointer())

    def load(self, address: Any) -> Any:
        """Read a row."""
        value = self.builder.load(address)
        value.align = self.bits // 8
        return value

    def store(self, value: Any, address: Any) -> None:
        """Write a row."""
        self.builder.store(value, address).align = self.bits // 8

    def splat(self, scalar: Any) -> Any:
        """Give a row that holds one value in every lane."""
        undefined = ir.Constant(ir.VectorType(scalar.type, self.n_lanes), ir.Undefined)
        one = self.builder.insert_element(undefined, scalar, ir.Constant(I32, 0))
        mask = ir.Constant(ir.VectorType(I32, self.n_lanes), [0] * self.n_lanes)
        return self.builder.shuffle_vector(one, undefined, mask)

    def least(self, one: Any, other: Any) -> Any:
        """Take the smaller value, lane by lane."""
        compare = self.builder.icmp_signed if self.signed else self.builder.icmp_unsigned
        return self.builder.select(compare("<", one, other), one, other)

    def sum(self, one: Any, other: Any) -> Any:
        """Add lane by lane; unsigned sums stop at the largest value."""
        if self.signed:
            return self.builder.add(one, other)
        name = f"llvm.uadd.sat.v{self.n_lanes}i{self.bits}"
        return self.builder.call(self._declared(name, self.vector, [self.vector] * 2), [one, other])

    def smallest(self, row: Any) -> Any:
        """Give the smallest value of a row as a 64-bit number."""
        kind = "s" if self.signed else "u"
        name = f"llvm.vector.reduce.{kind}min.v{self.n_lanes}i{self.bits}"
        value = self.builder.call(self._declared(name, self.element, [self.vector]), [row])
        return self.builder.sext(value, I64) if self.signed else self.builder.zext(value, I64)

    def arcs(self, begin: int, end: int) -> Any:
        """Loop over arcs."""
        return cgutils.for_range_slice(
            self.builder, self.index(begin), self.index(end), ir.Constant(I64, 1), I64
        )

    def head(self, heads: Any, arc: Any) -> Any:
        """Give the node an arc leads to."""
        return self.builder.sext(self.builder.load(self.builder.gep(heads, [arc])), I64)

    def weight(self, weights: Any, arc: Any) -> Any:
        """Give an arc's weight in every lane."""
        return self.splat(self.builder.load(self.builder.gep(weights, [arc])))

    def _declared(self, name: str, result: Any, arguments: Any) -> Any:
        return cgutils.get_or_insert_function(self.builder.module, ir.FunctionType(result, arguments), name)


def _push(_typing, rows, node, heads, weights, begin, end, lanes):
    """Offer a node's row to the heads of its arcs: ``rows[head] = min(rows[head], rows[node] + weight)``."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        rows_, heads_, weights_ = code.array(0), code.array(2), code.array(3)
        mine = code.load(code.row(rows_, code.index(1)))
        with code.arcs(4, 5) as (arc, _):
            theirs = code.row(rows_, code.head(heads_, arc))
            code.store(code.least(code.sum(mine, code.weight(weights_, arc)), code.load(theirs)), theirs)
        return context.get_dummy_value()

    return types.void(rows, node, heads, weights, begin, end, lanes), write


def _pull(_typing, rows, node, heads, weights, begin, end, lanes):
    """Take the best offer of a node's heads: ``rows[node] = min(rows[node], rows[head] + weight)``."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        rows_, heads_, weights_ = code.array(0), code.array(2), code.array(3)
        mine = code.row(rows_, code.index(1))
        best = cgutils.alloca_once_value(builder, code.load(mine))
        with code.arcs(4, 5) as (arc, _):
            theirs = code.load(code.row(rows_, code.head(heads_, arc)))
            offer = code.sum(theirs, code.weight(weights_, arc))
            builder.store(code.least(offer, builder.load(best)), best)
        code.store(builder.load(best), mine)
        return context.get_dummy_value()

    return types.void(rows, node, heads, weights, begin, end, lanes), write


def _push_each(_typing, rows, node, heads, weights, begin, end, lanes):
    """As ``push``, where each lane has a weight of its own: ``weights`` are rows, one per arc."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        rows_, heads_, weights_ = code.array(0), code.array(2), code.array(3)
        mine = code.load(code.row(rows_, code.index(1)))
        with code.arcs(4, 5) as (arc, _):
            theirs = code.row(rows_, code.head(heads_, arc))
            offer = code.sum(mine, code.load(code.row(weights_, arc)))
            code.store(code.least(offer, code.load(theirs)), theirs)
        return context.get_dummy_value()

    return types.void(rows, node, heads, weights, begin, end, lanes), write


def _pull_each(_typing, rows, node, heads, weights, begin, end, lanes):
    """As ``pull``, where each lane has a weight of its own: ``weights`` are rows, one per arc."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        rows_, heads_, weights_ = code.array(0), code.array(2), code.array(3)
        mine = code.row(rows_, code.index(1))
        best = cgutils.alloca_once_value(builder, code.load(mine))
        with code.arcs(4, 5) as (arc, _):
            theirs = code.load(code.row(rows_, code.head(heads_, arc)))
            offer = code.sum(theirs, code.load(code.row(weights_, arc)))
            builder.store(code.least(offer, builder.load(best)), best)
        code.store(builder.load(best), mine)
        return context.get_dummy_value()

    return types.void(rows, node, heads, weights, begin, end, lanes), write


def _fill(_typing, rows, node, value, lanes):
    """Write one value into every lane of a row."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        value_ = builder.trunc(code.index(2), code.element)
        code.store(code.splat(value_), code.row(code.array(0), code.index(1)))
        return context.get_dummy_value()

    return types.void(rows, node, value, lanes), write


def _smallest(_typing, rows, node, lanes):
    """Give the smallest value of a row."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        return code.smallest(code.load(code.row(code.array(0), code.index(1))))

    return types.int64(rows, node, lanes), write


def _offer(_typing, target, target_row, rows, node, weight, lanes):
    """Offer one row to a row elsewhere: ``target[i] = min(target[i], rows[node] + weight)``."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        place = code.row(code.array(0), code.index(1))
        mine = code.load(code.row(code.array(2), code.index(3)))
        cost = builder.trunc(code.index(4), code.element)
        code.store(code.least(code.sum(mine, code.splat(cost)), code.load(place)), place)
        return context.get_dummy_value()

    return types.void(target, target_row, rows, node, weight, lanes), write


def _add_within(_typing, rows, node, limit, sums, sums_row, amount, lanes):
    """Add an amount to a row of sums where a row of times is within a limit: ``sums[i] += amount``."""

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        times = code.load(code.row(code.array(0), code.index(1)))
        compare = builder.icmp_signed if code.signed else builder.icmp_unsigned
        within = compare("<=", times, code.splat(builder.trunc(code.index(2), code.element)))
        numbers = ir.VectorType(ir.DoubleType(), code.n_lanes)
        first = builder.mul(code.index(4), ir.Constant(I64, code.n_lanes))
        place = builder.bitcast(builder.gep(code.array(3), [first]), numbers.as_pointer())
        before = builder.load(place)
        before.align = 8
        added = builder.select(within, code.splat(arguments[5]), ir.Constant(numbers, [0.0] * code.n_lanes))
        builder.store(builder.fadd(before, added), place).align = 8
        return context.get_dummy_value()

    return types.void(rows, node, limit, sums, sums_row, amount, lanes), write


def _triangle(_typing, up, down, to_left, to_right, across, lanes):
    """
    Shorten an arc by the way over the lowest node of its triangle, in both directions.

    ``up[across] = min(up[across], down[to_left] + up[to_right])`` and
    ``down[across] = min(down[across], down[to_right] + up[to_left])``.
    """

    def write(context, builder, signature, arguments):
        code = _Code(context, builder, signature, arguments)
        up_, down_ = code.array(0), code.array(1)
        left, right, far = code.index(2), code.index(3), code.index(4)
        for target, first, second in ((up_, left, right), (down_, right, left)):
            way = code.sum(code.load(code.row(down_, first)), code.load(code.row(up_, second)))
            place = code.row(target, far)
            code.store(code.least(way, code.load(place)), place)
        return context.get_dummy_value()

    return types.void(up, down, to_left, to_right, across, lanes), write


push: Operation = intrinsic(_push)
pull: Operation = intrinsic(_pull)
push_each: Operation = intrinsic(_push_each)
pull_each: Operation = intrinsic(_pull_each)
fill: Operation = intrinsic(_fill)
smallest: Operation = intrinsic(_smallest)
offer: Operation = intrinsic(_offer)
add_within: Operation = intrinsic(_add_within)
triangle: Operation = intrinsic(_triangle)
