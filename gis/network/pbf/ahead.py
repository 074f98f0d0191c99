"""Compiling the decoders before the first file is read."""

from __future__ import annotations

import numpy as np

from gis.network.pbf.blocks import Block
from gis.network.pbf.extract import NO_LOCATION
from gis.network.pbf.locations import Locations
from gis.network.pbf.nodes import read_nodes
from gis.network.pbf.relations import read_areas
from gis.network.pbf.strings import StringTable, Words
from gis.network.pbf.tagsets import TagSets
from gis.network.pbf.ways import read_ways
from gis.network.pbf.wire import field


def compile_ahead() -> None:
    """Compile all that reading a PBF file needs, by reading a block with nothing in it."""
    nothing = np.zeros(0, dtype=np.int64)
    nowhere = np.array([NO_LOCATION], dtype=np.int32)
    block = Block(np.frombuffer(b"", dtype=np.uint8))
    strings = StringTable(block.buffer, (0, 0), Words({"highway": 1}))
    field(block.buffer, 0, 0)
    read_nodes(block, (0, 0), strings)
    read_ways(block, (0, 0), strings, nothing)
    read_areas(block, (0, 0), strings)
    TagSets().add(strings, nothing, np.zeros(1, dtype=np.int64))
    Locations(nothing, nowhere, nowhere).of(nothing, 0)
