"""What may be committed: nothing of others, nothing of one machine, nothing that forbids the licence."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

LARGEST_BYTES = 300_000
# Longer generated text files, each remade by a make target.
GENERATED = {
    "requirements.lock",
    "requirements-dev.lock",
    "docs/api/openapi.json",
    "studies/study.schema.json",
}
OTHERS_FORMATS = {".pbf", ".gpkg", ".shp", ".tif", ".ttf", ".otf", ".woff", ".woff2", ".pdf"}
OWN_DATA = ("data/samples/", "tests/")
INDEX_ADDRESS = re.compile(r"https?://[^ \"']+/simple|--(extra-)?index-url [^$]|--find-links [^$]")
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|home/\w+|tmp/\w+|Users/\w+)/")
# A copyleft that reaches over the network would decide the product's own licence.
REFUSED_LICENCE = re.compile(r"\bAGPL|Affero", re.IGNORECASE)


def text_of(path: Path) -> str:
    """Read a file as text; bytes that are no text become replacement characters."""
    return path.read_bytes().decode("utf-8", errors="replace")


def test_no_data_or_asset_of_others_is_committed(tracked_files: list[Path], repository: Path) -> None:
    names = [(str(path.relative_to(repository)), path) for path in tracked_files]
    formats = [
        name for name, path in names if path.suffix in OTHERS_FORMATS and not name.startswith(OWN_DATA)
    ]
    large = [name for name, path in names if path.stat().st_size > LARGEST_BYTES and name not in GENERATED]
    assert formats == []
    assert large == []


def test_no_index_address_and_no_path_of_a_machine_is_committed(
    tracked_files: list[Path], repository: Path
) -> None:
    found = []
    for path in tracked_files:
        if path == Path(__file__) or path.suffix in OTHERS_FORMATS:
            continue
        for number, line in enumerate(text_of(path).splitlines(), start=1):
            if INDEX_ADDRESS.search(line) or MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(repository)}:{number}: {line.strip()[:120]}")
    assert found == []


def test_every_dependency_is_pinned_with_a_hash(repository: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (repository / name).read_text().splitlines()
        pins = [number for number, line in enumerate(lines) if re.match(r"^[a-z0-9]", line)]
        assert len(pins) > 50, name
        assert [lines[n] for n in pins if "==" not in lines[n]] == []
        assert [lines[n] for n in pins if "--hash=sha256:" not in lines[n + 1]] == []


def test_no_dependency_has_a_licence_that_would_decide_ours(repository: Path) -> None:
    wanted = set(
        re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (repository / "requirements.lock").read_text(), re.MULTILINE)
    )
    refused = {}
    for name in sorted(wanted):
        about = importlib.metadata.metadata(name)
        words = [about[field] for field in ("License", "License-Expression") if field in about]
        words += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        if any(REFUSED_LICENCE.search(word[:300]) for word in words):
            refused[name] = words
    assert refused == {}
