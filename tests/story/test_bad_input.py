"""What is wrong is said at once, all of it, beside the field it is in, in words for a city's office."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.story.conftest import Join
from tests.story.telling import API, Answer, Person, StoryClock, organisation, words

ENGAGEMENT = "/engagements/town"
STUDY = "/studies/town_study"
HASH = "e" * 64


@dataclass
class Office:
    """A study under way, with three milestones and a pilot, and the people who work on it."""

    manager: Person
    city: Person
    firm: Person
    clock: StoryClock

    def milestone(self, key: str) -> str:
        """Give the address of a milestone."""
        items = self.manager.sees(f"{STUDY}/milestones")["items"]
        return next(f"/milestones/{item['id']}" for item in items if item["key"] == key)


@pytest.fixture(scope="module")
def office(join: Join, clock: StoryClock) -> Office:
    """Bring a study under way."""
    clock.turn_to("2024-09-02")
    manager = join("Hana Seo", "WeGO", "project_manager")
    manager.makes("/organisations", **organisation("wego", "WeGO", "KR", "KR", "Asia/Seoul"))
    manager.makes("/organisations", **organisation("town", "Town", "PE", "PE", "America/Lima"))
    manager.makes("/programmes", key="joint", title=words("Joint"), text=words("Joint"))
    edition = {"key": "y2024", "title": words("2024"), "year": 2024, "theme": words("All")}
    manager.makes("/programmes/joint/editions", call_opens="2024-03-04", **edition)
    named = {"title": words("Town"), "topic": words("Town")}
    manager.makes("/engagements", key="town", programme="joint", city="town", **named)
    firm = join("Dana Yoo", "WeGO", "consultant", engagement="town")
    city = join("Rosa Quispe", "Town", "city_partner", engagement="town")
    study = {"title": words("S"), "question": words("Q?"), "summary": words("S"), "languages": ["en"]}
    place = {"city": "Town", "country": "PE", "lon_deg": -77.0, "lat_deg": -12.0}
    stages = [{"key": "one", "title": words("One"), "gate": words("First gate")}]
    manager.makes(f"{ENGAGEMENT}/studies", slug="town_study", **study, **place, stages=stages)
    for key, day in (("survey", "2024-09-30"), ("report", "2024-10-31"), ("pilot", "2024-11-29")):
        manager.makes(
            f"{STUDY}/milestones", key=key, stage="one", title=words(key), owner="wego", baseline_date=day
        )
    _a_pilot(manager, firm, city)
    return Office(manager, city, firm, clock)


def _a_pilot(manager: Person, firm: Person, city: Person) -> None:
    of_study = {"study": "town_study", "title": words("T")}
    manager.makes(f"{ENGAGEMENT}/deliverables", key="final", stage="one", final=True, **of_study)
    report = f"{ENGAGEMENT}/deliverables/final"
    firm.moves(report, "prepare")
    firm.moves(report, "submit", content_sha256=HASH)
    manager.moves(report, "open_review", content_sha256=HASH)
    city.moves(report, "accept", content_sha256=HASH)
    advice = {"number": 1, "text": words("T"), "addressee": "town", "deliverable": "final"}
    firm.makes(f"{ENGAGEMENT}/recommendations", key="advice", **of_study, **advice)
    manager.moves(f"{ENGAGEMENT}/recommendations/advice", "issue")
    named = {"title": words("T")}
    firm.makes(f"{ENGAGEMENT}/pilots", key="trial", text=words("T"), recommendations=["advice"], **named)
    firm.makes(f"{ENGAGEMENT}/results", key="reach", pilot="trial", level="outcome", **named)
    frame = {"result": "reach", "unit": "%", "direction": "increase", "formula": "arrived of all"}
    firm.makes(f"{ENGAGEMENT}/indicators", key="arrived", **named, **frame)
    manager.makes(
        f"{ENGAGEMENT}/indicator-periods",
        key="autumn",
        indicator="arrived",
        starts_on="2024-09-01",
        ends_on="2024-11-30",
    )


def test_dependencies_in_a_circle_are_named_with_the_whole_circle(office: Office) -> None:
    path = f"{ENGAGEMENT}/milestone-dependencies"
    for predecessor, successor in (("survey", "report"), ("report", "pilot")):
        office.manager.makes(path, study="town_study", predecessor=predecessor, successor=successor)
    assert office.manager.cannot_make(path, study="town_study", predecessor="pilot", successor="survey") == {
        "/successor": "The dependencies would close a circle: pilot → survey → report → pilot."
    }
    told = office.manager.cannot_make(path, study="town_study", predecessor="survey", successor="survey")
    assert set(told.values()) == {"a milestone cannot wait for itself"}
    # nor can a circle be tried out
    wanted = [{"predecessor": "pilot", "successor": "survey"}]
    told = office.firm.cannot_make(f"{STUDY}/plan/what-if", changes=wanted)
    assert any("circle" in message for message in told.values()), told


def test_days_before_the_programme_are_refused_wherever_they_stand(office: Office) -> None:
    said = "lies before the programme began (2024-03-04)."
    early = "2024-02-29"
    manager = office.manager
    bodies: tuple[tuple[str, str, Answer], ...] = (
        ("agreements", "signed_on", {"title": words("T"), "form": "memorandum"}),
        ("deliverables", "due", {"study": "town_study", "stage": "one", "title": words("T")}),
        ("pilots", "starts_on", {"title": words("T"), "text": words("T"), "recommendations": ["advice"]}),
    )
    for path, field, body in bodies:
        told = manager.cannot_make(f"{ENGAGEMENT}/{path}", **(body | {field: early}))
        assert told == {f"/{field}": f"{early} {said}"}, path
    meeting: Answer = {"title": words("T"), "form": "meeting", "starts_at": f"{early}T10:00:00-05:00"}
    assert manager.cannot_make(f"{ENGAGEMENT}/events", **meeting) == {"/starts_at": f"{early} {said}"}
    plan = office.milestone("survey")
    assert manager.cannot_change(plan, baseline_date=early)["/baseline_date"] == f"{early} {said}"
    assert manager.cannot_change(plan, forecast_date=early) == {"/forecast_date": f"{early} {said}"}
    interest: Answer = {
        "edition": "y2024",
        "city": "town",
        "title": words("T"),
        "form": "expression_of_interest",
    }
    assert manager.cannot_make(
        "/programmes/joint/candidacies", **interest, text=words("T"), received_on=early
    ) == {"/received_on": "2024-02-29 lies before the call opened (2024-03-04)."}


def test_percentages_stay_within_a_hundred(office: Office) -> None:
    over = {"state": "known", "value": "100.5"}
    said = "100.5 is outside 0 to 100, which a value in '%' cannot be."
    assert office.firm.cannot_change(
        f"{ENGAGEMENT}/indicators/arrived", status=422, baseline=over, baseline_on="2024-08-30"
    ) == {"/baseline/value": said}
    assert office.manager.cannot_change(
        f"{ENGAGEMENT}/indicator-periods/autumn", status=422, target=over
    ) == {"/target/value": said}
    # with it the day that has not come yet: both are said
    assert office.city.cannot_make(
        f"{ENGAGEMENT}/indicator-updates", indicator_period="autumn", actual=over, measured_on="2024-09-03"
    ) == {"/measured_on": "2024-09-03 lies in the future.", "/actual/value": said}


def test_nothing_was_achieved_tomorrow_but_today_is_the_askers_own(office: Office) -> None:
    survey = office.milestone("survey")
    told = office.manager.cannot_change(survey, state="achieved", actual_date="2024-09-03")
    assert told == {
        "/evidence": "An achieved milestone needs evidence: what proves it?",
        "/actual_date": "The actual date lies in the future.",
    }
    office.clock.turn_to("2024-09-02", hour=23)  # eight in the morning of 3 September in Seoul
    office.manager.changes(survey, state="achieved", actual_date="2024-09-03", evidence="Minutes")
    signed: Answer = {"title": words("T"), "form": "memorandum", "reference": "MoU"}
    office.manager.makes(f"{ENGAGEMENT}/agreements", key="mou", signed_on="2024-09-03", **signed)
    assert office.manager.cannot_make(f"{ENGAGEMENT}/agreements", signed_on="2024-09-04", **signed) == {
        "/signed_on": "2024-09-04 lies in the future."
    }
    measured: Answer = {
        "indicator_period": "autumn",
        "actual": {"state": "unknown"},
        "measured_on": "2024-09-03",
    }
    # in Lima it is still the evening before
    assert office.city.cannot_make(f"{ENGAGEMENT}/indicator-updates", **measured).keys() == {"/measured_on"}


def test_who_lacks_the_right_is_told_who_has_it(office: Office) -> None:
    gate = f"{ENGAGEMENT}/gates/one"
    office.manager.moves(gate, "start")
    office.manager.moves(gate, "open_gate")
    newest = {"If-Match": office.firm.client.get(API + gate).headers["ETag"]}
    answer = office.firm.client.post(f"{API}{gate}/moves", json={"move": "pass"}, headers=newest)
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "Your role here does not let you 'pass' a gate. This role may: institutional approver.",
    )
    answer = office.firm.client.post(
        f"{API}{ENGAGEMENT}/agreements", json={"title": words("T"), "form": "letter"}
    )
    assert answer.json()["detail"] == (
        "Your role here does not let you make or change an agreement. This role may: project manager."
    )
    assert office.manager.sees(gate)["state"] == "gate_open"  # nothing happened


def test_faults_of_several_kinds_come_in_one_list(office: Office) -> None:
    told = office.manager.cannot_make(
        f"{STUDY}/milestones",
        key="survey",
        stage="ninth",
        title=words("T"),
        owner="nobody",
        baseline_date="2019-01-01",
    )
    assert told == {
        "/key": "This key is taken.",
        "/owner": "There is no organisation 'nobody'.",
        "/stage": "The study has no stage 'ninth'.",
        "/baseline_date": "2019-01-01 lies before the programme began (2024-03-04).",
    }
    # a name that is nobody's does not keep the day's fault back
    told = office.manager.cannot_make(
        f"{ENGAGEMENT}/contributions",
        organisation="nobody",
        form="cash",
        stage="received",
        title=words("T"),
        amount={"state": "unknown"},
        received_on="2030-01-01",
    )
    assert told == {
        "/organisation": "There is no organisation 'nobody' here.",
        "/received_on": "2030-01-01 lies in the future.",
    }
    before = office.manager.sees(f"{ENGAGEMENT}/contributions")["total"]
    assert before == 0
