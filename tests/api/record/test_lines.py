"""The line from prize to pilot and the turns, as the shipped definitions make them."""

from __future__ import annotations

from starlette.testclient import TestClient

API = "/api/v1"


def test_limas_line_reaches_from_the_programme_to_what_the_pilot_changed(partner_lima: TestClient) -> None:
    line = partner_lima.get(f"{API}/engagements/lima_smart_tourism/lineage").json()
    nodes = {node["id"]: node for node in line["nodes"]}
    steps = {(edge["source"], edge["target"]) for edge in line["edges"]}
    assert ("engagement:lima_smart_tourism", "candidacy:lima_2022") in steps
    assert all(edge["source"] in nodes and edge["target"] in nodes for edge in line["edges"])
    (pilot,) = line["pilots"]
    cited = {part["key"]: part for part in line["recommendations"] if part["pilots"]}
    # readable both ways: the pilot names its recommendation, and the recommendation names its pilot
    assert set(pilot["recommendations"]) == set(cited)
    assert all(part["pilots"] == [pilot["key"]] for part in cited.values())
    assert pilot["indicators"]
    # and the others are there too, with what became of them
    assert len(line["recommendations"]) >= 12
    assert {part["state"] for part in line["recommendations"]} >= {"issued", "rejected"}


def test_a_line_belongs_to_those_who_may_know_the_engagement(
    client: TestClient, partner_lima: TestClient
) -> None:
    assert partner_lima.get(f"{API}/engagements/sao_paulo_asnm/lineage").status_code in (200, 404)
    assert client.get(f"{API}/engagements/no_such/lineage").status_code == 404


def test_turns_name_the_party_and_count_its_own_working_days(partner_sao_paulo: TestClient) -> None:
    page = partner_sao_paulo.get(f"{API}/turns", params={"mine": False}).json()
    assert page["total"] > 0
    for item in page["items"]:
        assert item["party"]
        assert item["waited_days"] >= 0
        assert item["mine"] == (item["party"] == "São Paulo")
        if item["party"] == "São Paulo":
            assert item["calendar"].startswith("BR-SP")
    mine = partner_sao_paulo.get(f"{API}/turns").json()
    assert {item["party"] for item in mine["items"]} <= {"São Paulo"}
    assert mine["total"] == sum(item["mine"] for item in page["items"])
