"""The data catalogue: what each data set is, who made it, under which terms, and its exact bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from studies.characters import Printable
from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.values import Key, Line, Prose

CATALOGUE_FILE = Path(__file__).resolve().parent.parent / "data" / "catalog.yaml"
SAMPLES = Path("samples") / "catalog.yaml"


def _relative(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path:
        raise ValueError("must be a relative path with / between folders, without ..")
    return path


def _https(address: str) -> str:
    if not address.startswith("https://"):
        raise ValueError("must start with https://")
    return address


class DataSet(BaseModel):
    """
    One data set: a single file with known bytes.

    Parameters
    ----------
    licence : str
        SPDX identifier, or words where there is none.
    licence_class : {"A", "B", "own"}
        A: the licence is stated at the source. B: published openly by a public
        body, but no licence text stands beside the copy. own: made by this project.
    address : str or None
        Where exactly these bytes can be fetched; None needs `address_reason`.
    landing_page : str or None
        Page about the source, for people.
    file : str
        Path inside the mirror, or beside the catalogue for our own samples.
    sample : str or None
        Key of our own synthetic data set of the same columns.
    synthetic : bool
        True for data made up by us. They describe no real place.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key = ""
    title: Line
    producer: Line
    citation: Prose
    licence: Line
    licence_class: Literal["A", "B", "own"]
    address: Annotated[str, AfterValidator(_https)] | None = None
    address_reason: Prose | None = None
    landing_page: Annotated[str, AfterValidator(_https)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(gt=0)]
    file: Annotated[str, AfterValidator(_relative)]
    crs: Line
    columns: dict[Printable, Printable] = Field(default_factory=dict)
    traps: list[Prose] = Field(default_factory=list)
    accessed: date
    sample: Key | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class Catalogue:
    """
    Data sets by key.

    Parameters
    ----------
    folder : pathlib.Path
        Where the catalogue lies; our own samples are beside it.
    datasets : dict of str to DataSet
        In the order of the files.
    """

    folder: Path
    datasets: dict[str, DataSet]

    def __getitem__(self, key: str) -> DataSet:
        """Give the data set of that key."""
        return self.datasets[key]

    def sample_of(self, dataset: DataSet) -> DataSet | None:
        """
        Give our synthetic stand-in for a data set.

        Parameters
        ----------
        dataset : DataSet
            One of the catalogue's data sets.

        Returns
        -------
        DataSet or None
            The stand-in, or None when there is none.
        """
        return self.datasets[dataset.sample] if dataset.sample else None


def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """
    Read the catalogue and, where it exists, the one of our own samples beside it.

    Parameters
    ----------
    path : pathlib.Path
        A file like ``data/catalog.yaml``.

    Returns
    -------
    Catalogue
        All data sets, third-party ones first.

    Raises
    ------
    DefinitionError
        With every fault of both files.
    """
    document = Document()
    for name, field in ((Path(path.name), "datasets"), (SAMPLES, "samples")):
        try:
            text = (path.parent / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            if field == "datasets":
                raise DefinitionError(path.name, [Fault(path.name, 1, "", "the file is missing")]) from None
        else:
            document.read(name.as_posix(), text, allowed=(field,))
    datasets: dict[str, DataSet] = {}
    for field in ("datasets", "samples"):
        entries = document.data.get(field, {})
        if not isinstance(entries, dict):
            document.fault((field,), "must be a mapping of data sets")
            continue
        for key, entry in entries.items():
            value = {**entry, "key": key} if isinstance(entry, dict) else entry
            dataset = document.check(DataSet, value, (field, key))
            if dataset is not None:
                _check_entry(document, (field, key), dataset, datasets)
                datasets[key] = dataset
    _check_samples(document, datasets)
    if document.faults:
        raise DefinitionError(path.name, document.faults)
    return Catalogue(path.parent, datasets)


def _check_entry(
    document: Document, route: tuple[str, str], dataset: DataSet, earlier: dict[str, DataSet]
) -> None:
    field, key = route
    if key in earlier:
        document.fault(route, "is already the key of another data set")
    if dataset.synthetic != (field == "samples"):
        document.fault(route, "our own synthetic data stand in samples/catalog.yaml, and nothing else does")
    if dataset.synthetic and "synthetic" not in dataset.title.casefold():
        document.fault((*route, "title"), "must say that the data are synthetic")
    if dataset.address is None and not dataset.synthetic and not dataset.address_reason:
        document.fault((*route, "address_reason"), "must say why there is no public address")


def _check_samples(document: Document, datasets: dict[str, DataSet]) -> None:
    for key, dataset in datasets.items():
        sample = dataset.sample
        if sample is not None and (sample not in datasets or not datasets[sample].synthetic):
            document.fault(("datasets", key, "sample"), f"there is no synthetic data set {sample!r}")
