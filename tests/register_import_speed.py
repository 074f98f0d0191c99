"""
How fast a large file enters the register, and how much memory that takes: first, again, and taken back.

Run ``python -m tests.register_import_speed --rows 100000`` (``--postgis`` for the other database as well,
``--evidence`` to write a page into docs/evidence). Each step is a process of its own, so that its memory
is its own: the command ``tracker register import`` twice, then the undoing. Layers are our samples unless
``TRACKER_DATA_MIRROR`` names others.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from openpyxl import Workbook

from tests.benchmarks.evidence import FOLDER, processor
from tests.benchmarks.measuring import peak_mb
from tests.databases import Cluster, _find_binaries, _migrate

STUDY: Final = "sao_paulo_asnm"
STEPS: Final = ("first", "again", "undone")
HEADINGS: Final = [
    "database",
    "step",
    "rows/s",
    "rows/s of processor",
    "time",
    "largest memory",
    "what it did",
]
ABOUT: Final = """\
- One workbook from a seed: 14 columns, ten attributes, two facts with dates, an address in three columns, a
  position in 60 % of the rows, a note with facts in 30 %; every name, address and note is its own.
- *first*: `tracker register import` from the file to the committed transaction, the start of the program
  and the reading of the file included. *again*: the same command once more. *undone*: the first import
  taken back. Each step is a process of its own; memory is that of the whole process, libraries included.
- *rows/s* is by the clock; *of processor* counts only the time this process had, without waiting for
  others on the machine, and on PostGIS without the server's own time.
- PostGIS runs as for the tests, without waiting for the disk.
"""
COLUMNS: Final = (
    *("CODIGO", "NOME ", "TIPO DE VIA", "ENDERECO", "BAIRRO", "CEP", "DISTRITO", "TELEFONE", "ENTRADA"),
    *("BANHEIRO", "VISTO EM", "OBS", "LON", "LAT"),
)
MAPPING: Final[dict[str, Any]] = {
    "name": "measured",
    "title": "A large city's services",
    "source": "measured",
    "country": "BR",
    "language": "pt-BR",
    "bounds": {"west": -47, "south": -24, "east": -46, "north": -23},
    "tables": [
        {
            "kind": "health",
            "attributes": {
                "name": "nome",
                "address": ["tipo de via", "endereco", "bairro"],
                "external_id": "codigo",
                "postcode": "cep",
                "district": "distrito",
                "phone": "telefone",
                "notes": "obs",
            },
            "key": ["codigo"],
            "joined_by": ", ",
            "coordinates": {"lon": "lon", "lat": "lat"},
            "answers": [
                {"fact": "step_free_entrance", "column": "entrada"},
                {"fact": "adapted_toilet", "column": "banheiro"},
            ],
            "dates": [{"column": "visto em", "facts": ["step_free_entrance", "adapted_toilet"]}],
            "prose": ["obs"],
        }
    ],
}
KINDS: Final = ("UBS", "EMEF", "CEU", "Biblioteca", "Centro de Referência", "Museu", "Hospital", "CRAS")
FIRST: Final = ("Jardim", "Vila", "Parque", "Cidade", "Conjunto", "Chácara", "Recanto", "Sítio")
SECOND: Final = ("São João", "Água Rasa", "Esperança", "Conceição", "Helena", "Nações", "Ipê", "Primavera")
TYPES: Final = ("Rua", "R.", "Avenida", "Av.", "Travessa", "Praça", "Alameda", "Estrada")
TITLES: Final = ("", "", "", "Dr.", "Prof.", "Cel.", "Santa", "Padre")
SYLLABLES: Final = ("ba", "ca", "de", "fi", "go", "la", "mi", "no", "pa", "re", "sa", "ti", "vu", "xa", "ze")
ANSWERS: Final = ("sim", "não", "Sim", "NÃO", None)
NOTES: Final = (
    "Tem rampa de acesso na entrada {}.",
    "Banheiro adaptado junto à sala {}; elevador em funcionamento.",
    "Não possui piso tátil. Reforma prevista no processo {}.",
    "Atendimento em Libras pelo ramal {}.",
)
FILLED: Final = {"coordinates": 0.6, "note": 0.3, "phone": 0.8, "postcode": 0.9, "number": 0.95}


def write_file(path: Path, count: int) -> None:
    """Write a workbook of services such as cities keep them; the same one each time."""
    draw = random.Random(11)
    streets = [f"{draw.choice(TITLES)} {word(draw)} {word(draw)}".strip() for _ in range(max(count // 8, 10))]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Servicos")
    sheet.append(COLUMNS)
    for number in range(count):
        sheet.append(line(draw, number, streets))
    book.save(path)


def word(draw: random.Random) -> str:
    """Make a word that may be a name."""
    return "".join(draw.choices(SYLLABLES, k=draw.randrange(2, 5))).capitalize()


def line(draw: random.Random, number: int, streets: list[str]) -> list[str | float | date | None]:
    """Make one row."""

    def filled(what: str) -> bool:
        return draw.random() < FILLED[what]

    name = f"{draw.choice(KINDS)} {draw.choice(FIRST)} {draw.choice(SECOND)} {word(draw)} {number % 997}"
    door = str(draw.randrange(1, 4000)) if filled("number") else "s/nº"
    has_point = filled("coordinates")
    return [
        f"S{number:06}",
        name,
        draw.choice(TYPES),
        f"{draw.choice(streets)}, {door}",
        f"{draw.choice(FIRST)} {draw.choice(SECOND)}",
        f"0{draw.randrange(1000, 5999)}-{draw.randrange(1000):03}" if filled("postcode") else None,
        f"Distrito {draw.randrange(96)}",
        f"(11) {draw.randrange(2000, 5999)}-{draw.randrange(10_000):04}" if filled("phone") else None,
        draw.choice(ANSWERS),
        draw.choice(ANSWERS),
        date(2026, 6, 1) - timedelta(days=draw.randrange(1600)),
        draw.choice(NOTES).format(draw.randrange(1, 100_000)) if filled("note") else None,
        round(draw.uniform(-46.8, -46.4), 6) if has_point else None,
        round(draw.uniform(-23.75, -23.4), 6) if has_point else None,
    ]


@contextmanager
def emptied(*, postgis: bool) -> Iterator[str]:
    """Give the address of a database that is not there yet or has no rows; thrown away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        if not postgis:
            yield f"sqlite:///{folder}/register.sqlite"
            return
        binaries = _find_binaries()
        if binaries is None:
            raise SystemExit("PostGIS is not installed.")
        cluster = Cluster(binaries, Path(tempfile.mkdtemp(prefix="register-speed-")))
        cluster.start()
        try:
            cluster.execute("postgres", "CREATE DATABASE register")
            cluster.execute("register", "CREATE EXTENSION postgis")
            _migrate(cluster.url("register"))
            yield cluster.url("register")
        finally:
            cluster.stop()


def measured(step: str, file: Path, mapping: Path) -> dict[str, Any]:
    """Do one step in this process and tell what it took and came to."""
    from tracker.cli import main as run_command
    from tracker.settings import load_settings
    from tracker.store.session import open_database

    began, began_cpu = time.perf_counter(), time.process_time()
    if step == "undone":
        undo()
    elif run_command(
        ["register", "import", str(file), "--study", STUDY, "--mapping", str(mapping), "--json"]
    ):
        raise SystemExit(f"{step}: the import failed")
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    database = open_database(load_settings().database)
    try:
        return {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": peak_mb(), **state_of(database)}
    finally:
        database.close()


def undo() -> None:
    """Take back the oldest import that stands."""
    from tracker.clock import now
    from tracker.services.register.imports import take_back
    from tracker.settings import load_settings
    from tracker.store.register.imports import list_imports
    from tracker.store.session import open_database
    from tracker.store.studies import find_study

    database = open_database(load_settings().database)
    at = now()
    with database.writing() as session:
        study = find_study(session, STUDY)
        assert study is not None
        row = [each for each in list_imports(session, study.id, limit=10) if each.state == "committed"][-1]
        take_back(session, row, who="measured", at=at, today=at.date())
        session.commit()
    database.close()


def state_of(database: Any) -> dict[str, Any]:  # noqa: ANN401 - of tracker, which only this process has loaded
    """Give what the newest import did, and how many places there are."""
    from tracker.store.register.existing import get_state
    from tracker.store.register.imports import list_imports
    from tracker.store.studies import find_study

    with database.reading() as session:
        study = find_study(session, STUDY)
        assert study is not None
        newest = list_imports(session, study.id, limit=10)[0]
        return {
            "counts": newest.counts,
            "located": newest.located,
            "places": get_state(session, study.id).places,
        }


def steps_on(url: str, file: Path, mapping: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run each step in a process of its own."""
    environment = os.environ | {"TRACKER_DATABASE_URL": url, "TRACKER_DATA_DOWNLOAD": "false"}  # noqa: TID251 - starts processes
    # The study enters with its layers before, and is not measured.
    small = file.with_name("small.xlsx")
    for step, path in (("first", small), ("undone", small), *((step, file) for step in STEPS)):
        words = [sys.executable, "-m", "tests.register_import_speed", "--step", step, str(path), str(mapping)]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{step} ended with code {done.returncode}.\n{done.stderr}")
        if path is file:
            yield step, json.loads(done.stdout.splitlines()[-1])


def told(database: str, step: str, rows: int, found: dict[str, Any]) -> list[str]:
    """Give the line of a step for the table."""
    actions = found["counts"]["actions"]
    did = {
        "first": f"{actions['create']:,} places made",
        "again": f"{actions['unchanged']:,} rows unchanged, {actions['create'] + actions['update']} changed",
        "undone": f"{found['places']} places left",
    }[step]
    return [
        *(database, step, f"{rows / found['wall_s']:,.0f}", f"{rows / found['cpu_s']:,.0f}"),
        *(f"{found['wall_s']:.0f} s", f"{found['peak_mb']:,.0f} MB", did),
    ]


def page(rows: int, lines: list[list[str]]) -> str:
    """Give the results as a page for people who were not there."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    table = [HEADINGS, ["---"] * len(HEADINGS), *lines]
    return "\n".join(
        [
            f"# {rows:,} rows into the register, {time.strftime('%Y-%m-%d')}",
            "",
            f"- Machine: {processor()}, {len(os.sched_getaffinity(0))} cores; load at the end: {load}.",
            f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.",
            f"- Made by `python -m tests.register_import_speed --rows {rows} --postgis --evidence`.",
            "",
            *(" | ".join(["", *line, ""]).strip() for line in table),
            "",
            ABOUT,
        ]
    )


def main() -> None:
    """Measure on the embedded database, or on both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--postgis", action="store_true")
    parser.add_argument("--evidence", action="store_true")
    parser.add_argument("--step", nargs=3, metavar=("STEP", "FILE", "MAPPING"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.step:
        step, file, mapping = wanted.step
        print(json.dumps(measured(step, Path(file), Path(mapping))))  # noqa: T201 - talks to its starter
        return
    lines: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        file, mapping = Path(folder) / "services.xlsx", Path(folder) / "measured.yaml"
        write_file(file, wanted.rows)
        write_file(file.with_name("small.xlsx"), 10)
        mapping.write_text(yaml.safe_dump(MAPPING, allow_unicode=True), encoding="utf-8")
        for postgis in (False, True) if wanted.postgis else (False,):
            with emptied(postgis=postgis) as url:
                for step, found in steps_on(url, file, mapping):
                    name = "PostGIS" if postgis else "embedded"
                    lines.append(told(name, step, wanted.rows, found))
                    print(" | ".join(lines[-1]), flush=True)  # noqa: T201 - talks to its user
    if wanted.evidence:
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"register-import-{time.strftime('%Y-%m-%d')}.md"
        path.write_text(page(wanted.rows, lines), encoding="utf-8")
        print(path)  # noqa: T201 - talks to its user


if __name__ == "__main__":
    main()
