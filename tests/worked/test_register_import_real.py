"""Real files into the record by the command line: the workbook whole, twice, and the seals without .prj."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import func, select

from tracker.cli import main
from tracker.settings import load_settings
from tracker.store.session import open_database
from tracker.store.tables import PlaceObservation, RegisterPlace

pytestmark = pytest.mark.realdata

NETWORK = Path("sao-paulo", "rede-acessivel")
WORKBOOK = NETWORK / "mapa_da_rede_servicos_acessiveis_2022_redacted.xlsx"
SEALS = NETWORK / "SIRGAS_SHP_acessibilidadesmped_point.shp"
STUDY = ("--study", "sao_paulo_asnm", "--json")
Tracker = Callable[..., tuple[int, dict[str, Any] | None, str]]


@pytest.fixture
def tracker(
    real_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Tracker:
    """Give a function that runs `tracker register import` on a database that is not there yet."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'tracker.sqlite'}")
    monkeypatch.setenv("TRACKER_DATA_MIRROR", str(real_data))
    monkeypatch.setenv("TRACKER_DATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TRACKER_DATA_DOWNLOAD", "false")

    def run(path: Path, *words: str) -> tuple[int, dict[str, Any] | None, str]:
        capsys.readouterr()
        code = main(["register", "import", str(real_data / path), *STUDY, *words])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return run


def register_as_it_stands() -> list[Any]:
    """Give identity, version and words of every place, and how many observations there are."""
    database = open_database(load_settings().database)
    with database.reading() as session:
        places = session.execute(
            select(RegisterPlace.key, RegisterPlace.version, RegisterPlace.search_text).order_by(
                RegisterPlace.key
            )
        ).all()
        found = [*places, session.scalar(select(func.count()).select_from(PlaceObservation))]
    database.close()
    return found


def test_the_workbook_enters_whole_in_a_minute_and_changes_nothing_the_second_time(tracker: Tracker) -> None:
    tracker(WORKBOOK, "--dry-run")  # prepares the study's layers, which is not part of the import
    started = perf_counter()
    code, counts, _ = tracker(WORKBOOK)
    assert perf_counter() - started < 60
    assert code == 0
    assert counts is not None
    assert counts["rows"] == 1251
    assert (
        sum(counts[name] for name in ("accepted", "repaired", "needs_review", "duplicate", "rejected"))
        == 1251
    )
    assert sum(counts["located"].values()) == 1251 - counts["duplicate"] - counts["rejected"]
    # three of four places are found to a street or better by what lies at hand; no table of postcodes does
    entered = sum(counts["located"].values())
    assert sum(counts["located"][name] for name in ("address", "segment", "street")) > 0.65 * entered
    assert counts["located"]["none"] < 0.25 * entered
    assert counts["located"]["postcode"] == 0
    before = register_as_it_stands()
    assert len(before) - 1 == 1251 - counts["duplicate"] - counts["rejected"]
    assert tracker(WORKBOOK)[1] == counts
    assert register_as_it_stands() == before


def test_the_seals_ask_for_their_reference_system_and_take_it(tracker: Tracker) -> None:
    code, counts, told = tracker(SEALS)
    assert (code, counts) == (2, None)
    assert "EPSG:31983" in told
    code, counts, _ = tracker(SEALS, "--crs", "EPSG:31983")
    assert code == 0
    assert counts is not None
    assert counts["rows"] == 295
