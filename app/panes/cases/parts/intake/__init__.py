"""The form of a new case and what it looks up."""

from app.panes.cases.parts.intake.form import Intake

__all__ = ["Intake"]
