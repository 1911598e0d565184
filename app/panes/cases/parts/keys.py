"""Which single key does which operation, and what each operation must be told."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    "resume": "R",
    "send_check": "C",
    "check_pass": "O",
    "check_fail": "Shift+C",
    "close": "E",
    "reopen": "Shift+R",
    "urge": "U",
    "supervise": "S",
    "claim": "T",
    "release": "Shift+T",
    "note": "M",
    "call_note": "L",
    "amend": "I",
}
# What carries the case forward stands first in the bar and gets the strong colour.
FORWARD = ("accept", "verify_confirm", "file", "dispatch", "approve", "resume", "send_check", "check_pass", "close")
GRAVE = ("decline", "verify_deny", "not_file", "void", "check_fail", "refuse")
AT_ONCE = ("claim", "release")


@dataclass(frozen=True, slots=True)
class FormShape:
    """The fields of an operation's form, in order; `note` is asked of every one."""

    fields: tuple[str, ...] = ()
    hint: str = N_("说明（可不填）")


_WHY = N_("理由（必填）")
FORMS: Mapping[str, FormShape] = {
    "decline": FormShape(hint=_WHY),
    "verify_deny": FormShape(hint=_WHY),
    "file": FormShape(("matter_id",), N_("立案意见（可不填）")),
    "not_file": FormShape(hint=_WHY),
    "dispatch": FormShape(("unit_id", "limit"), N_("派遣意见（可不填）")),
    "redispatch": FormShape(("unit_id", "limit"), N_("改派理由（必填）")),
    "void": FormShape(hint=_WHY),
    "approve": FormShape(("limit",), N_("审批意见（可不填）")),
    "refuse": FormShape(hint=_WHY),
    "suspend": FormShape(hint=N_("挂账原因（必填）")),
    "check_fail": FormShape(("limit",), N_("不通过的原因（必填）")),
    "close": FormShape(("close_type",), N_("结案意见（可不填）")),
    "reopen": FormShape(hint=_WHY),
    "urge": FormShape(hint=N_("催办内容（可不填）")),
    "supervise": FormShape(hint=N_("督办意见（必填）")),
    "note": FormShape(hint=N_("备注内容（必填）")),
    "call_note": FormShape(("phone", "result"), N_("通话内容（必填）")),
    "amend": FormShape(("matter_id", "grade", "address", "description"), ""),
}


def form_of(operation: str) -> FormShape:
    """The form of an operation."""
    return FORMS.get(operation, FormShape())
