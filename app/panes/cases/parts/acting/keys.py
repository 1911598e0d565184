"""Which single key does which operation, and what each operation must be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.case import OPERATIONS
from app.domain.reasons import OTHER
from app.panes.cases.parts.acting.call_words import UNANSWERED
from app.text import N_

ACTION_KEYS: Mapping[str, str] = {
    "accept": "A",
    "decline": "X",
    "send_verify": "V",
    "verify_confirm": "Y",
    "verify_deny": "Shift+Y",
    "file": "F",
    "not_file": "Shift+F",
    "dispatch": "D",
    "redispatch": "Shift+D",
    "void": "Shift+X",
    "approve": "P",
    "refuse": "Shift+P",
    "suspend": "G",
    "defer": "Shift+G",
    "resume": "R",
    "send_check": "C",
    "check_pass": "O",
    "check_fail": "Shift+C",
    "close": "E",
    "visit": "Shift+V",
    "redo": "Shift+E",
    "reopen": "Shift+R",
    "urge": "U",
    "supervise": "S",
    "conference_call": "Shift+H",
    "conference_hold": "Shift+Q",
    "mark_urgent": "Shift+U",
    "report_up": "Shift+I",
    "start_response": "Shift+W",
    "declare_incident": "Shift+Z",
    "tie": "Shift+L",
    "assist": "Shift+A",
    "merge": "Shift+M",
    "feedback": "Shift+B",
    "claim": "T",
    "release": "Shift+T",
    "note": "M",
    "call_note": "L",
    "amend": "I",
}
MORE_KEY, COMPARE_KEY, NEXT_SECTION_KEY, LAST_SECTION_KEY, INSIDE_KEY = ".", "=", "]", "[", "\\"
# What carries the case forward stands first in the bar and gets the strong colour.
FORWARD = (
    "approve",
    "accept",
    "verify_confirm",
    "file",
    "dispatch",
    "sign",
    "finish",
    "resume",
    "send_check",
    "check_pass",
    "close",
    "redo",
)
# What stands in the bar beside the way forward; everything else waits behind "more".
BESIDE_IT = (
    "refuse",
    "report_up",
    "decline",
    "send_verify",
    "verify_deny",
    "not_file",
    "check_fail",
    "visit",
    "urge",
    "supervise",
    "redispatch",
    "request_extend",
    "request_return",
    "claim",
    "call_note",
    "note",
)
GRAVE = ("decline", "verify_deny", "not_file", "void", "check_fail", "refuse", "merge")
AT_ONCE = ("claim", "release", "sign", "arrive")


@dataclass(frozen=True, slots=True)
class FormShape:
    """The fields of an operation's form, in order; `hint` is that of the note, which an empty one leaves out. The
    keyboard goes to `first` where what stands before it is said."""

    fields: tuple[str, ...] = ()
    hint: str = N_("说明（可不填）")
    label: str = N_("说明")
    first: str = ""


_WHY = N_("理由（必填）")
BESIDE_REASON = N_("补充说明（选“其他”时必填）")
_REASON = ("reason_code",)
FORMS: Mapping[str, FormShape] = {
    "decline": FormShape(_REASON, _WHY),
    "verify_deny": FormShape(_REASON, _WHY),
    "file": FormShape(("matter_id",), N_("立案意见（可不填）")),
    "not_file": FormShape(_REASON, _WHY),
    "dispatch": FormShape(("unit_id", "limit", "keep_ruling"), N_("派遣意见（可不填）")),
    "redispatch": FormShape(("unit_id", "limit", "keep_ruling"), N_("改派理由（必填）")),
    "void": FormShape(_REASON, _WHY),
    "merge": FormShape(("into",), N_("并单说明（可不填）")),
    "split": FormShape(hint=_WHY),
    "approve": FormShape(("limit",), N_("审批意见（可不填）")),
    "refuse": FormShape(hint=_WHY),
    "request_extend": FormShape(("limit", *_REASON), _WHY),
    "request_return": FormShape(_REASON, _WHY),
    "request_suspend": FormShape(_REASON, _WHY),
    "request_void": FormShape(_REASON, _WHY),
    "return": FormShape(_REASON, _WHY),
    "finish": FormShape(hint=N_("处置结果（必填）"), label=N_("处置结果")),
    "suspend": FormShape(_REASON, N_("挂账原因（必填）")),
    "defer": FormShape(_REASON, N_("缓办原因（必填）")),
    "check_fail": FormShape(("limit",), N_("不通过的原因（必填）")),
    "close": FormShape(("close_type",), N_("结案意见（可不填）")),
    "feedback": FormShape(hint=N_("答复内容（必填）"), label=N_("答复内容")),
    "visit": FormShape(("visit",), N_("回访说明（可不填）")),
    "redo": FormShape(("limit",), N_("重办要求（必填）")),
    "reopen": FormShape(hint=_WHY),
    "urge": FormShape(("letter",), N_("催办内容（可不填）")),
    "supervise": FormShape(("letter",), N_("督办意见（必填）"), N_("督办意见")),
    "supervise_reply": FormShape(hint=N_("回复内容（必填）")),
    "conference_call": FormShape(("letter",), N_("会商议题（必填）"), N_("会商议题")),
    "conference_hold": FormShape(("letter", "hold_ruling", "attended"), N_("会商结论（必填）"), N_("会商结论")),
    "assist": FormShape(("unit_ids",), N_("协办要求（可不填）")),
    "assist_done": FormShape(("helper",), N_("协办结果（必填）")),
    "mark_urgent": FormShape(("grade", "five"), ""),
    "report_up": FormShape(("stage", "to"), N_("报送内容"), N_("报送内容")),
    "start_response": FormShape(hint=N_("响应内容（必填）")),
    "end_response": FormShape(hint=N_("结束理由（必填）"), label=N_("结束理由")),
    "declare_incident": FormShape(("title",), N_("情况说明（可不填）")),
    "end_incident": FormShape(hint=N_("结束理由（必填）"), label=N_("结束理由")),
    "tie": FormShape(("lead",), N_("说明（可不填）")),
    "reward": FormShape(("reward",), N_("说明（可不填）")),
    "note": FormShape(hint=N_("备注内容（必填）")),
    "call_note": FormShape(("phone", "answered_by", "result"), N_("通话内容"), first="result"),
    "amend": FormShape(("matter_id", "grade", "address", "description"), ""),
}


def form_of(operation: str) -> FormShape:
    """The form of an operation."""
    return FORMS.get(operation, FormShape())


def needs_of(operation: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """What a form must say before it can be sent, given what it says already."""
    needs = OPERATIONS[operation].needs
    if "reason_code" in values:
        told = values["reason_code"] == OTHER
        needs = ("reason_code", *(name for name in needs if name != "note" or told))
    if operation == "visit" and not values.get("unreached"):
        needs = ("response", "solved", "satisfied")
    if operation == "call_note" and values.get("result") in UNANSWERED:
        needs = ()
    if operation == "report_up":
        needs = (*needs, "note")
    if values.get("letter"):
        needs = (*needs, "letter_body")
    if values.get("ruling"):
        needs = (*needs, *(("ruling_unit_id",) if operation == "conference_hold" else ()), "ruling_basis")
    return needs
