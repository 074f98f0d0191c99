"""Every workflow by the kind of thing it is of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tracker.record.workflows.candidacy import CANDIDACY
from tracker.record.workflows.deliverables import DELIVERABLE
from tracker.record.workflows.engagement import ENGAGEMENT
from tracker.record.workflows.flags import CONSISTENCY_FLAG
from tracker.record.workflows.gates import GATE, GATE_CONDITION
from tracker.record.workflows.indicators import INDICATOR_UPDATE
from tracker.record.workflows.machine import Workflow
from tracker.record.workflows.milestones import BASELINE_CHANGE, MILESTONE
from tracker.record.workflows.pilots import PILOT
from tracker.record.workflows.recommendations import FOLLOW_UP_ACTION, RECOMMENDATION

# Each workflow takes facts of its own type, which one mapping over all kinds cannot say.
WORKFLOWS: Mapping[str, Workflow[Any]] = MappingProxyType(
    {
        workflow.kind: workflow
        for workflow in (
            CANDIDACY,
            ENGAGEMENT,
            GATE,
            GATE_CONDITION,
            MILESTONE,
            BASELINE_CHANGE,
            DELIVERABLE,
            RECOMMENDATION,
            FOLLOW_UP_ACTION,
            PILOT,
            INDICATOR_UPDATE,
            CONSISTENCY_FLAG,
        )
    }
)
