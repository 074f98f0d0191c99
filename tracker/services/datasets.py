"""Obtains data sets with exactly the recorded bytes: cache, mirror, download, our own synthetic sample."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Literal

import httpx

from studies.catalogue import Catalogue, DataSet, load_catalogue
from studies.errors import DefinitionError
from tracker.errors import DataSetError, InvalidInputError
from tracker.settings import Settings

Progress = Callable[[int, int], None]  # bytes so far, bytes in all

# Long enough for a slow line, short enough that a demo without network starts at once.
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class ResolvedFile:
    """A file whose bytes were checked; `reason` says why a sample stands in, where one does."""

    path: Path
    sha256: str
    origin: Literal["cache", "mirror", "download", "sample"]
    synthetic: bool
    reason: str | None = None


def read_catalogue(path: Path) -> Catalogue:
    """Read the catalogue; all its faults come in one error."""
    try:
        return load_catalogue(path)
    except DefinitionError as error:
        faults = [("", str(fault)) for fault in error.faults]
        raise InvalidInputError(f"{len(faults)} faults in {path.name}; nothing was read.", faults) from error


def resolve(dataset: DataSet, *, settings: Settings, progress: Progress | None = None) -> ResolvedFile:
    """Give a data set's file, or our synthetic sample where the real one cannot be had."""
    file = _obtain(dataset, settings, progress)
    if isinstance(file, ResolvedFile):
        return file
    sample = read_catalogue(settings.data.catalogue).sample_of(dataset)
    if sample is None:
        raise DataSetError(file)
    return _sample_file(sample, settings, reason=file)


def resolve_sample(dataset: DataSet, *, settings: Settings) -> ResolvedFile:
    """Give our synthetic sample of a data set, also where the real one can be had."""
    sample = read_catalogue(settings.data.catalogue).sample_of(dataset)
    if sample is None:
        raise DataSetError(f"Data set {dataset.key} has no synthetic sample.")
    return _sample_file(sample, settings)


def resolve_together(
    datasets: Iterable[DataSet], *, settings: Settings, progress: Progress | None = None
) -> dict[str, ResolvedFile]:
    """
    Give the files of data sets that are used together, by key: all real, or all synthetic.

    The samples describe a city of their own, so a study that mixed them with
    real layers would find nobody near anything.
    """
    wanted = list(datasets)
    here = {dataset.key: verify(dataset, settings=settings) for dataset in wanted}
    absent = [dataset for dataset in wanted if here[dataset.key] is None]
    reasons = [reason for dataset in absent if (reason := _why_unreachable(dataset, settings))]
    files = {key: file for key, file in here.items() if file is not None}
    if not reasons:  # else nothing is fetched: it could not be used
        for dataset in absent:
            file = _obtain(dataset, settings, progress)
            if isinstance(file, str):
                reasons.append(file)
            else:
                files[dataset.key] = file
    if not reasons:
        return {dataset.key: files[dataset.key] for dataset in wanted}
    catalogue = read_catalogue(settings.data.catalogue)
    samples = {dataset.key: catalogue.sample_of(dataset) for dataset in wanted}
    reason = " ".join(reasons)
    if None in samples.values():
        raise DataSetError(reason)
    return {key: _sample_file(sample, settings, reason) for key, sample in samples.items() if sample}


def pull(dataset: DataSet, *, settings: Settings, progress: Progress | None = None) -> ResolvedFile:
    """Give a data set's own file, downloading it when neither cache nor mirror holds it."""
    file = _obtain(dataset, settings, progress)
    if isinstance(file, ResolvedFile):
        return file
    raise DataSetError(file)


def _obtain(dataset: DataSet, settings: Settings, progress: Progress | None) -> ResolvedFile | str:
    """Give the file, or the reason why it cannot be had; wrong bytes raise, they are never passed over."""
    found = verify(dataset, settings=settings)
    if found is not None:
        return found
    unreachable = _why_unreachable(dataset, settings)
    if unreachable is not None:
        return unreachable
    assert dataset.address is not None, "a data set without address is unreachable"
    path = settings.data.cache / dataset.file
    fault = _download(dataset, dataset.address, path, progress)
    return fault or ResolvedFile(path, dataset.sha256, "download", synthetic=False)


def _why_unreachable(dataset: DataSet, settings: Settings) -> str | None:
    """Say why a file that is not at hand cannot even be asked for."""
    mirror = settings.data.mirror
    there = (
        "the mirror folder"
        if mirror is None or mirror.is_dir()
        else f"the mirror folder (no folder {mirror})"
    )
    absent = f"Data set {dataset.key}: {dataset.file} is neither in the cache nor in {there}"
    if dataset.address is None:
        return f"{absent}, and there is no address to fetch it from. {dataset.address_reason}"
    if not settings.data.download:
        return f"{absent}, and downloading is switched off (TRACKER_DATA_DOWNLOAD)."
    return None


def verify(dataset: DataSet, *, settings: Settings) -> ResolvedFile | None:
    """Give a data set's file when it is at hand with the right bytes, nothing when it is absent."""
    if dataset.synthetic:
        return _sample_file(dataset, settings)
    if (settings.data.cache / dataset.file).is_file():
        path = settings.data.cache / dataset.file
        return ResolvedFile(path, _checked(dataset, path), "cache", synthetic=False)
    if settings.data.mirror is not None and (settings.data.mirror / dataset.file).is_file():
        path = settings.data.mirror / dataset.file
        return ResolvedFile(path, _checked(dataset, path), "mirror", synthetic=False)
    return None


def _sample_file(sample: DataSet, settings: Settings, reason: str | None = None) -> ResolvedFile:
    path = settings.data.catalogue.parent / sample.file
    if not path.is_file():
        raise DataSetError(f"Data set {sample.key}: our sample {sample.file} is missing; run `make samples`.")
    return ResolvedFile(path, _checked(sample, path), "sample", synthetic=True, reason=reason)


def _checked(dataset: DataSet, path: Path) -> str:
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != dataset.sha256:
        raise DataSetError(
            f"Data set {dataset.key}: {path} is not the recorded file. Its SHA-256 is {actual}, recorded is "
            f"{dataset.sha256}. Remove or replace it; it was not used."
        )
    return actual


def _download(dataset: DataSet, address: str, path: Path, progress: Progress | None) -> str | None:
    """
    Fetch into a .part file, going on where an earlier attempt stopped; give what stood in the way.

    The file gets its name only when its bytes are the recorded ones.
    """
    part = path.with_name(path.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    failed = f"Data set {dataset.key}: could not be fetched from {address}"
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
            status = _fetch(client, dataset, address, part, progress)
            if not _is_file(status) and part.exists():
                part.unlink()  # the server will not give the rest: begin again
                status = _fetch(client, dataset, address, part, progress)
    except httpx.HTTPError as error:
        kept = " What arrived is kept; the next attempt goes on from there." if part.exists() else ""
        return f"{failed} ({type(error).__name__}: {error}).{kept}"
    if not _is_file(status):
        return f"{failed}: it answered with status {status}."
    try:
        _checked(dataset, part)
    except DataSetError:
        part.unlink()
        raise
    part.replace(path)
    return None


def _is_file(status: int) -> bool:
    return status in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}


def _fetch(
    client: httpx.Client, dataset: DataSet, address: str, part: Path, progress: Progress | None
) -> int:
    """Write the missing bytes to `part` and give the server's status; no bytes unless it gave the file."""
    start = part.stat().st_size if part.exists() else 0
    if start == dataset.size_bytes:
        return HTTPStatus.OK
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with client.stream("GET", address, headers=headers) as response:
        if not _is_file(response.status_code):
            return response.status_code
        if response.status_code == HTTPStatus.OK:
            start = 0  # a server without ranges sends the whole file
        elif _range_start(response) != start:
            return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        with part.open("ab" if start else "wb") as file:
            done = start
            for chunk in response.iter_bytes(CHUNK_BYTES):
                done += len(chunk)
                if done > dataset.size_bytes:
                    break  # longer than recorded: the checksum will say so
                file.write(chunk)
                if progress is not None:
                    progress(done, dataset.size_bytes)
    return HTTPStatus.OK


def _range_start(response: httpx.Response) -> int | None:
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match[1]) if match else None
