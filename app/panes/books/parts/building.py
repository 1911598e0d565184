"""Makes the control a field of a book asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.panes.books.parts.composed import ChainField, DaysField, LimitField, PairField, roles_field, weekdays_field
from app.panes.books.parts.fields import (
    BoolField,
    ChoiceField,
    DateField,
    Field,
    LinesField,
    NamesField,
    NumberField,
    ParaField,
    PickField,
    SpansField,
    TextField,
)
from app.panes.books.queries import Known
from app.panes.books.sections import FieldSpec, label_of
from app.text import _
from app.words import books


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a control may need to know: names to offer, today in the hall, the work days of a week."""

    known: Known
    today: date
    weekdays: Collection[int]


def build(spec: FieldSpec, around: Surroundings) -> Field:
    """Make the control. Raises KeyError for a sort nobody knows."""
    name, hint = label_of(spec), _(spec.hint) if spec.hint else ""
    match spec.sort:
        case "text":
            return TextField(name, hint)
        case "para":
            return ParaField(name, hint)
        case "lines":
            return LinesField(name, hint)
        case "names":
            return NamesField(name, hint, around.known.of(spec.source))
        case "pick":
            return PickField(name, hint, around.known.of(spec.source), around.known.initials)
        case "choice":
            return ChoiceField(name, [(code, _(said)) for code, said in books()[spec.source].items()])
        case "bool":
            return BoolField(name)
        case "date":
            return DateField(name, hint)
        case "number" | "whole" | "percent":
            return NumberField(name, hint, whole=spec.sort == "whole", percent=spec.sort == "percent")
        case "span" | "spans":
            return SpansField(name, hint, single=spec.sort == "span")
        case _:
            return _composed(spec, name, hint, around)


def _composed(spec: FieldSpec, name: str, hint: str, around: Surroundings) -> Field:
    match spec.sort:
        case "limit":
            return LimitField(name, hint, spec.needed)
        case "pair":
            return PairField(name)
        case "weekdays":
            return weekdays_field(name)
        case "days":
            return DaysField(name, around.today, around.weekdays)
        case "chain":
            return ChainField(name)
        case "roles":
            return roles_field(name, spec.label)
    raise KeyError(spec.sort)
