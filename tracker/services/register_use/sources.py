"""Which data sets of the catalogue the places of the register come from: terms, and whether invented."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from studies.catalogue import DataSet
from tracker.services.datasets import read_catalogue
from tracker.settings import Settings
from tracker.store.register.selection import list_imported_files
from tracker.store.session import Session

# Of a file that somebody imported and that no catalogue describes.
OWN_TERMS = "terms of the file's owner"


@dataclass(frozen=True, slots=True)
class Sources:
    """The data sets that gave published places, and how many files gave some that no catalogue describes."""

    datasets: tuple[DataSet, ...]
    others: int

    @property
    def synthetic(self) -> bool:
        """Whether any place comes from an invented sample."""
        return any(dataset.synthetic for dataset in self.datasets)

    @property
    def licence(self) -> str:
        """Each licence once, with OWN_TERMS where a file is not of the catalogue; empty without any place."""
        return "; ".join(
            [*dict.fromkeys(dataset.licence for dataset in self.datasets), *self._rest(OWN_TERMS)]
        )

    @property
    def citation(self) -> str:
        """How to name every producer."""
        told = f"{self.others} files imported by those who keep the register"
        return " ".join([*dict.fromkeys(dataset.citation for dataset in self.datasets), *self._rest(told)])

    def _rest(self, words: str) -> list[str]:
        return [words] if self.others else []


def find_sources(
    session: Session, study_id: str, kinds: Collection[str] | None, *, settings: Settings
) -> Sources:
    """Find where the published places of some kinds (None: of all) come from, by the bytes imported."""
    files = list_imported_files(session, study_id, kinds)
    known: Mapping[str, DataSet] = {
        dataset.sha256: dataset for dataset in read_catalogue(settings.data.catalogue).datasets.values()
    }
    datasets = sorted((known[sha256] for sha256 in files & known.keys()), key=lambda dataset: dataset.key)
    return Sources(tuple(datasets), len(files - known.keys()))
