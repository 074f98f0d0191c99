"""The one door to the engine: nothing else in the tracker imports `gis`."""

from gis.compile_ahead import compile_ahead
from gis.crs import rows_named
from gis.errors import InputError
from gis.layers import locate_rows, read_rows
from gis.network.graph import StreetNetwork
from tracker.services.engine.files import FileRequest, assess_files
from tracker.services.engine.measure_words import ISOCHRONES, read_measures
from tracker.services.engine.study import (
    AnalysisFigures,
    AnalysisInputs,
    aggregate_to_cells,
    engine_version,
    network_corridor,
    network_extent,
    profile_tables,
    profile_tables_sha256,
    read_network_layer,
    run_analysis,
)

__all__ = [
    "ISOCHRONES",
    "AnalysisFigures",
    "AnalysisInputs",
    "FileRequest",
    "InputError",
    "StreetNetwork",
    "aggregate_to_cells",
    "assess_files",
    "compile_ahead",
    "engine_version",
    "locate_rows",
    "network_corridor",
    "network_extent",
    "profile_tables",
    "profile_tables_sha256",
    "read_measures",
    "read_network_layer",
    "read_rows",
    "rows_named",
    "run_analysis",
]
