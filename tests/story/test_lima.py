"""Lima: from the expression of interest through twelve recommendations to the pilot and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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

CANDIDACY = "/programmes/wego_nia/candidacies/lima"
ENGAGEMENT = "/engagements/lima"
REPORT = f"{ENGAGEMENT}/deliverables/final_report"
PILOT = f"{ENGAGEMENT}/pilots/guides"
FINAL = "f" * 64
REJECTED, PARTLY, LATE = (9, 10), (7, 8), (12,)
ACCEPTED = (1, 2, 3, 4, 5, 6, 11)


@dataclass
class Cast:
    """Who takes part."""

    manager: Person
    city: Person
    firm: Person
    approver: Person
    auditor: Person
    clock: StoryClock


def test_lima_comes_from_its_study_to_the_decision_about_its_pilot(
    join: Join, clock: StoryClock, made: Made, tracker: CommandLine, tmp_path: Path
) -> None:
    clock.turn_to("2022-02-07")
    manager = join("Hana Seo", "WeGO", "project_manager")
    approver = the_city_expresses_its_interest_and_is_selected(manager, join, clock)
    cast = an_engagement_and_its_study_begin(manager, approver, join, clock)
    findings_lead_to_options_and_twelve_recommendations(cast)
    nothing_is_issued_before_the_report_is_accepted(cast)
    the_city_answers_and_one_answer_is_late(cast)
    actions_follow_what_was_accepted(cast)
    a_pilot_comes_of_the_fourth_and_is_decided_on(cast)
    its_values_are_approved_by_another_organisation(cast)
    the_line_reads_both_ways(cast)
    everything_was_written_down(cast, made)
    tracker.proves("lima", tmp_path)


def the_city_expresses_its_interest_and_is_selected(manager: Person, join: Join, clock: StoryClock) -> Person:
    for key, name in (("wego", "WeGO"), ("nia", "NIA"), ("minds", "Example Minds")):
        manager.makes("/organisations", **organisation(key, name, "KR", "KR", "Asia/Seoul"))
    manager.makes("/organisations", **organisation("mml", "Lima", "PE", "PE", "America/Lima"))
    manager.makes(
        "/programmes", key="wego_nia", title=words("Joint feasibility study"), text=words("WeGO and NIA.")
    )
    manager.makes(
        "/programmes/wego_nia/editions",
        key="call_2022",
        title=words("Call of 2022"),
        year=2022,
        theme=words("Smart tourism"),
        quorum=2,
    )
    manager.makes(
        "/programmes/wego_nia/criteria", key="commitment", edition="call_2022", title=words("Commitment")
    )
    manager.makes(
        "/programmes/wego_nia/candidacies",
        key="lima",
        edition="call_2022",
        city="mml",
        title=words("Lima Destino Inteligente"),
        form="expression_of_interest",
        received_on="2022-02-01",
        text=words("A destination that every visitor can move through."),
    )
    manager.moves(CANDIDACY, "find_eligible")
    manager.moves(CANDIDACY, "shortlist")
    # the judges have no accounts: the secretariat enters what they wrote on paper
    for judge, score in (("A. Kwon", "80"), ("B. Nam", "74.5")):
        of = {"candidacy": "lima", "criterion": "commitment", "judge_organisation": "nia"}
        manager.makes("/programmes/wego_nia/candidacy-scores", judge=judge, score=score, **of)
    approver = join("Sunwoo Jang", "NIA", "institutional_approver", programme="wego_nia")
    clock.turn_to("2022-03-04")
    approver.makes(
        "/programmes/wego_nia/selection-decisions",
        candidacy="lima",
        outcome="selected",
        committee="WeGO and NIA",
        decided_on="2022-03-03",
        members=["A. Kwon", "B. Nam"],
        reasoning="The most commitment to carry the results on.",
        evidence="Minutes of 3 March 2022",
    )
    assert manager.moves(CANDIDACY, "select")["state"] == "selected"
    return approver


def an_engagement_and_its_study_begin(
    manager: Person, approver: Person, join: Join, clock: StoryClock
) -> Cast:
    manager.makes(
        "/engagements",
        key="lima",
        programme="wego_nia",
        candidacy="lima",
        city="mml",
        title=words("Smart tourism in Lima"),
        topic=words("Which attractions can everybody reach?"),
        focal_point="Tourism office",
    )
    manager.makes(
        f"{ENGAGEMENT}/agreements",
        key="mou",
        title=words("Memorandum of WeGO and NIA with Lima"),
        form="memorandum",
        signed_on="2022-03-01",
        reference="MoU 2022-3",
    )
    manager.moves(ENGAGEMENT, "agree")
    manager.moves(ENGAGEMENT, "start")
    manager.makes(
        f"{ENGAGEMENT}/studies",
        slug="lima_study",
        title=words("Joint study"),
        question=words("What should Lima try first?"),
        summary=words("Findings, options, recommendations."),
        languages=["en", "es"],
        city="Lima",
        country="PE",
        lon_deg=-77.03,
        lat_deg=-12.05,
        stages=[{"key": "study", "title": words("Study"), "gate": words("Report accepted")}],
    )
    return Cast(
        manager,
        join("Rosa Quispe", "Lima", "city_partner", engagement="lima"),
        join("Dana Yoo", "Example Minds", "consultant", engagement="lima"),
        approver,
        join("Iris Moon", "Audit office", "auditor", engagement="lima"),
        clock,
    )


def findings_lead_to_options_and_twelve_recommendations(cast: Cast) -> None:
    manager, firm = cast.manager, cast.firm
    manager.makes(
        f"{ENGAGEMENT}/deliverables",
        key="final_report",
        study="lima_study",
        stage="study",
        title=words("Final report"),
        due="2022-10-31",
        responsible="minds",
        final=True,
    )
    for number, title in enumerate(("Half of the stops have no ramp", "Nobody guides from stop to door"), 1):
        firm.makes(
            f"{ENGAGEMENT}/findings",
            key=f"finding_{number}",
            study="lima_study",
            number=number,
            title=words(title),
            text=words(title),
            evidence="Field visit of June 2022, 48 stops",
        )
    for number, (title, least) in enumerate(
        (("Keep what there is", True), ("Guides in the centre", False), ("Ramps everywhere", False)), 1
    ):
        firm.makes(
            f"{ENGAGEMENT}/study-options",
            key=f"option_{number}",
            study="lima_study",
            number=number,
            title=words(title),
            text=words(title),
            do_minimum=least,
            preferred=number == 2,
        )
    for number in range(1, 13):
        firm.makes(
            f"{ENGAGEMENT}/recommendations",
            key=f"recommendation_{number}",
            study="lima_study",
            number=number,
            title=words(f"Recommendation {number}"),
            text=words("Guide people from the stop to the door." if number == 4 else "Do it."),
            addressee="mml",
            findings=["finding_2"] if number == 4 else ["finding_1"],
            study_option="option_2" if number == 4 else None,
            deliverable="final_report",
        )


def _recommendation(number: int) -> str:
    return f"{ENGAGEMENT}/recommendations/recommendation_{number}"


def nothing_is_issued_before_the_report_is_accepted(cast: Cast) -> None:
    manager, city, firm, clock = cast.manager, cast.city, cast.firm, cast.clock
    clock.turn_to("2022-10-28")
    firm.moves(REPORT, "prepare")
    firm.moves(REPORT, "submit", content_sha256=FINAL)
    manager.moves(REPORT, "open_review", content_sha256=FINAL)
    assert manager.cannot_move(_recommendation(1), "issue") == {
        "/deliverable/state": "The report it stands in is in review, not accepted."
    }
    city.moves(REPORT, "accept", content_sha256=FINAL)
    clock.turn_to("2022-11-04")
    for number in range(1, 13):
        issued = manager.moves(_recommendation(number), "issue")
        assert (issued["issued_on"], issued["response_due"]) == ("2022-11-04", "2022-12-02")  # 28 days
    # what was issued stands as it is
    assert firm.cannot_change(_recommendation(4), number=13).keys() == {"/number"}


def the_city_answers_and_one_answer_is_late(cast: Cast) -> None:
    manager, city, clock = cast.manager, cast.city, cast.clock
    clock.turn_to("2022-11-30")
    manager.cannot_move(_recommendation(1), "accept", status=403)
    for numbers, stance, move, reason in (
        (ACCEPTED, "accepted", "accept", ""),
        (PARTLY, "partly", "accept_partly", "Only in the historic centre"),
        (REJECTED, "rejected", "reject", "The metro is the ministry's, not the city's"),
    ):
        for number in numbers:
            city.makes(
                f"{ENGAGEMENT}/management-responses",
                recommendation=f"recommendation_{number}",
                stance=stance,
                text=words(reason or "We agree."),
                responded_on="2022-11-30",
            )
            city.moves(_recommendation(number), move, reason=reason)
    # 2 December is past; 8 and 9 December are holidays in Peru: 5, 6, 7, 12, 13, 14 December remain
    clock.turn_to("2022-12-14")
    (late,) = city.sees("/turns", engagement="lima")["items"]
    assert (late["key"], late["what"], late["party"]) == ("recommendation_12", "respond", "Lima")
    assert (late["due"], late["is_overdue"], late["overdue_days"]) == ("2022-12-02", True, 6)
    assert late["calendar"] == "PE"
    assert manager.sees("/turns", engagement="lima")["items"] == []  # it is not the secretariat's turn


def actions_follow_what_was_accepted(cast: Cast) -> None:
    manager, city = cast.manager, cast.city
    ask: Answer = {"title": words("Train guides"), "owner": "mml", "due": "2023-03-31"}
    assert city.cannot_make(
        f"{ENGAGEMENT}/follow-up-actions", recommendation="recommendation_9", **ask
    ).keys() == {"/recommendation"}
    city.makes(f"{ENGAGEMENT}/follow-up-actions", key="train", recommendation="recommendation_4", **ask)
    city.makes(f"{ENGAGEMENT}/follow-up-actions", key="count", recommendation="recommendation_1", **ask)
    assert city.cannot_move(_recommendation(4), "start").keys() == {"/actions"}
    for number, action in ((4, "train"), (1, "count")):
        city.moves(f"{ENGAGEMENT}/follow-up-actions/{action}", "start")
        city.moves(_recommendation(number), "start")
    cast.clock.turn_to("2023-03-20")
    city.moves(f"{ENGAGEMENT}/follow-up-actions/count", "finish", evidence=document("List of 48 stops"))
    assert manager.moves(_recommendation(1), "implement")["state"] == "implemented"


def a_pilot_comes_of_the_fourth_and_is_decided_on(cast: Cast) -> None:
    manager, city, firm, approver = cast.manager, cast.city, cast.firm, cast.approver
    cast.clock.turn_to("2023-04-03")
    pilot: Answer = {
        "title": words("Guides from stop to door"),
        "text": words("Three attractions, six months."),
    }
    assert firm.cannot_make(
        f"{ENGAGEMENT}/pilots", key="guides", recommendations=["recommendation_9"], **pilot
    ).keys() == {"/recommendations"}
    firm.makes(f"{ENGAGEMENT}/pilots", key="guides", recommendations=["recommendation_4"], **pilot)
    manager.moves(PILOT, "scope")
    assert approver.cannot_move(PILOT, "decide_go").keys() == {
        "/indicators", "/running_cost_owner", "/sustainability_plan",
    }  # fmt: skip
    firm.makes(
        f"{ENGAGEMENT}/results",
        key="reach",
        pilot="guides",
        level="outcome",
        title=words("More visitors reach the door"),
    )
    firm.makes(
        f"{ENGAGEMENT}/indicators",
        key="arrived",
        result="reach",
        title=words("Visitors who arrive by themselves"),
        unit="%",
        direction="increase",
        formula="Arrived without help of staff, of those counted",
    )
    assert approver.cannot_move(PILOT, "decide_go").keys() == {
        "/indicators/arrived", "/running_cost_owner", "/sustainability_plan",
    }  # fmt: skip
    firm.changes(
        f"{ENGAGEMENT}/indicators/arrived",
        baseline={"state": "known", "value": "31.5"},
        baseline_on="2023-03-15",
    )
    manager.makes(
        f"{ENGAGEMENT}/indicator-periods",
        key="half_year",
        indicator="arrived",
        starts_on="2023-05-01",
        ends_on="2023-10-31",
        target={"state": "known", "value": "60"},
    )
    city.changes(
        PILOT,
        running_cost={"state": "known", "amount": "180000", "currency": "PEN", "price_year": 2023},
        running_cost_owner="mml",
        sustainability_plan="From 2024 in the budget of the tourism office",
    )
    approver.moves(PILOT, "decide_go")
    assert city.moves(PILOT, "start")["state"] == "running"


def its_values_are_approved_by_another_organisation(cast: Cast) -> None:
    city, approver = cast.city, cast.approver
    cast.clock.turn_to("2023-11-03")
    city.makes(
        f"{ENGAGEMENT}/indicator-updates",
        key="first",
        indicator_period="half_year",
        actual={"state": "known", "value": "58"},
        measured_on="2023-10-31",
        evidence="Counts at three doors",
    )
    update = f"{ENGAGEMENT}/indicator-updates/first"
    city.moves(update, "submit")
    assert city.cannot_move(update, "approve") == {
        "": "Lima reported this update; another organisation approves it."
    }
    approver.moves(update, "send_back", reason="Counted on which days?")
    city.changes(update, note="On 26 working days of October")
    city.moves(update, "submit")
    approved = approver.moves(update, "approve")
    assert (approved["state"], approved["decided_organisation"]) == ("approved", "NIA")
    # approved is locked: for changes, and with its period also for further values
    assert city.cannot_change(update, note="Better").keys() == {"/note"}
    cast.manager.changes(f"{ENGAGEMENT}/indicator-periods/half_year", locked=True)
    assert city.cannot_make(
        f"{ENGAGEMENT}/indicator-updates",
        indicator_period="half_year",
        actual={"state": "known", "value": "99"},
        measured_on="2023-10-31",
    ).keys() == {"/period"}
    assert approver.cannot_move(update, "unlock", reason="Count again").keys() == {"/period"}


def the_line_reads_both_ways(cast: Cast) -> None:
    line = cast.city.sees(f"{ENGAGEMENT}/lineage")
    became = {part["number"]: part for part in line["recommendations"]}
    assert became.keys() == set(range(1, 13))
    # which pilot came of recommendation 4, and what did it change?
    assert became[4]["pilots"] == ["guides"]
    (pilot,) = line["pilots"]
    assert (pilot["state"], pilot["recommendations"]) == ("running", ["recommendation_4"])
    (indicator,) = pilot["indicators"]
    assert [float(indicator[name]) for name in ("baseline", "actual", "target")] == [31.5, 58, 60]
    # and what became of the other eleven?
    assert {number: part["state"] for number, part in became.items()} == {
        1: "implemented",
        4: "in_action",
        12: "issued",
        **dict.fromkeys((2, 3, 5, 6, 11), "accepted"),
        **dict.fromkeys(PARTLY, "partly_accepted"),
        **dict.fromkeys(REJECTED, "rejected"),
    }
    assert [number for number, part in became.items() if part["stance"] is None] == list(LATE)
    # from the pilot back to the call of 2022, step by step
    steps = {(edge["source"], edge["relation"], edge["target"]) for edge in line["edges"]}
    assert steps >= {
        ("pilot:guides", "carries_out", "recommendation:recommendation_4"),
        ("recommendation:recommendation_4", "follows_from", "finding:finding_2"),
        ("engagement:lima", "came_of", "candidacy:lima"),
        ("candidacy:lima", "belongs_to", "edition:call_2022"),
    }


def everything_was_written_down(cast: Cast, made: Made) -> None:
    auditor = cast.auditor
    assert auditor.tells_history(_recommendation(4)) == [
        "recommendation.create", "recommendation.issue", "recommendation.accept", "recommendation.start",
    ]  # fmt: skip
    refused = auditor.sees(f"{_recommendation(9)}/history")["items"][-1]
    assert refused["actor"]["organisation"] == "Lima"
    assert refused["reason"] == "The metro is the ministry's, not the city's"
    check_every_move_was_told(made, lambda path: cast.manager if path.startswith("/programmes") else auditor)
