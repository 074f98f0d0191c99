"""Who may do what, written out by hand: a line for each action, kind and move, a column for each role."""

from __future__ import annotations

# The columns of every line: project manager, consultant, city partner, reviewer, institutional approver,
# auditor, administrator. Consultants hold their role for studies, city partners for engagements, the
# administrator everywhere, all others for programmes.
ROLES = (
    "project_manager", "consultant", "city_partner", "reviewer", "institutional_approver", "auditor",
    "administrator",
)  # fmt: skip
Line = tuple[bool, bool, bool, bool, bool, bool, bool]
Y, N = True, False
ALL: Line = (Y, Y, Y, Y, Y, Y, Y)
NONE: Line = (N, N, N, N, N, N, N)

# Actions on what belongs to a study.
ACTIONS: dict[str, Line] = {
    "study.read": ALL,
    "milestone.read": ALL,
    "milestone.update": (Y, N, N, N, N, N, N),
    "layer.read": ALL,
    "assessment.read": ALL,
    "assessment.request": (Y, Y, N, N, N, N, N),
    "job.read": ALL,
    "report.read": ALL,
    "draft.read": (Y, Y, N, N, N, Y, Y),
    "draft.update": (Y, Y, N, N, N, N, N),
    "version.read": ALL,
    "version.submit": (Y, Y, N, N, N, N, N),
    "version.decide": (N, N, N, Y, Y, N, N),
    "comment.read": ALL,
    "comment.create": (Y, N, Y, Y, Y, N, N),
    "comment.respond": (Y, Y, N, N, N, N, N),
    "decision.answer": (Y, N, N, N, N, N, N),
    "register.read": ALL,
    "register.import": (Y, N, Y, N, N, N, N),
    "register.review": (Y, N, Y, N, N, N, N),
    "register.publish": (Y, N, Y, N, N, N, N),
    "audit.read": (Y, Y, N, N, N, Y, Y),
    "history.read": ALL,
    "record.export": (Y, N, N, N, N, Y, N),
}
# Actions that ask for no role at all: of anybody, and of anybody who signed in.
OPEN = {"session.open", "health.read", "problem.read", "finder.read", "suggestion.send"}
SIGNED_IN = {"session.close", "principal.read", "study.list", "turn.read"}

# Who makes and changes things of a kind. What belongs to a programme is hidden from those who only work on
# one of its engagements; what belongs to the instance is written by managers of all there is, of whom the
# matrix has none.
WRITES: dict[str, Line] = {
    "organisation": NONE,
    "grouping": NONE,
    "programme": (Y, N, N, N, N, N, N),
    "calendar_event": NONE,
    "edition": (Y, N, N, N, N, N, N),
    "criterion": (Y, N, N, N, N, N, N),
    "candidacy": (Y, N, N, N, N, N, N),
    "candidacy_score": (Y, N, N, Y, Y, N, N),
    "selection_decision": (Y, N, N, N, Y, N, N),
    "engagement": (Y, N, N, N, N, N, N),
    "agreement": (Y, N, N, N, N, N, N),
    "participation": (Y, N, N, N, N, N, N),
    "contribution": (Y, N, Y, N, N, N, N),
    "event": (Y, Y, Y, N, N, N, N),
    "attendance": (Y, Y, Y, N, N, N, N),
    "study": (Y, N, N, N, N, N, N),
    "milestone": (Y, N, N, N, N, N, N),
    "milestone_dependency": (Y, N, N, N, N, N, N),
    "baseline_change": (Y, Y, N, N, N, N, N),
    "deliverable": (Y, N, N, N, N, N, N),
    "gate": (Y, N, N, N, N, N, N),
    "gate_condition": (Y, N, N, N, Y, N, N),
    "finding": (Y, Y, N, N, N, N, N),
    "study_option": (Y, Y, N, N, N, N, N),
    "recommendation": (Y, Y, N, N, N, N, N),
    "management_response": (N, N, Y, N, N, N, N),
    "follow_up_action": (Y, N, Y, N, N, N, N),
    "pilot": (Y, Y, Y, N, N, N, N),
    "result": (Y, Y, Y, N, N, N, N),
    "indicator": (Y, Y, Y, N, N, N, N),
    "indicator_period": (Y, N, Y, N, N, N, N),
    "indicator_update": (Y, Y, Y, N, N, N, N),
}

_MANAGER: Line = (Y, N, N, N, N, N, N)
_CITY: Line = (N, N, Y, N, N, N, N)
_APPROVER: Line = (N, N, N, N, Y, N, N)
_MANAGER_AND_CITY: Line = (Y, N, Y, N, N, N, N)
_MANAGER_AND_APPROVER: Line = (Y, N, N, N, Y, N, N)
_CITY_AND_APPROVER: Line = (N, N, Y, N, Y, N, N)
_AUTHORS: Line = (Y, Y, N, N, N, N, N)
_REPORTING: Line = (Y, Y, Y, N, N, N, N)

# Who makes a move.
MOVES: dict[str, dict[str, Line]] = {
    "candidacy": {
        "find_eligible": _MANAGER,
        "find_ineligible": _MANAGER,
        "reconsider": _MANAGER,
        "shortlist": _MANAGER,
        "select": _MANAGER_AND_APPROVER,
        "put_in_reserve": _MANAGER_AND_APPROVER,
        "not_select": _MANAGER_AND_APPROVER,
        "withdraw": _MANAGER,  # and a city whose role is held for the programme
    },
    "engagement": dict.fromkeys(
        ("agree", "start", "complete", "reopen", "close", "suspend", "resume", "cancel"), _MANAGER
    ),
    "gate": {
        "start": _MANAGER,
        "open_gate": _MANAGER,
        "pass": _APPROVER,
        "pass_with_conditions": _APPROVER,
        "close": _APPROVER,
        "send_back": _APPROVER,
        "take_up": _MANAGER,
        "stop": _APPROVER,
    },
    "gate_condition": {
        "meet": _MANAGER_AND_APPROVER,
        "waive": _APPROVER,
        "reopen": _MANAGER_AND_APPROVER,
    },
    "baseline_change": {"approve": _APPROVER, "refuse": _APPROVER, "withdraw": _AUTHORS},
    "deliverable": {
        "prepare": _AUTHORS,
        "submit": _AUTHORS,
        "open_review": _MANAGER,
        "request_changes": _CITY_AND_APPROVER,
        "accept": _CITY_AND_APPROVER,
        "publish": _MANAGER,
        "withhold": _MANAGER,
        "waive": _MANAGER,
        "reopen": _MANAGER,
    },
    "recommendation": {
        "issue": _MANAGER,
        "accept": _CITY,
        "accept_partly": _CITY,
        "reject": _CITY,
        "reconsider": _MANAGER_AND_CITY,
        "start": _MANAGER_AND_CITY,
        "implement": _MANAGER,
        "overtake": _MANAGER,
        "supersede": _MANAGER,
    },
    "follow_up_action": dict.fromkeys(("start", "finish", "cancel", "reopen"), _MANAGER_AND_CITY),
    "pilot": {
        "scope": _MANAGER,
        "decide_go": _APPROVER,
        "decide_no_go": _APPROVER,
        "scope_again": _MANAGER,
        "start": _MANAGER_AND_CITY,
        "evaluate": _MANAGER,
        "scale": _MANAGER_AND_APPROVER,
        "hand_over": _MANAGER_AND_APPROVER,
        "end": _MANAGER_AND_APPROVER,
    },
    "indicator_update": {
        "submit": _REPORTING,
        "take_back": _REPORTING,
        "send_back": _CITY_AND_APPROVER,
        "approve": _CITY_AND_APPROVER,
        "unlock": _CITY_AND_APPROVER,
    },
    # not a kind of its own
    "milestone": {"confirm": _CITY},
}
