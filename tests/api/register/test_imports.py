"""Imports over the API, on both databases: preview, commit, again, corrected, undone, and what is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from httpx2 import Response
from openpyxl import load_workbook
from sqlalchemy import delete, func, select, update
from starlette.testclient import TestClient

from tests.api.register.conftest import STUDY, Import, Send
from tests.made_register import ACCEPTED, LINES, MAPPING, REPAIRED, REVIEWED, changed, workbook
from tracker.store.session import Database
from tracker.store.tables import (
    FactProposal,
    PlaceAttribute,
    PlaceChange,
    PlaceContribution,
    PlaceFact,
    PlaceObservation,
    PlacePosition,
    RegisterImport,
    RegisterPlace,
    SavedMapping,
)

Change = Callable[[dict[str, Any], str], Response]
NEW = {"If-None-Match": "*"}


@pytest.fixture(autouse=True)
def _empty_register(seeded: Database) -> Iterator[None]:
    """Leave nothing for the next test."""
    yield
    with seeded.writing() as session:
        for table in (RegisterPlace, RegisterImport, SavedMapping):
            session.execute(delete(table))
        session.commit()


def places(database: Database) -> dict[str, dict[str, Any]]:
    """Give what stands of each place, by its name."""
    with database.reading() as session:
        found = {}
        for place in session.scalars(select(RegisterPlace)):
            facts = session.scalars(select(PlaceFact).where(PlaceFact.place_id == place.id))
            found[place.name] = {
                "key": place.key,
                "attributes": place.attributes,
                "state": place.state,
                "precision": place.precision,
                "has_point": session.scalar(select(func.count()).where(PlacePosition.place_id == place.id)),
                "facts": {fact.kind: (fact.answer, fact.observed_on) for fact in facts},
            }
        return found


def counted(database: Database, table: type[Any]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_preview_counts_every_row_once_and_leaves_the_register_as_it_is(
    send: Send, seeded: Database
) -> None:
    answer = send()
    assert answer.status_code == 201
    read = answer.json()
    counts = read["counts"]
    outcomes = ("accepted", "repaired", "needs_review", "duplicate", "rejected")
    assert [counts[outcome] for outcome in outcomes] == [1, 1, 1, 1, 1]
    assert counts["rows"] == 5
    # the duplicate states the very same fact, which is an observation of another row all the same
    assert counts["actions"] == {"create": 3, "update": 1, "unchanged": 0, "none": 1}
    assert {name: count for name, count in read["located"].items() if count} == {"coordinates": 2, "none": 1}
    assert read["state"] == "previewed"
    assert answer.headers["ETag"] == f'"{read["version"]}"'
    assert places(seeded) == {}


def test_a_commit_makes_drafts_with_attributes_facts_and_where_they_came_from(
    imported: Import, seeded: Database
) -> None:
    done = imported()
    found = places(seeded)
    assert set(found) == {"UBS Alfa", "UBS Beta", "UBS Gama"}
    assert {place["state"] for place in found.values()} == {"draft"}
    assert found["UBS Alfa"]["facts"] == {"adapted_toilet": ("yes", date(2026, 5, 1))}
    assert found["UBS Beta"]["facts"] == {"adapted_toilet": ("no", date(2026, 5, 1))}
    assert [found[name]["has_point"] for name in ("UBS Alfa", "UBS Beta", "UBS Gama")] == [1, 1, 0]
    assert found["UBS Gama"]["precision"] == "none"
    with seeded.reading() as session:
        sources = session.scalars(
            select(PlaceAttribute.source).where(PlaceAttribute.value == "Rua Dois, 20")
        ).all()
        proposals = session.scalars(select(FactProposal)).all()
    assert sources == ["services.xlsx, Saude, row 3, ENDERECO"]
    assert [(each.kind, each.answer, each.state) for each in proposals] == [
        ("step_free_entrance", "yes", "open")
    ]
    assert done["state"] == "committed"
    assert done["committed_by"] == "Paula Souza"


def test_the_same_file_twice_changes_nothing(imported: Import, seeded: Database) -> None:
    imported()
    before = places(seeded)
    observations = counted(seeded, PlaceObservation)
    again = imported()
    assert again["counts"]["actions"] == {"create": 0, "update": 0, "unchanged": 4, "none": 1}
    assert places(seeded) == before
    assert counted(seeded, PlaceObservation) == observations
    with seeded.reading() as session:
        assert session.scalars(select(RegisterPlace.version)).all() == [1, 1, 1]


def test_a_corrected_file_changes_only_what_was_corrected(imported: Import, seeded: Database) -> None:
    imported()
    before = places(seeded)
    lines = (changed(ACCEPTED, endereco="Rua Um, 12"), *LINES[1:])
    corrected = imported(workbook((*lines[:3], changed(LINES[3], endereco="Rua Um, 12"), lines[4])))
    assert corrected["counts"]["actions"]["create"] == 0
    after = places(seeded)
    assert after["UBS Alfa"]["attributes"]["address"] == "Rua Um, 12"
    assert {name: after[name] for name in ("UBS Beta", "UBS Gama")} == {
        name: before[name] for name in ("UBS Beta", "UBS Gama")
    }
    with seeded.reading() as session:
        values = session.scalars(
            select(PlaceAttribute.value)
            .where(PlaceAttribute.attribute == "address", PlaceAttribute.value.like("Rua Um%"))
            .order_by(PlaceAttribute.id)
        ).all()
    assert values == ["Rua Um, 10", "Rua Um, 12"]  # the history holds both


def test_a_date_put_right_backwards_does_not_leave_the_wrong_one_standing(
    imported: Import, seeded: Database, change: Change
) -> None:
    imported(workbook([ACCEPTED]))
    later = imported(workbook([changed(ACCEPTED, banheiro="não", visto_em="2025-05-01")]))
    assert places(seeded)["UBS Alfa"]["facts"] == {"adapted_toilet": ("no", date(2025, 5, 1))}
    assert change(later, "undo").status_code == 200
    assert places(seeded)["UBS Alfa"]["facts"] == {"adapted_toilet": ("yes", date(2026, 5, 1))}


def test_an_answer_that_the_source_takes_back_is_unknown(imported: Import, seeded: Database) -> None:
    imported(workbook([ACCEPTED]))
    imported(workbook([changed(ACCEPTED, banheiro=None)]))
    assert places(seeded)["UBS Alfa"]["facts"]["adapted_toilet"][0] == "unknown"


def test_undoing_takes_everything_back_and_importing_again_makes_the_same_keys(
    imported: Import, change: Change, seeded: Database
) -> None:
    done = imported()
    before = places(seeded)
    undone = change(done, "undo")
    assert undone.status_code == 200, undone.text
    assert undone.json()["state"] == "undone"
    assert places(seeded) == {}
    for table in (PlaceObservation, PlaceAttribute, PlaceContribution, PlaceChange, FactProposal):
        assert counted(seeded, table) == 0
    imported()
    assert places(seeded) == before


def test_undoing_a_correction_restores_what_stood_and_the_first_import_can_be_undone_after_it(
    imported: Import, change: Change, seeded: Database
) -> None:
    first = imported()
    before = places(seeded)
    moved = changed(REPAIRED, endereco="Rua Nova, 1", lon=-46.65, banheiro="sim")
    second = imported(workbook((ACCEPTED, moved, changed(REVIEWED, obs="Sem elevador"), *LINES[3:])))
    assert places(seeded) != before
    assert change(second, "undo").status_code == 200
    assert places(seeded) == before
    assert counted(seeded, FactProposal) == 1  # of the first file's note; that of the second is gone
    assert change(first, "undo").status_code == 200
    assert places(seeded) == {}


def test_undoing_is_refused_with_the_places_that_were_changed_since(
    imported: Import, change: Change, seeded: Database
) -> None:
    done = imported()
    before = places(seeded)
    with seeded.writing() as session:
        session.execute(
            update(RegisterPlace)
            .where(RegisterPlace.name == "UBS Beta")
            .values(state="published", version=RegisterPlace.version + 1)
        )
        session.commit()
    refused = change(done, "undo")
    assert refused.status_code == 409
    assert [fault["message"] for fault in refused.json()["errors"]] == ["UBS Beta was changed since"]
    before["UBS Beta"]["state"] = "published"
    assert places(seeded) == before


def test_what_a_person_has_changed_stays_when_the_source_changes_it_too(
    imported: Import, seeded: Database, send: Send, partner_sao_paulo: TestClient
) -> None:
    imported(workbook([ACCEPTED]))
    with seeded.writing() as session:
        place = session.scalars(select(RegisterPlace)).one()
        place.attributes = {**place.attributes, "address": "Rua Certa, 1"}
        session.commit()
    preview = send(workbook([changed(ACCEPTED, endereco="Rua Outra, 9")])).json()
    rows = partner_sao_paulo.get(f"/api/v1/register/imports/{preview['id']}/rows").json()["items"]
    assert "value_kept" in [remark["code"] for remark in rows[0]["remarks"]]
    imported(workbook([changed(ACCEPTED, endereco="Rua Outra, 9")]))
    assert places(seeded)["UBS Alfa"]["attributes"]["address"] == "Rua Certa, 1"


def test_of_two_previews_made_side_by_side_the_second_is_refused_and_says_why(
    send: Send, change: Change, seeded: Database
) -> None:
    first, second = send().json(), send().json()
    assert change(first, "commit").status_code == 200
    before = places(seeded)
    refused = change(second, "commit")
    assert refused.status_code == 409
    problem = refused.json()
    assert "changed since the preview" in problem["detail"]
    assert problem["errors"][0]["message"] == (
        "was to be accepted (create) and would now be accepted (unchanged)"
    )
    assert places(seeded) == before


def test_a_preview_that_still_comes_to_the_same_is_committed_although_the_register_changed(
    imported: Import, send: Send, change: Change, seeded: Database
) -> None:
    preview = send(workbook([ACCEPTED])).json()
    imported(workbook([REPAIRED]))
    assert change(preview, "commit").status_code == 200
    assert set(places(seeded)) == {"UBS Alfa", "UBS Beta"}


def test_an_import_is_committed_once_and_in_the_version_that_was_read(
    send: Send, change: Change, partner_sao_paulo: TestClient
) -> None:
    preview = send().json()
    address = f"/api/v1/register/imports/{preview['id']}/commit"
    assert partner_sao_paulo.post(address).status_code == 428
    assert partner_sao_paulo.post(address, headers={"If-Match": '"7"'}).status_code == 412
    done = change(preview, "commit")
    assert done.status_code == 200
    assert change(done.json(), "commit").status_code == 409
    assert change(done.json(), "discard").status_code == 409


def test_a_preview_that_is_put_aside_cannot_be_committed(send: Send, change: Change) -> None:
    aside = change(send().json(), "discard")
    assert aside.json()["state"] == "discarded"
    assert change(aside.json(), "commit").status_code == 409


def shapefile_without_prj(folder: Path) -> bytes:
    """Give a zipped shapefile of one health unit in EPSG:31983 that does not say so."""
    frame = geopandas.GeoDataFrame(
        {"nome": ["UBS Alfa"], "endereco": ["Rua Um, 10"]},
        geometry=[shapely.Point(335000.0, 7394000.0)],
        crs="EPSG:31983",
    )
    frame.to_file(folder / "points.shp")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf"):
            archive.write(folder / f"points{suffix}", f"points{suffix}")
    return packed.getvalue()


def test_a_file_without_a_reference_system_asks_for_it_and_takes_the_answer(
    send: Send, change: Change, partner_sao_paulo: TestClient, tmp_path: Path
) -> None:
    table = {"kind": "health", "attributes": {"name": "nome", "address": "endereco"}}
    body = {**MAPPING, "name": "layer_of_points", "source": "layer", "tables": [table]}
    saved = partner_sao_paulo.put(f"{STUDY}/mappings/layer_of_points", json={"body": body}, headers=NEW)
    assert saved.status_code == 200
    content = shapefile_without_prj(tmp_path)
    asked = send(content, name="points.zip")
    assert asked.status_code == 422
    assert [fault["pointer"] for fault in asked.json()["errors"]] == ["crs"]
    taken = send(content, name="points.zip", crs="EPSG:31983", mapping="layer_of_points")
    assert taken.status_code == 201, taken.text
    assert taken.json()["located"]["coordinates"] == 1
    assert taken.json()["crs"] == "EPSG:31983"
    assert change(taken.json(), "commit").status_code == 200


def test_of_mappings_that_fit_the_one_that_reads_most_columns_is_taken(
    send: Send, partner_sao_paulo: TestClient
) -> None:
    table = {"kind": "other", "attributes": {"name": "nome"}}
    body = {**MAPPING, "name": "names_only", "tables": [table]}
    saved = partner_sao_paulo.put(f"{STUDY}/mappings/names_only", json={"body": body}, headers=NEW)
    assert saved.status_code == 200
    assert send().json()["mapping_key"] == "small_city"
    twin = {**MAPPING, "name": "twin"}
    saved = partner_sao_paulo.put(f"{STUDY}/mappings/twin", json={"body": twin}, headers=NEW)
    assert saved.status_code == 200
    refused = send()
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"] == "one of small_city, twin"


def test_rows_are_read_page_by_page_and_by_outcome(send: Send, partner_sao_paulo: TestClient) -> None:
    address = f"/api/v1/register/imports/{send().json()['id']}/rows"
    first = partner_sao_paulo.get(address, params={"limit": 3, "language": "pt-BR"}).json()
    second = partner_sao_paulo.get(address, params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [row["row"] for row in (*first["items"], *second["items"])] == [2, 3, 4, 5, 6]
    assert (first["total"], second["next_cursor"]) == (5, None)
    rejected = partner_sao_paulo.get(address, params={"outcome": "rejected"}).json()
    assert [(row["row"], row["remarks"][0]["code"]) for row in rejected["items"]] == [(6, "name_missing")]


def test_the_report_holds_the_file_with_reasons_and_no_formula(
    send: Send, partner_sao_paulo: TestClient
) -> None:
    preview = send(
        workbook([*LINES, changed(ACCEPTED, codigo="A6", nome="=1+1", endereco="Rua X, 1")])
    ).json()
    answer = partner_sao_paulo.get(
        f"/api/v1/register/imports/{preview['id']}/report", params={"language": "pt-BR"}
    )
    assert answer.status_code == 200
    assert "services.report.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert all(
        cell.data_type != "f" for sheet in book.worksheets for line in sheet.iter_rows() for cell in line
    )
    lines = list(book["Saude"].iter_rows(min_row=2, values_only=True))
    assert len(lines) == 6
    assert len({line[len(LINES[0])] for line in lines[:5]}) == 5  # five different outcomes beside the rows


def test_a_report_that_comes_back_changes_nothing(
    imported: Import, send: Send, partner_sao_paulo: TestClient
) -> None:
    done = imported()
    report = partner_sao_paulo.get(f"/api/v1/register/imports/{done['id']}/report").content
    back = send(report).json()
    assert "counts" in back, back
    assert back["counts"]["actions"] == {"create": 0, "update": 0, "unchanged": 4, "none": 1}


def test_a_file_that_no_mapping_fits_is_refused_with_a_proposal(send: Send) -> None:
    refused = send(workbook([("UBS Alfa", "Rua Um, 10")], columns=("Nome", "Logradouro")))
    assert refused.status_code == 422
    proposal = refused.json()["errors"][-1]
    assert proposal["pointer"] == "proposed mapping"
    assert "Logradouro" in proposal["message"]


def test_a_mapping_that_does_not_fit_is_refused_with_what_is_missing(send: Send) -> None:
    refused = send(mapping="sao_paulo_ubs")
    assert refused.status_code == 422
    assert any("NOMEUBS" in fault["message"] for fault in refused.json()["errors"])
    assert send(mapping="nothing").status_code == 422


def test_mappings_are_listed_with_their_origin_and_checked_when_saved(
    send: Send, partner_sao_paulo: TestClient
) -> None:
    assert send is not None  # it has saved one
    items = partner_sao_paulo.get(f"{STUDY}/mappings").json()["items"]
    origins = {item["key"]: item["origin"] for item in items}
    assert origins["small_city"] == "saved"
    assert origins["sao_paulo_rede_acessivel"] == "shipped"
    assert "lima_mincetur_inventario" not in origins  # of another place
    refused = partner_sao_paulo.put(
        f"{STUDY}/mappings/broken", json={"body": {"name": "broken"}}, headers=NEW
    )
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) > 1


def test_imports_are_listed_newest_first(imported: Import, partner_sao_paulo: TestClient) -> None:
    ids = [imported()["id"], imported()["id"]]
    listed = partner_sao_paulo.get(f"{STUDY}/imports").json()
    assert [item["id"] for item in listed["items"]] == ids[::-1]
    assert listed["total"] == 2
