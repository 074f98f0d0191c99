"""Data sets come from cache, mirror, download or our sample, in that order, and never with other bytes."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from studies.catalogue import DataSet
from tracker.errors import DataSetError
from tracker.services.datasets import pull, resolve, resolve_together, verify
from tracker.settings import DataSettings, Settings

CONTENT = bytes(range(256)) * 1200  # several chunks
SAMPLE = b"synthetic,1\n"


@dataclass
class Server:
    """A web server on loopback that can be told to misbehave."""

    address: str
    ranges: bool = True
    content: bytes = CONTENT
    cut_after: int | None = None
    status: int = 200
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve `content` at every path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.asked.append(wanted)
            if state.status != 200:
                self.send_error(state.status)
                return
            start = int(re.findall(r"\d+", wanted)[0]) if wanted and state.ranges else 0
            if start > len(state.content):
                self.send_error(416)
                return
            body = state.content[start:]
            self.send_response(206 if start else 200)
            if start:
                last = len(state.content) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{len(state.content)}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if state.cut_after is None else body[: state.cut_after])

        def log_message(self, *_: object) -> None: ...

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(f"http://127.0.0.1:{http.server_port}/file.bin")
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give settings with a catalogue that holds one sample."""
    folder = tmp_path / "data"
    (folder / "samples").mkdir(parents=True)
    (folder / "catalog.yaml").write_text("datasets: {}\n", encoding="utf-8")
    (folder / "samples" / "synthetic.csv").write_bytes(SAMPLE)
    entry = dataset(SAMPLE, file="samples/synthetic.csv").model_dump(
        mode="json", exclude={"key", "address", "sample"}
    )
    entry |= {"title": "A synthetic table", "licence_class": "own", "synthetic": True}
    text = yaml.safe_dump({"samples": {"stand_in": entry}})
    (folder / "samples" / "catalog.yaml").write_text(text, encoding="utf-8")
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    return Settings(
        data=DataSettings(catalogue=folder / "catalog.yaml", cache=tmp_path / "cache", mirror=mirror)
    )


def dataset(
    content: bytes = CONTENT,
    *,
    address: str | None = None,
    sample: str | None = None,
    file: str = "far/file.bin",
) -> DataSet:
    made = DataSet(
        key="numbers",
        title="Numbers",
        producer="Nobody",
        citation="Nobody, 2026",
        licence="CC0-1.0",
        licence_class="A",
        address=None,
        address_reason="It is made for this test.",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        file=file,
        crs="none",
        accessed=date(2026, 11, 22),
        sample=sample,
    )
    # the catalogue admits https only; the test's server speaks http on loopback
    return made.model_copy(update={"address": address})


def put(folder: Path | None, content: bytes, name: str = "far/file.bin") -> Path:
    assert folder is not None
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_cache_comes_before_the_mirror_and_the_mirror_before_the_network(
    settings: Settings, server: Server
) -> None:
    wanted = dataset(address=server.address)
    mirrored = put(settings.data.mirror, CONTENT)
    assert (resolve(wanted, settings=settings).origin, resolve(wanted, settings=settings).path) == (
        "mirror",
        mirrored,
    )
    cached = put(settings.data.cache, CONTENT)
    assert resolve(wanted, settings=settings).path == cached
    assert resolve(wanted, settings=settings).origin == "cache"
    assert server.asked == []


@pytest.mark.parametrize("place", ["cache", "mirror"])
def test_a_file_with_other_bytes_is_refused_with_both_hashes_and_never_passed_over(
    settings: Settings, server: Server, place: str
) -> None:
    path = put(getattr(settings.data, place), b"something else")
    wanted = dataset(address=server.address, sample="stand_in")
    actual = hashlib.sha256(b"something else").hexdigest()
    with pytest.raises(DataSetError) as caught:
        resolve(wanted, settings=settings)
    for fact in ("numbers", str(path), actual, wanted.sha256):
        assert fact in caught.value.detail
    with pytest.raises(DataSetError, match=actual):
        resolve_together([wanted], settings=settings)
    with pytest.raises(DataSetError, match=actual):
        verify(wanted, settings=settings)
    assert server.asked == []


def test_a_download_is_checked_named_and_told_as_it_goes(settings: Settings, server: Server) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    found = pull(dataset(address=server.address), settings=settings, progress=progress)
    assert (found.origin, found.synthetic, found.path.read_bytes()) == ("download", False, CONTENT)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 1
    assert [path.name for path in found.path.parent.iterdir()] == ["file.bin"]


def test_an_interrupted_download_goes_on_where_it_stopped(settings: Settings, server: Server) -> None:
    wanted = dataset(address=server.address)
    server.cut_after = 100_000
    with pytest.raises(DataSetError, match="What arrived is kept"):
        pull(wanted, settings=settings)
    part = settings.data.cache / "far" / "file.bin.part"
    kept = part.stat().st_size
    assert 0 < kept <= 100_000
    server.cut_after = None
    assert pull(wanted, settings=settings).path.read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={kept}-"]
    assert not part.exists()


def test_a_server_without_ranges_sends_everything_again(settings: Settings, server: Server) -> None:
    put(settings.data.cache, CONTENT[:5000], "far/file.bin.part")
    server.ranges = False
    assert pull(dataset(address=server.address), settings=settings).path.read_bytes() == CONTENT
    assert server.asked == ["bytes=5000-"]


def test_a_remainder_longer_than_the_file_is_thrown_away(settings: Settings, server: Server) -> None:
    put(settings.data.cache, CONTENT + b"more", "far/file.bin.part")
    assert pull(dataset(address=server.address), settings=settings).path.read_bytes() == CONTENT
    assert server.asked == [f"bytes={len(CONTENT) + 4}-", None]


def test_a_remainder_that_is_already_whole_needs_no_request(settings: Settings, server: Server) -> None:
    put(settings.data.cache, CONTENT, "far/file.bin.part")
    assert pull(dataset(address=server.address), settings=settings).path.read_bytes() == CONTENT
    assert server.asked == []


@pytest.mark.parametrize("content", [CONTENT[:-1] + b"?", CONTENT + b"more", CONTENT[:-1]])
def test_a_download_with_other_bytes_leaves_nothing_behind(
    settings: Settings, server: Server, content: bytes
) -> None:
    server.content = content
    wanted = dataset(address=server.address, sample="stand_in")
    with pytest.raises(DataSetError, match=f"recorded is {wanted.sha256}"):
        resolve(wanted, settings=settings)
    assert list((settings.data.cache / "far").iterdir()) == []


def test_an_answer_that_is_no_file_is_told_with_its_status(settings: Settings, server: Server) -> None:
    server.status = 404
    with pytest.raises(DataSetError, match=r"answered with status 404"):
        pull(dataset(address=server.address), settings=settings)


def test_without_network_the_error_says_where_it_looked(settings: Settings) -> None:
    with pytest.raises(
        DataSetError, match=r"could not be fetched from http://127.0.0.1:9/gone \(ConnectError"
    ):
        pull(dataset(address="http://127.0.0.1:9/gone"), settings=settings)


def test_switched_off_downloads_are_told(settings: Settings, server: Server) -> None:
    data = settings.data
    off = Settings(data=data.model_copy(update={"download": False}))
    with pytest.raises(DataSetError, match="downloading is switched off"):
        pull(dataset(address=server.address), settings=off)
    assert server.asked == []


def test_a_data_set_without_address_says_why_there_is_none(settings: Settings) -> None:
    with pytest.raises(DataSetError, match="It is made for this test"):
        pull(dataset(), settings=settings)


def test_our_sample_stands_in_last_and_is_flagged(settings: Settings) -> None:
    found = resolve(dataset(sample="stand_in"), settings=settings)
    assert (found.origin, found.synthetic, found.path.read_bytes()) == ("sample", True, SAMPLE)
    assert found.sha256 == hashlib.sha256(SAMPLE).hexdigest()
    assert found.reason is not None
    assert "no address" in found.reason


def test_a_damaged_sample_is_refused_too(settings: Settings) -> None:
    (settings.data.catalogue.parent / "samples" / "synthetic.csv").write_bytes(b"damaged")
    with pytest.raises(DataSetError, match="Data set stand_in"):
        resolve(dataset(sample="stand_in"), settings=settings)


def test_data_sets_used_together_are_all_real_or_all_synthetic(settings: Settings) -> None:
    put(settings.data.mirror, CONTENT)
    here = dataset(sample="stand_in")
    absent = dataset(sample="stand_in", file="far/absent.bin").model_copy(update={"key": "absent"})
    assert {file.origin for file in resolve_together([here], settings=settings).values()} == {"mirror"}
    together = resolve_together([here, absent], settings=settings)
    assert {key: file.origin for key, file in together.items()} == {"numbers": "sample", "absent": "sample"}
    lonely = absent.model_copy(update={"sample": None})
    with pytest.raises(DataSetError, match=r"absent: far/absent.bin is neither"):
        resolve_together([here, lonely], settings=settings)


def test_nothing_is_fetched_that_could_not_be_used(settings: Settings, server: Server) -> None:
    public = dataset(address=server.address, sample="stand_in")
    private = dataset(sample="stand_in", file="far/private.bin").model_copy(update={"key": "private"})
    together = resolve_together([public, private], settings=settings)
    assert {file.origin for file in together.values()} == {"sample"}
    assert server.asked == []
    alone = resolve_together([public], settings=settings)
    assert alone["numbers"].origin == "download"
