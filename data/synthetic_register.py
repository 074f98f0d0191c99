"""The synthetic city's register: a workbook with the traps of real ones, bus stops, a field check."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from synthetic_city import BLOCK_M, BLOCKS, CITY, DISTRICTS, Rng, chance, district_of, lon_lat

MADE = datetime(2026, 11, 22, tzinfo=UTC)
Cell = str | int | datetime | None
QUARTERS = tuple(name.title() for name in DISTRICTS)
STOP_EVERY_M = 190.0
NOTES = (
    "Entrada com rampa e corrimão. Há banheiro adaptado no térreo.",
    "Não há elevador; o atendimento no andar de cima desce ao térreo quando se pede.",
    "Um degrau de 12 cm na porta. Sem rampa.",
    "Possui piso tátil do portão ao balcão.",
    "Atendente que usa Libras às terças-feiras.",
    "Duas vagas reservadas em frente.",
    "Possui Selo de Acessibilidade Arquitetônica (2019)",
    None,
    "Em reforma até o fim do ano.",
    "Cardápio em braille na cantina.",
)
YES = ("Sim, de acordo com a norma", "Sim, De Acordo com a Norma da ABNT (NBR9050)", "SIM", "sim ")


def _position(number: int, block: int, *, avenue: bool) -> tuple[float, float]:
    """Give the metres of a house number, which counts them along its street."""
    across_m = block * BLOCK_M
    return (float(number), across_m) if avenue else (across_m, float(number))


def _address(rng: Rng, form: int, *, beyond: bool = False) -> tuple[str, str]:
    """Write an address of the city in one of the ways in which people write them, and its quarter."""
    block, avenue = int(rng.integers(0, BLOCKS + 1)), chance(rng, 0.5)
    number = int(rng.integers(20, int(BLOCKS * BLOCK_M))) // 2 * 2 + int(rng.integers(0, 2))
    quarter = QUARTERS[district_of(*_position(number, block, avenue=avenue))]
    kind = ("Avenida", "Av.", "AV") if avenue else ("Rua", "R.", "RUA")
    name = f"{block} Sintética"
    if beyond:
        kind, name = ("Rua", "R.", "RUA"), f"Sem Parada {block}"
    postcode = f"019{block:02d}-{number % 1000:03d}"
    forms = (
        f"{kind[0]} {name}, {number} - {quarter}, São Paulo - SP, {postcode}",
        f"{kind[1]} {name}, {number}",
        f"{kind[2]} {name.upper()}, {number}",
        f"{kind[1]} {name}, nº {number} \N{EN DASH} {quarter}",
        f"{name} {number}",
        f"{kind[0]} {name}, s/n - {quarter}",
    )
    return forms[form % len(forms)], quarter


def _described(rng: Rng, kind: str, count: int) -> Iterator[list[Cell]]:
    """Give rows of name, address and note; every seventh stands in a street that no source knows."""
    for number in range(1, count + 1):
        address, _ = _address(rng, number, beyond=number % 7 == 0)
        yield [f"{kind} {number}", address, NOTES[int(rng.integers(0, len(NOTES)))]]


def _assistance(rng: Rng, count: int) -> Iterator[list[Cell]]:
    """Give rows with answers in columns, postcodes that lost a nought, and a telephone of a person."""
    for number in range(1, count + 1):
        address, _ = _address(rng, number)
        answers: list[Cell] = [YES[int(rng.integers(0, len(YES)))] for _ in range(4)]
        if number % 5 == 0:
            answers[2] = "Não"
        telephone = "(11) 98888-0001" if number == 3 else f"(11) 3000-{number:04d}"  # noqa: PLR2004 - one of them
        postcode: Cell = 1900000 + number if number % 2 else f"0190{number % 10}-{number:03d}"
        tactile: Cell = ("Não", "Sim", None)[number % 3]
        yield [
            *(f"CENTRO DE CONVIVÊNCIA SINTÉTICO {number}", address, telephone, "ao lado da feira", postcode),
            *answers,
            tactile,
        ]
    address, _ = _address(rng, 1)
    yield ["CASA ABRIGO SINTÉTICA PARA MULHERES", address, None, None, None, *(YES[0],) * 4, None]


def _interpreters(rng: Rng, count: int) -> list[list[Cell]]:
    """Give points of sign language: mixed dates, spellings of quarters, a last column out of step."""
    rows: list[list[Cell]] = []
    for number in range(1, count + 1):
        address, quarter = _address(rng, number)
        day: Cell = (
            datetime(2026, 1 + number % 9, 1 + number, tzinfo=UTC).replace(tzinfo=None),
            2018,
            f"{number:02d}/03/2026",
        )[number % 3]
        spelled = (quarter, quarter.upper(), quarter.replace("Sintetic", "Sintétic"))[number % 3]
        rows.append([f"Posto de Libras {number}", "Secretaria Sintética", day, spelled, address, "", None])
    for row, other in zip(rows, [*rows[2:], *rows[:2]], strict=True):
        row[5] = other[0]
    rows.append([None, None, None, None, None, "Posto de Libras 4", None])
    return rows


def workbook(rng: Rng) -> bytes:
    """Make the workbook of the accessible network: nine sheets, no coordinates."""
    tables: dict[str, tuple[Sequence[str], list[list[Cell]]]] = {
        "Saúde ": (
            ("NOME ", "ENDEREÇO", "OBSERVAÇÕES "),
            list(_described(rng, "Centro de Saúde Sintético", 9)),
        ),
        "Educação ": (("NOME", "ENDEREÇO ", "OBSERVAÇÕES"), list(_described(rng, "EMEF Sintética", 12))),
        "Assistência Social": (
            (
                *("NOME", "ENDERECO", "TELEFONE", "PONTO DE REFERÊNCIA", "CEP"),
                "Acesso adaptadol da calçada até o interior da Unidade",
                "Rota acessivel aos espaços de uso coletivo",
                "Banheiro adaptado",
                "Rota acessivel ao banheiro",
                "pisos especiais com relevos",
            ),
            list(_assistance(rng, 12)),
        ),
        "Esporte e lazer": (
            ("TÍTULO", "ENDEREÇO", "OBSERVAÇÕES"),
            list(_described(rng, "Ginásio Sintético", 6)),
        ),
        "Cultura ": (
            ("TÍTULO", "ENDEREÇO", "OBSERVAÇÕES"),
            list(_described(rng, "Casa de Cultura Sintética", 8)),
        ),
        "CIL": (
            (
                *("NOME", "Secretaria/Orgão", "Data agendada", "Subprefeitura", "ENDEREÇO"),
                *("Local Instalação", "OBSERVAÇÕES"),
            ),
            _interpreters(rng, 10),
        ),
        "SampaTátil": (("NOME", "ENDEREÇO", "OBSERVAÇÕES"), list(_described(rng, "Mapa Tátil Sintético", 2))),
        "Instituições ": (
            ("TÍTULO", "ENDEREÇO"),
            [row[:2] for row in _described(rng, "Associação Sintética", 7)],
        ),
        "Wifi Livre": (("NOME", "ENDEREÇO"), [row[:2] for row in _described(rng, "Praça Sintética", 7)]),
    }
    _set_traps(tables)
    return _written(tables)


def _set_traps(tables: dict[str, tuple[Sequence[str], list[list[Cell]]]]) -> None:
    """Put in what cities' files have: a duplicate, damaged letters, a text like a formula."""
    schools, squares, health = tables["Educação "][1], tables["Wifi Livre"][1], tables["Saúde "][1]
    schools.append(list(schools[0]))
    schools[1][0] = "EMEF SintÃ©tica da VÃ¡rzea"
    squares[2][0] = "=Praça Sintética 3"
    squares.append(["Praça sem endereço", None])
    health[3][0] = f"  {health[3][0]}  "


def _written(tables: dict[str, tuple[Sequence[str], list[list[Cell]]]]) -> bytes:
    """Write sheets as a workbook whose bytes depend on its content only."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = CITY
    book.properties.created = MADE.replace(tzinfo=None)
    for name, (columns, rows) in tables.items():
        sheet = book.create_sheet(name)
        for at, row in enumerate([columns, *rows], start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(at, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # a text that begins with "=" stays a text
    raw = io.BytesIO()
    book.save(raw)
    made = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":  # the moment of writing stands here
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-22T00:00:00Z", content)
            archive.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def bus_stops() -> dict[str, bytes]:
    """Make the bus stops as a timetable's files: street and number, and which streets cross there."""
    lines = ["stop_id,stop_name,stop_desc,stop_lat,stop_lon"]
    for block in range(BLOCKS + 1):
        for avenue in (False, True):
            if avenue and block % 4 == 3:  # noqa: PLR2004 - avenues without a line, known by others' stops
                continue
            for step in range(int(BLOCKS * BLOCK_M / STOP_EVERY_M) + 1):
                number = int(40 + step * STOP_EVERY_M)
                lon, lat = lon_lat(*_position(number, block, avenue=avenue))
                corner = min(BLOCKS, round(number / BLOCK_M))
                name = f"{'Av.' if avenue else 'R.'} {block} Sintética"
                crossing = f"{'R' if avenue else 'Av'} {corner} Sintética"
                stop = f"{block:02d}{int(avenue)}{step:02d}"
                lines.append(f'{stop},"{name}, {number}",Ref.: {crossing},{lat},{lon}')
    feed = {
        "agency.txt": "agency_name,agency_url,agency_timezone\nSintética,https://example.org,America/Sao_Paulo\n",
        "routes.txt": "route_id,route_short_name,route_type\n1,S1,3\n",
        "stops.txt": "\n".join(lines) + "\n",
    }
    return {name: text.encode() for name, text in feed.items()}


def field_check() -> list[Sequence[object]]:
    """Make the sheet of a field check of health units: answers with the day on which somebody stood there."""
    header = (
        *("CODIGO", "NOME", "ENDERECO", "LONGITUDE", "LATITUDE"),
        *("ENTRADA SEM DEGRAU", "ROTA INTERNA", "BANHEIRO ADAPTADO", "ATENDIMENTO EM LIBRAS"),
        *("DATA DA VISTORIA", "OBSERVACOES"),
    )
    # metres from the city's origin, answers, day: sure, a step at the door, seen too long ago, not looked at
    visits = (
        (180.0, 230.0, ("sim", "sim", "não", "sim"), "14/09/2026", "Rampa nova na entrada."),
        (400.0, 900.0, ("não", "sim", "sim", "não"), "15/09/2026", "Degrau de 15 cm na porta."),
        (900.0, 1000.0, ("sim", "sim", "sim", "não"), "02/03/2021", None),
        (1000.0, 300.0, (None, None, None, None), None, "Fechado no dia da vistoria."),
        (500.0, 420.0, ("sim", "não verificado", "sim", "não"), "16/09/2026", None),
    )
    rows: list[Sequence[object]] = [header]
    for number, (x_m, y_m, answers, day, note) in enumerate(visits, start=1):
        lon, lat = lon_lat(x_m, y_m)
        street = f"Rua {round(x_m / BLOCK_M)} Sintética, {int(y_m)}"
        rows.append(
            (f"V{number:03d}", f"Posto de Saúde Sintético {number}", street, lon, lat, *answers, day, note)
        )
    return rows
