"""Malformed text files: CSV, JSON and its relatives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.unit.tracker.register.reading.malformed import Malformed, content

POINT = {"type": "Point", "coordinates": [-46.6, -23.5]}


def features(*geometries: object, **members: object) -> str:
    """Give a feature collection with a feature a geometry."""
    listed = [
        {"type": "Feature", "properties": {"nome": f"UBS {number}"}, "geometry": geometry}
        for number, geometry in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed, **members})


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    """Give a polygon of one ring."""
    return {"type": "Polygon", "coordinates": [list(map(list, corners))]}


def endless_quotation(path: Path) -> None:
    """Write a quotation mark that is opened near the top and never closed."""
    path.write_text('nome;endereço\n"UBS Sé;Rua A, 1\n' + "UBS;Rua B, 2\n" * 1000, encoding="utf-8")


def endless_record(path: Path) -> None:
    """Write a row that goes on over lines, as each ends within quotation marks."""
    path.write_text("a;b\n" + ('";\n";;;;' * 300_000), encoding="utf-8")


BOW_TIE = polygon((0, 0), (1, 1), (1, 0), (0, 1), (0, 0))
PLACE = {"geometry": POINT, "properties": {"name": "Biblioteca", "accessibility": {"accessibleWith": {}}}}
MANY_COLUMNS = ";".join(f"c{number}" for number in range(10_000))

CSV = [
    Malformed("vazio.csv", content(b""), "is empty"),
    Malformed("espacos.csv", content(b"\n\n   \n"), "no row below it"),
    Malformed("so_cabecalho.csv", content("nome;endereço\n"), "a header, but no row below it"),
    Malformed("so_linhas.csv", content(b";;\n;;\n"), "no row with a value"),
    Malformed("nulos.csv", content(b"nome;rua\nUBS\0;Rua A\n"), "0x00", "byte 13"),
    Malformed("sino.csv", content(b"nome;rua\nUBS\x07;Rua A\n"), "0x07", "byte 13"),
    Malformed("utf16_cortado.csv", content("nome;rua\nUBS;A\n".encode("utf-16")[:-1]), "is not UTF-16"),
    Malformed("utf8_falso.csv", content(b"\xef\xbb\xbfnome;rua\nS\xe9;A\n"), "is not UTF-8", "after byte 0"),
    Malformed("sem_fim.csv", content(b"nome;rua\n" + b"a" * 3_000_000), "is missing", "line 2"),
    Malformed("sem_fim_campos.csv", content(b"nome;rua\n" + b"a;" * 3_000_000), "is missing", "line 2"),
    Malformed("registro_sem_fim.csv", endless_record, "is missing"),
    Malformed("aspas.csv", endless_quotation, "never closed", "line 2"),
    Malformed("aspas_no_meio.csv", content('nome;rua\nUBS;"Rua A\nCEU;Rua B\n'), "never closed", "line 2"),
    Malformed("largo.csv", content(f"{MANY_COLUMNS}\n{MANY_COLUMNS}\n"), "has 10000 columns", "row 1"),
    Malformed("linhas_vazias.csv", content(b"nome;rua\n" + b";\n" * 5_000_000), "are empty", "row 300002"),
    Malformed(
        "desigual.csv", content("nome;rua\nUBS;Rua A;4\nUBS\n"), "has 3 values where", "row 2", row_fault=True
    ),
    Malformed(
        "curta.csv", content("nome;rua\nUBS;Rua A\nUBS\n"), "has 1 values where", "row 3", row_fault=True
    ),
    Malformed(
        "celula_longa.csv",
        content("nome;rua\nUBS;" + "a" * 40_000 + "\n"),
        "holds 40000 characters",
        "row 2",
        row_fault=True,
    ),
    Malformed("pagina.xls", content("<html><body><table><tr><td>UBS</table>"), "is a web page"),
    Malformed(
        "tabela.xls",
        content(
            '\n<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
            'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        "Excel 2003 XML",
    ),
    Malformed("entidades.csv", content('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "is XML"),
    Malformed("mapa.kml", content("<kml></kml>"), "is KML"),
    Malformed("cidade.osm", content("<?xml version='1.0'?><osm></osm>"), "convert it to PBF"),
    Malformed("relatorio.csv", content(b"%PDF-1.7\n"), "is a PDF"),
    Malformed("dados.csv", content(b"\x1f\x8b\x08\0"), "gzip"),
]

JSON = [
    Malformed("cortado.geojson", content(features(POINT)[:-20]), "is no JSON", "line 1"),
    Malformed("fundo.geojson", content('{"type":' + "[" * 50_000 + "]" * 50_000 + "}"), "levels deep"),
    Malformed("fundo_curto.geojson", content('{"a":' * 100 + "1" + "}" * 100), "levels deep"),
    Malformed("muitos.geojson", content("[" + "[]," * 4_000_000 + "[]]"), "values; at most"),
    Malformed(
        "numero.geojson", content('{"type":"FeatureCollection","features":[' + "9" * 5000 + "]}"), "number"
    ),
    Malformed("lista.geojson", content("[1, 2, 3]"), "is a JSON list"),
    Malformed("texto.json", content('["UBS"]'), "is a JSON list"),
    Malformed("objeto.json", content('{"nome": "UBS"}'), "neither GeoJSON nor A11yJSON"),
    Malformed("topo.json", content('{"type": "Topology", "objects": {}}'), "TopoJSON"),
    Malformed("nu.geojson", content(json.dumps(POINT)), "is a bare Point"),
    Malformed(
        "sem_lista.geojson", content('{"type":"FeatureCollection","features":{}}'), "is no list", "features"
    ),
    Malformed("sem_feicoes.geojson", content(features()), "holds nothing to import"),
    Malformed(
        "crs.geojson", content(features(POINT, crs={"properties": {"name": "EPSG:1"}})), "known", "crs"
    ),
    Malformed("crs_tipo.geojson", content(features(POINT, crs="EPSG:4326")), "known", "crs"),
    Malformed("linhas.geojsonl", content('{"type":"Feature"}\n{"type":\n'), "is no JSON", "line 2"),
    Malformed(
        "largo.geojson",
        content(
            json.dumps(
                {"type": "Feature", "geometry": None, "properties": {f"c{n}": n for n in range(10_000)}}
            )
        ),
        "has 10000 columns",
    ),
    Malformed(
        "nan.geojson",
        content(features({"type": "Point", "coordinates": [float("nan"), 1.0]})),
        "are no numbers",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "infinito.geojson",
        content(features({"type": "Point", "coordinates": [1.0, float("inf")]})),
        "are no numbers",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "texto.geojson",
        content(features(POINT, {"type": "Point", "coordinates": ["a", "b"]})),
        "are no numbers",
        "row 2",
        row_fault=True,
    ),
    Malformed(
        "um_numero.geojson",
        content(features(POINT, {"type": "Point", "coordinates": [1.0]})),
        "its geometry is none",
        "row 2",
        row_fault=True,
    ),
    Malformed(
        "tipo.geojson",
        content(features(POINT, {"type": "Circle", "coordinates": [1.0, 1.0]})),
        "its geometry is none",
        "row 2",
        row_fault=True,
    ),
    Malformed("geometria_lista.geojson", content(features(POINT, [1, 2])), "none", "row 2", row_fault=True),
    Malformed("laco.geojson", content(features(BOW_TIE)), "Self-intersection", "row 1", row_fault=True),
    Malformed(
        "anel.geojson", content(features(POINT, polygon((0, 0), (1, 1)))), "none", "row 2", row_fault=True
    ),
    Malformed(
        "fora.geojson",
        content(features(POINT, POINT, {"type": "Point", "coordinates": [-46.6, 123.0]})),
        "lie outside of WGS 84",
        "row 3",
        row_fault=True,
    ),
    Malformed(
        "feicao_texto.geojson",
        content('{"type":"FeatureCollection","features":["UBS"]}'),
        "is a str where a feature should be",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "propriedades.geojson",
        content(
            '{"type":"FeatureCollection","features":[{"type":"Feature","properties":[1],"geometry":null}]}'
        ),
        "properties are no object",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "meia_letra.geojson",
        content('{"type":"Feature","properties":{"nome":"UBS \\ud800"},"geometry":null}'),
        "U+D800",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "zero.geojson",
        content('{"type":"Feature","properties":{"nome":"UBS \\u0000"},"geometry":null}'),
        "U+0000",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "sem_limite.geojson",
        content('{"type":"Feature","properties":{"nota":1e999},"geometry":null}'),
        "infinite",
        "row 1",
        row_fault=True,
    ),
    Malformed(
        "a11y_tipo.json",
        content(json.dumps([PLACE, {"properties": {"name": "x", "accessibility": "yes"}}])),
        "its accessibility is a str",
        "row 2",
        row_fault=True,
    ),
    Malformed(
        "a11y_lista.json",
        content(json.dumps([PLACE, "Biblioteca"])),
        "where a feature should be",
        "row 2",
        row_fault=True,
    ),
    Malformed(
        "a11y_lugar.json",
        content(json.dumps([{**PLACE, "geometry": {"type": "Point", "coordinates": "x"}}])),
        "its geometry is none",
        "row 1",
        row_fault=True,
    ),
]

CASES = [*CSV, *JSON]
