"""Nouns of the inspections room (R24, M10 to M17). Written by `services` only."""

from beholden.registry.inspections.models.choices import (
    OPEN,
    DrawState,
    EvidenceKind,
    Kind,
    Manner,
    Method,
    Outcome,
    PlanState,
    Provenance,
    Reason,
    Result,
    Signer,
    State,
)
from beholden.registry.inspections.models.choosing import InspectionPlan, ReceivedAttestation, SampleDraw
from beholden.registry.inspections.models.found import Answer, Evidence, InspectionAct, OutboxAction, Signature
from beholden.registry.inspections.models.kept import NOBODY, VisitCount
from beholden.registry.inspections.models.visit import Inspection, InspectionSeries, PinnedChecklist

__all__ = [
    "NOBODY",
    "OPEN",
    "Answer",
    "DrawState",
    "Evidence",
    "EvidenceKind",
    "Inspection",
    "InspectionAct",
    "InspectionPlan",
    "InspectionSeries",
    "Kind",
    "Manner",
    "Method",
    "OutboxAction",
    "Outcome",
    "PinnedChecklist",
    "PlanState",
    "Provenance",
    "Reason",
    "ReceivedAttestation",
    "Result",
    "SampleDraw",
    "Signature",
    "Signer",
    "State",
    "VisitCount",
]
