"""The case (案卷): its states, its operations, its clocks and the one function that judges what may be done to it."""

from app.domain.case.clocks import Face, Light, faces, light, was_late
from app.domain.case.flow import allowed, decide, expectation
from app.domain.case.holding import Holding, held
from app.domain.case.incident import Kin, kin_of
from app.domain.case.noun import OPEN_STATES, STAGE_OF, Case, CaseState, Step
from app.domain.case.operations import OPERATIONS, Operation

__all__ = [
    "OPEN_STATES",
    "OPERATIONS",
    "STAGE_OF",
    "Case",
    "CaseState",
    "Face",
    "Holding",
    "Kin",
    "Light",
    "Operation",
    "Step",
    "allowed",
    "decide",
    "expectation",
    "faces",
    "held",
    "kin_of",
    "light",
    "was_late",
]
