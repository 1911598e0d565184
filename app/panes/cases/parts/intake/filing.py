"""What becomes of a finished form: a report, kept first, and what goes with it: merging, tying, reward."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.dispatch import Dispatch, Sent
from app.domain.errors import Rejected
from app.panes.cases import commands
from app.panes.cases.parts.plain import one_line
from app.text import _

# Said in the form, but no part of the report itself.
_ASIDE = frozenset({"from", "card", "reward", "upward", "into", "lead", "codes_seen", "matter_typed"})


@dataclass(frozen=True, slots=True)
class Filed:
    """What was done: the report, the case to look at now, and what did not go through though the report is kept."""

    case_id: str
    shown_id: str
    command_ids: tuple[str, ...]
    refused: Rejected | None = None


def file_report(dispatch: Dispatch, values: Mapping[str, Any]) -> Filed | Rejected:
    """Register a case; the same as another one, it is merged into it at once, and its words are kept there; one more
    of a major incident, it is tied to what leads that.

    Only a report that was not taken at all is Rejected.
    """
    told = {name: value for name, value in values.items() if name not in _ASIDE}
    answer = commands.report(dispatch, told)
    if isinstance(answer, Rejected):
        return answer
    case_id, into = answer.command.target, str(values.get("into") or "")
    steps = _with_it(dispatch, case_id, into, values)
    done, refused = [answer.command.id], None
    for step in steps:
        also = step()
        if isinstance(also, Sent):
            done.append(also.command.id)
        elif refused is None:
            refused = also
    merged = bool(into) and refused is None
    return Filed(case_id, into if merged else case_id, tuple(done), refused)


def _with_it(
    dispatch: Dispatch, case_id: str, into: str, values: Mapping[str, Any]
) -> list[Callable[[], Sent | Rejected]]:
    steps: list[Callable[[], Sent | Rejected]] = []
    if values.get("reward"):
        steps.append(lambda: commands.operate(dispatch, case_id, "reward", {"to": "due"}))
    if lead := str(values.get("lead") or ""):
        steps.append(lambda: commands.operate(dispatch, case_id, "tie", {"into": lead}))
    if into:
        note = _("又有人反映：{text}").format(text=one_line(str(values.get("description", "")), 200))
        media = list(values.get("media_ids") or ())
        steps.append(lambda: commands.operate(dispatch, case_id, "merge", {"into": into}))
        if media:
            steps.append(lambda: commands.operate(dispatch, into, "attach", {"media_ids": media, "note": note}))
        else:
            steps.append(lambda: commands.operate(dispatch, into, "note", {"note": note}))
    return steps
