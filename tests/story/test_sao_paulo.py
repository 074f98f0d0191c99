"""São Paulo: from the prize through selection, plan and deliverable to the gate review, by the API alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.story.conftest import CommandLine, Join
from tests.story.telling import (
    Answer,
    Made,
    Person,
    StoryClock,
    check_every_move_was_told,
    document,
    organisation,
    words,
)

CITY = "/programmes/sscicp/candidacies/asnm"
ENGAGEMENT = "/engagements/asnm"
REPORT = f"{ENGAGEMENT}/deliverables/kick_off_report"
GATE = f"{ENGAGEMENT}/gates/kick_off"
STUDY = "/studies/asnm_study"
FIRST, SECOND = "1" * 64, "2" * 64


@dataclass
class Cast:
    """Who takes part; the city, the firm and the agency join when there is an engagement to join."""

    join: Join
    clock: StoryClock
    manager: Person
    city: Person | None = None
    firm: Person | None = None
    agency: Person | None = None


def test_sao_paulo_comes_from_the_prize_to_its_gate_review(
    join: Join, clock: StoryClock, made: Made, tracker: CommandLine, tmp_path: Path
) -> None:
    clock.turn_to("2024-03-04")
    cast = Cast(join, clock, join("Hana Seo", "WeGO", "project_manager"))
    the_programme_opens_its_call(cast)
    three_judges_and_a_committee_select_the_city(cast)
    memorandum_and_focal_point_make_it_an_engagement(cast)
    a_study_begins_from_the_korean_template(cast)
    milestones_move_as_the_record_allows(cast)
    a_report_is_accepted_in_its_second_version(cast)
    the_gate_is_passed_on_a_condition(cast)
    everything_was_written_down(cast, made)
    tracker.proves("asnm", tmp_path)


def the_programme_opens_its_call(cast: Cast) -> None:
    manager = cast.manager
    for key, name in (("wego", "WeGO"), ("smg", "SMG"), ("susa", "SUSA"), ("han", "Han River Consulting")):
        manager.makes("/organisations", **organisation(key, name, "KR", "KR", "Asia/Seoul"))
    manager.makes(
        "/organisations", **organisation("smped", "São Paulo", "BR", "BR-SP-SAO", "America/Sao_Paulo")
    )
    manager.makes(
        "/programmes",
        key="sscicp",
        title=words("Seoul Smart City International Cooperation Program"),
        text=words("Winners of the prize receive a pre-feasibility study."),
    )
    manager.makes(
        "/programmes/sscicp/editions",
        key="prize_2024",
        title=words("Seoul Smart City Prize 2024"),
        year=2024,
        theme=words("People first"),
        call_opens="2024-03-04",
        call_closes="2024-05-31",
        quorum=2,
    )
    for key, title in (("innovation", "Problem-centred innovation"), ("budget", "Feasible budget")):
        manager.makes(
            "/programmes/sscicp/criteria", key=key, edition="prize_2024", title=words(title), max_score="10"
        )


def three_judges_and_a_committee_select_the_city(cast: Cast) -> None:
    manager, clock = cast.manager, cast.clock
    clock.turn_to("2024-06-03")
    manager.makes(
        "/programmes/sscicp/candidacies",
        key="asnm",
        edition="prize_2024",
        city="smped",
        title=words("Accessible Service Network Map"),
        form="prize_entry",
        received_on="2024-05-20",
        text=words("A map of public services that people with disabilities can use."),
    )
    manager.moves(CITY, "find_eligible")
    manager.moves(CITY, "shortlist")

    minho = cast.join("Minho Park", "SMG", "reviewer", programme="sscicp")
    jiwoo = cast.join("Jiwoo Lim", "SUSA", "reviewer", programme="sscicp")
    sora = cast.join("Sora Han", "Han River Consulting", "reviewer", programme="sscicp")
    chair = cast.join("Yuna Choi", "SMG", "institutional_approver", programme="sscicp")

    _scores(minho, "Minho Park", "smg", "8.5")
    # one judge is no quorum, and nobody has decided: both are said at once
    assert chair.cannot_move(CITY, "select") == {
        "/scores/innovation": "1 of 2 judges without a conflict of interest have scored 'innovation'.",
        "/scores/budget": "1 of 2 judges without a conflict of interest have scored 'budget'.",
        "/decision": "The committee's decision has not been recorded.",
    }
    score: Answer = {"candidacy": "asnm", "criterion": "budget", "score": "9"}
    # two names are not two judges: who is not the secretariat enters their own score
    assert minho.cannot_make(
        "/programmes/sscicp/candidacy-scores", judge="Jiwoo Lim", judge_organisation="susa", **score
    ) == {
        "/judge": "You enter your own score only: the judge is Minho Park.",
        "/judge_organisation": "You judge for SMG.",
    }
    for criterion in ("innovation", "budget"):  # her firm wrote the entry with the city
        sora.makes(
            "/programmes/sscicp/candidacy-scores",
            candidacy="asnm",
            criterion=criterion,
            judge="Sora Han",
            judge_organisation="han",
            conflict_of_interest=True,
        )
    clock.turn_to("2024-06-28")
    _decides(chair, "2024-06-28", "Minho Park", "Sora Han")
    told = chair.cannot_move(CITY, "select")
    assert told.keys() == {"/scores/innovation", "/scores/budget", "/decision/members"}
    assert "Sora Han" in told["/decision/members"]

    _scores(jiwoo, "Jiwoo Lim", "susa", "9")
    clock.turn_to("2024-07-05")
    _decides(chair, "2024-07-05", "Minho Park", "Jiwoo Lim")  # again, and without her
    assert manager.sees(CITY)["state"] == "shortlisted"
    assert chair.moves(CITY, "select")["state"] == "selected"


def _scores(judge: Person, name: str, body: str, score: str) -> None:
    for criterion in ("innovation", "budget"):
        judge.makes(
            "/programmes/sscicp/candidacy-scores",
            candidacy="asnm",
            criterion=criterion,
            judge=name,
            judge_organisation=body,
            score=score,
        )


def _decides(chair: Person, day: str, *members: str) -> None:
    chair.makes(
        "/programmes/sscicp/selection-decisions",
        candidacy="asnm",
        outcome="selected",
        committee="Selection committee of 2024",
        decided_on=day,
        members=list(members),
        reasoning="A map that people use already, and a city that wants to keep it.",
        evidence="Minutes of the committee",
    )


def memorandum_and_focal_point_make_it_an_engagement(cast: Cast) -> None:
    manager = cast.manager
    cast.clock.turn_to("2024-11-04")
    manager.makes(
        "/engagements",
        key="asnm",
        programme="sscicp",
        candidacy="asnm",
        city="smped",
        title=words("Accessible Service Network Map of São Paulo"),
        topic=words("Which services can people with disabilities use?"),
    )
    cast.city = cast.join("Ana Souza", "São Paulo", "city_partner", engagement="asnm")
    cast.firm = cast.join("Joon Bae", "Han River Consulting", "consultant", engagement="asnm")
    cast.agency = cast.join("Eunji Kang", "SUSA", "institutional_approver", engagement="asnm")

    manager.makes(f"{ENGAGEMENT}/agreements", key="mou", title=words("Memorandum"), form="memorandum")
    # a draft that nobody signed is not on file
    assert manager.cannot_move(ENGAGEMENT, "agree") == {
        "/agreements": "Neither a memorandum of understanding nor terms of reference are on file.",
        "/focal_point": "The city has named no focal point.",
    }
    manager.changes(
        f"{ENGAGEMENT}/agreements/mou", signed_on="2024-10-30", reference="MoU between SMG and São Paulo"
    )
    manager.makes(
        f"{ENGAGEMENT}/agreements",
        key="tor",
        title=words("Terms of reference"),
        form="terms_of_reference",
        signed_on="2024-11-01",
        document_sha256="a" * 64,
    )
    manager.changes(ENGAGEMENT, focal_point="Secretariat for Persons with Disabilities, map team")
    manager.moves(ENGAGEMENT, "agree")
    manager.makes(
        f"{ENGAGEMENT}/participations",
        organisation="smg",
        role="funding",
        part=words("Pays for the study"),
    )
    manager.makes(
        f"{ENGAGEMENT}/contributions",
        organisation="smped",
        form="in_kind",
        stage="planned",
        title=words("Two members of staff for the field visit"),
        amount={"state": "unknown"},
    )
    assert manager.moves(ENGAGEMENT, "start")["state"] == "running"


def a_study_begins_from_the_korean_template(cast: Cast) -> None:
    manager, city, firm = cast.manager, cast.city, cast.firm
    assert city
    assert firm
    manager.makes(
        f"{ENGAGEMENT}/studies",
        slug="asnm_study",
        title=words("Upgrading the map"),
        question=words("What would it take to keep the map current?"),
        summary=words("Analysis, database, strategy."),
        languages=["en", "pt-BR"],
        city="São Paulo",
        country="BR",
        lon_deg=-46.63,
        lat_deg=-23.55,
        template="korean_study",
        starts_on="2025-01-06",
        parties={"secretariat": "wego", "consultant": "han", "city_partner": "smped", "reviewer": "susa"},
    )
    manager.makes(
        f"{STUDY}/milestones",
        key="places_confirmed",
        stage="interim",
        title=words("List of places confirmed"),
        owner="smped",
        baseline_date="2025-04-30",
        city_confirms=True,
    )
    # until it is frozen the plan is a proposal: the city asks for another day of the visit
    visit = _milestone(cast, "field_visit")
    manager.changes(f"/milestones/{visit['id']}", baseline_date="2025-03-17")
    assert city.sees(f"{STUDY}/plan")["baseline_frozen_at"] is None
    cast.clock.turn_to("2025-01-06")
    firm.cannot_make(f"{STUDY}/baseline", status=403)
    assert manager.client.post(f"/api/v1{STUDY}/baseline").status_code == 200
    manager.cannot_make(f"{STUDY}/baseline", status=409)
    assert city.sees(f"{STUDY}/plan")["baseline_frozen_at"].startswith("2025-01-06")


def _milestone(cast: Cast, key: str) -> Any:  # noqa: ANN401 - a milestone
    items = cast.manager.sees(f"{STUDY}/milestones")["items"]
    return next(item for item in items if item["key"] == key)


def milestones_move_as_the_record_allows(cast: Cast) -> None:
    manager, city, firm, agency = cast.manager, cast.city, cast.firm, cast.agency
    assert city
    assert firm
    assert agency
    contract = f"/milestones/{_milestone(cast, 'contract_signed')['id']}"
    assert manager.cannot_change(contract, state="achieved") == {
        "/actual_date": "An achieved milestone needs the date on which it happened.",
        "/evidence": "An achieved milestone needs evidence: what proves it?",
    }
    manager.changes(contract, state="achieved", actual_date="2025-01-06", evidence="Contract 2025-1, signed")

    kick_off = _milestone(cast, "kick_off_meeting")
    # ten working days of Korea after 6 January
    assert kick_off["baseline_date"] == "2025-01-20"
    late = f"/milestones/{kick_off['id']}"
    assert manager.cannot_change(late, forecast_date="2025-02-05").keys() == {"/slip_reason"}
    slipped = manager.changes(
        late, forecast_date="2025-02-05", slip_reason="Lunar New Year, and the city's summer recess"
    )
    assert slipped["slip_days"] == 16  # 20 January to 5 February

    cast.clock.turn_to("2025-02-06")
    firm.makes(
        f"{ENGAGEMENT}/events",
        key="kick_off",
        title=words("Kick-off meeting"),
        form="kick_off",
        starts_at="2025-02-05T21:00:00+09:00",
        ends_at="2025-02-05T22:30:00+09:00",
        place="Online",
        minutes="Agreed: work plan by 19 February; the city sends its list of places.",
        minutes_sha256="c" * 64,
    )
    for body, people_count in (("smped", 6), ("han", 4), ("susa", 2)):
        firm.makes(
            f"{ENGAGEMENT}/attendances", event="kick_off", organisation=body, people_count=people_count
        )
    manager.changes(late, state="achieved", actual_date="2025-02-05", evidence="Minutes of the kick-off")

    # the visit waits for the work plan: its agreed day no longer holds, and two people decide that
    ask = {
        "study": "asnm_study",
        "milestone": "field_visit",
        "old_date": "2025-03-17",
        "new_date": "2025-04-07",
        "reason": "The kick-off was sixteen days late",
    }
    change = firm.makes(f"{ENGAGEMENT}/baseline-changes", **ask)
    path = f"{ENGAGEMENT}/baseline-changes/{change['key']}"
    firm.cannot_move(path, "approve", status=403)
    agency.moves(path, "approve")
    assert _milestone(cast, "field_visit")["baseline_date"] == "2025-04-07"
    assert manager.sees(path)["old_date"] == "2025-03-17"
    ask |= {"old_date": "2025-04-07", "new_date": "2025-04-14"}
    again = f"{ENGAGEMENT}/baseline-changes/{manager.makes(f'{ENGAGEMENT}/baseline-changes', **ask)['key']}"
    manager.cannot_move(again, "approve", status=403)  # who sets the plan does not move its baseline alone
    assert "" in firm.cannot_move(again, "withdraw")  # nor does anybody else take back what was asked
    manager.moves(again, "withdraw")

    cast.clock.turn_to("2025-04-30")
    places = f"/milestones/{_milestone(cast, 'places_confirmed')['id']}"
    reached: Answer = {"state": "achieved", "actual_date": "2025-04-29", "evidence": "List of 412 places"}
    assert manager.cannot_change(places, **reached) == {
        "/state": "The city has to confirm this milestone first."
    }
    version = city.client.get(f"/api/v1{places}").headers["ETag"]
    confirmed = city.client.post(f"/api/v1{places}/confirmation", headers={"If-Match": version})
    assert confirmed.status_code == 200, confirmed.text
    assert confirmed.json()["confirmed_organisation"] == "São Paulo"
    manager.changes(places, **reached)


def a_report_is_accepted_in_its_second_version(cast: Cast) -> None:
    manager, city, firm = cast.manager, cast.city, cast.firm
    assert city
    assert firm
    cast.clock.turn_to("2025-05-06")
    firm.moves(REPORT, "prepare")
    firm.moves(REPORT, "submit", content_sha256=FIRST)
    manager.moves(REPORT, "open_review", content_sha256=FIRST)
    firm.cannot_move(REPORT, "accept", status=403, content_sha256=FIRST)
    assert city.cannot_move(REPORT, "request_changes", status=422, content_sha256=FIRST).keys() == {"/reason"}
    city.moves(REPORT, "request_changes", content_sha256=FIRST, reason="The eastern districts are missing")
    assert firm.cannot_move(REPORT, "submit", status=422, content_sha256=FIRST) == {
        "/content_sha256": "This is version 1 again, byte for byte."
    }
    cast.clock.turn_to("2025-05-20")
    firm.moves(REPORT, "submit", content_sha256=SECOND)
    manager.moves(REPORT, "open_review", content_sha256=SECOND)
    # what was read last week is not what is accepted
    assert city.cannot_move(REPORT, "accept", status=422, content_sha256=FIRST).keys() == {"/content_sha256"}
    accepted = city.moves(REPORT, "accept", content_sha256=SECOND)
    assert (accepted["state"], accepted["accepted_sha256"]) == ("accepted", SECOND)


def the_gate_is_passed_on_a_condition(cast: Cast) -> None:
    manager, agency = cast.manager, cast.agency
    assert agency
    cast.clock.turn_to("2025-06-02")
    manager.moves(GATE, "start")
    manager.moves(GATE, "open_gate")
    manager.cannot_move(GATE, "pass", status=403)  # who asks for the decision does not take it
    agency.makes(
        f"{ENGAGEMENT}/gate-conditions",
        key="districts",
        gate="kick_off",
        text=words("The eastern districts are in the work plan"),
        owner="han",
        due="2025-06-30",
    )
    assert agency.cannot_move(GATE, "pass").keys() == {"/conditions/1"}
    agency.moves(GATE, "pass_with_conditions")
    assert agency.cannot_move(GATE, "close").keys() == {"/conditions/1"}  # one is open

    cast.clock.turn_to("2025-06-18")
    condition = f"{ENGAGEMENT}/gate-conditions/districts"
    assert manager.cannot_move(condition, "meet", status=422).keys() == {"/evidence"}
    manager.moves(condition, "meet", evidence=document("Work plan, second edition, page 12"))
    closed = agency.moves(GATE, "close")
    assert (closed["state"], closed["decided_organisation"]) == ("passed", "SUSA")
    # one report is not all that is owed
    owed = manager.cannot_move(ENGAGEMENT, "complete")
    assert owed.keys() == {"/deliverables/interim_report", "/deliverables/final_report"}


def everything_was_written_down(cast: Cast, made: Made) -> None:
    manager = cast.manager
    assert manager.tells_history(GATE) == [
        "gate.create", "gate.start", "gate.open_gate", "gate.pass_with_conditions", "gate.close",
    ]  # fmt: skip
    decided = manager.sees(f"{GATE}/history")["items"][3]
    assert decided["actor"]["name"] == "Eunji Kang"
    assert {"field": "state", "before": "gate_open", "after": "passed_with_conditions"} in decided["changes"]
    check_every_move_was_told(made, lambda _: manager)
