"""The one door to the engine: nothing else in the tracker imports `gis`."""

from gis.compile_ahead import compile_ahead
from gis.crs import rows_named
from gis.errors import InputError
from gis.layers import locate_rows, read_rows
from gis.network.graph import StreetNetwork
from gis.network.snap import SURE_RADIUS_M
from gis.streets import StreetFiles
from gis.trips import Streets, ready_streets
from tracker.services.engine.files import FileRequest, assess_files
from tracker.services.engine.layers import (
    aggregate_to_cells,
    network_corridor,
    network_extent,
    read_network_layer,
)
from tracker.services.engine.measure_words import ISOCHRONES, read_measures
from tracker.services.engine.networks import FOLDER as NETWORKS_FOLDER
from tracker.services.engine.networks import (
    STREET_POLYGON_COLUMNS,
    KeptNetwork,
    LayerFile,
    NetworkLayers,
    elevation_facts,
    find_network,
    network_sha256,
    prepared_network,
)
from tracker.services.engine.norms import compliance, find_standards, named_standards, standards_sha256
from tracker.services.engine.study import (
    AnalysisFigures,
    AnalysisInputs,
    engine_version,
    profile_tables,
    profile_tables_sha256,
    run_analysis,
)
from tracker.services.engine.trip_files import (
    DestinationFile,
    find_profiles,
    read_network_files,
    read_trip_files,
    trip_features,
    trip_provenance,
    write_features,
)
from tracker.services.engine.trips import (
    ChainFacts,
    Destinations,
    answer_chain,
    answer_nearest,
    answer_trips,
    chosen_profiles,
    destinations_of,
    place_facts,
    read_point,
)

__all__ = [
    "ISOCHRONES",
    "NETWORKS_FOLDER",
    "STREET_POLYGON_COLUMNS",
    "SURE_RADIUS_M",
    "AnalysisFigures",
    "AnalysisInputs",
    "ChainFacts",
    "DestinationFile",
    "Destinations",
    "FileRequest",
    "InputError",
    "KeptNetwork",
    "LayerFile",
    "NetworkLayers",
    "StreetFiles",
    "StreetNetwork",
    "Streets",
    "aggregate_to_cells",
    "answer_chain",
    "answer_nearest",
    "answer_trips",
    "assess_files",
    "chosen_profiles",
    "compile_ahead",
    "compliance",
    "destinations_of",
    "elevation_facts",
    "engine_version",
    "find_network",
    "find_profiles",
    "find_standards",
    "locate_rows",
    "named_standards",
    "network_corridor",
    "network_extent",
    "network_sha256",
    "place_facts",
    "prepared_network",
    "profile_tables",
    "profile_tables_sha256",
    "read_measures",
    "read_network_files",
    "read_network_layer",
    "read_point",
    "read_rows",
    "read_trip_files",
    "ready_streets",
    "rows_named",
    "run_analysis",
    "standards_sha256",
    "trip_features",
    "trip_provenance",
    "write_features",
]
