"""What helps to take in a case: proposals from the words said, codes in the text, likely duplicates, and the meter."""

from app.domain.intake.codes import Code, find_codes
from app.domain.intake.duplicates import Likeness, Reason, Sighting, likeness, ranked
from app.domain.intake.proposal import GradeProposal, MatterProposal, Proposals, propose
from app.domain.intake.quality import ASK_AGAIN_BELOW, CALL_ORDER, Quality, measure
from app.domain.intake.telling import Telling, telling
from app.domain.intake.told import find_told

__all__ = [
    "ASK_AGAIN_BELOW",
    "CALL_ORDER",
    "Code",
    "GradeProposal",
    "Likeness",
    "MatterProposal",
    "Proposals",
    "Quality",
    "Reason",
    "Sighting",
    "Telling",
    "find_codes",
    "find_told",
    "likeness",
    "measure",
    "propose",
    "ranked",
    "telling",
]
