"""Rights over the record: which roles see which level, write which kind and make which move."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

RecordRole = Literal[
    "administrator",
    "project_manager",
    "consultant",
    "city_partner",
    "reviewer",
    "institutional_approver",
    "auditor",
]
Level = Literal["draft", "partner", "programme", "public"]

EVERY_LEVEL: frozenset[Level] = frozenset({"draft", "partner", "programme", "public"})
SHARED: frozenset[Level] = frozenset({"partner", "programme", "public"})
COMMON: frozenset[Level] = frozenset({"programme", "public"})
PUBLIC: frozenset[Level] = frozenset({"public"})

# What somebody with a role in the engagement sees of it. Who has a role only elsewhere in the same programme
# sees what is common to it; anybody sees what is public.
SEEN: Mapping[RecordRole, frozenset[Level]] = MappingProxyType(
    {
        "administrator": EVERY_LEVEL,
        "project_manager": EVERY_LEVEL,
        "consultant": EVERY_LEVEL,
        "auditor": EVERY_LEVEL,
        "city_partner": SHARED,
        "reviewer": SHARED,
        "institutional_approver": SHARED,
    }
)

_PM: frozenset[RecordRole] = frozenset({"project_manager"})
_AUTHORS: frozenset[RecordRole] = frozenset({"project_manager", "consultant"})
_CITY: frozenset[RecordRole] = frozenset({"city_partner"})
_APPROVER: frozenset[RecordRole] = frozenset({"institutional_approver"})
_BODIES: frozenset[RecordRole] = frozenset({"reviewer", "institutional_approver"})

# Administrators keep accounts and the machine; over content they have no right but to read it.
WRITERS: Mapping[str, frozenset[RecordRole]] = MappingProxyType(
    {
        "organisation": _PM,
        "grouping": _PM,
        "programme": _PM,
        "calendar_event": _PM,
        "edition": _PM,
        "criterion": _PM,
        "candidacy": _PM,
        "candidacy_score": _PM | _BODIES,
        "selection_decision": _PM | _APPROVER,
        "engagement": _PM,
        "agreement": _PM,
        "participation": _PM,
        "contribution": _PM | _CITY,
        "event": _AUTHORS | _CITY,
        "attendance": _AUTHORS | _CITY,
        "study": _PM,
        "milestone": _PM,
        # the consultant proposes: with a change of the baseline, or by trying a plan out
        "milestone_dependency": _PM,
        "baseline_change": _AUTHORS,
        "deliverable": _PM,
        "gate": _PM,
        "gate_condition": _PM | _APPROVER,
        "finding": _AUTHORS,
        "study_option": _AUTHORS,
        "recommendation": _AUTHORS,
        "management_response": _CITY,
        "follow_up_action": _PM | _CITY,
        "pilot": _AUTHORS | _CITY,
        "result": _AUTHORS | _CITY,
        "indicator": _AUTHORS | _CITY,
        "indicator_period": _PM | _CITY,
        "indicator_update": _AUTHORS | _CITY,
    }
)

MOVERS: Mapping[str, Mapping[str, frozenset[RecordRole]]] = MappingProxyType(
    {
        "candidacy": {
            "find_eligible": _PM,
            "find_ineligible": _PM,
            "reconsider": _PM,
            "shortlist": _PM,
            "select": _PM | _APPROVER,
            "put_in_reserve": _PM | _APPROVER,
            "not_select": _PM | _APPROVER,
            "withdraw": _PM | _CITY,
        },
        "engagement": {
            "agree": _PM,
            "start": _PM,
            "complete": _PM,
            "reopen": _PM,
            "close": _PM,
            "suspend": _PM,
            "resume": _PM,
            "cancel": _PM,
        },
        "gate": {
            "start": _PM,
            "open_gate": _PM,
            # A gate is decided by the institutions, never by those who ask for the decision.
            "pass": _APPROVER,
            "pass_with_conditions": _APPROVER,
            "close": _APPROVER,
            "send_back": _APPROVER,
            "take_up": _PM,
            "stop": _APPROVER,
        },
        "gate_condition": {
            "meet": _PM | _APPROVER,
            "waive": _APPROVER,
            "reopen": _PM | _APPROVER,
        },
        "baseline_change": {
            # the plan is the project manager's to set, a change of what was agreed the approver's to allow
            "approve": _APPROVER,
            "refuse": _APPROVER,
            "withdraw": _AUTHORS,
        },
        "deliverable": {
            "prepare": _AUTHORS,
            "submit": _AUTHORS,
            "open_review": _PM,
            "request_changes": _APPROVER | _CITY,
            "accept": _APPROVER | _CITY,
            "publish": _PM,
            "withhold": _PM,
            "waive": _PM,
            "reopen": _PM,
        },
        "recommendation": {
            "issue": _PM,
            "accept": _CITY,
            "accept_partly": _CITY,
            "reject": _CITY,
            "reconsider": _PM | _CITY,
            "start": _PM | _CITY,
            "implement": _PM,
            "overtake": _PM,
            "supersede": _PM,
        },
        "follow_up_action": {
            "start": _PM | _CITY,
            "finish": _PM | _CITY,
            "cancel": _PM | _CITY,
            "reopen": _PM | _CITY,
        },
        "pilot": {
            "scope": _PM,
            "decide_go": _APPROVER,
            "decide_no_go": _APPROVER,
            "scope_again": _PM,
            "start": _PM | _CITY,
            "evaluate": _PM,
            "scale": _PM | _APPROVER,
            "hand_over": _PM | _APPROVER,
            "end": _PM | _APPROVER,
        },
        "indicator_update": {
            "submit": _AUTHORS | _CITY,
            "take_back": _AUTHORS | _CITY,
            # whoever runs the programme reports in it, and so approves no report of its success
            "send_back": _CITY | _APPROVER,
            "approve": _CITY | _APPROVER,
            "unlock": _CITY | _APPROVER,
        },
    }
)
