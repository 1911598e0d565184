"""Which icon and tone stand for a state, a light or an action of the case desk."""

from app.domain.case import Light

LIGHT_TONES: dict[Light, str] = {
    Light.NORMAL: "ok",
    Light.WARNING: "warn",
    Light.OVERDUE: "alarm",
    Light.PAUSED: "info",
    Light.NONE: "muted",
}
LIGHT_ICONS: dict[Light, str] = {
    Light.NORMAL: "circle-check",
    Light.WARNING: "hourglass",
    Light.OVERDUE: "alarm-clock",
    Light.PAUSED: "circle-pause",
    Light.NONE: "circle-minus",
}
STATE_TONES: dict[str, str] = {
    "reported": "accent",
    "verifying": "info",
    "accepted": "accent",
    "filed": "accent",
    "dispatched": "info",
    "handling": "info",
    "suspended": "muted",
    "handled": "ok",
    "checking": "ok",
    "rework": "warn",
}
ACTION_ICONS: dict[str, str] = {
    "report": "circle-plus",
    "accept": "check",
    "decline": "ban",
    "send_verify": "eye",
    "verify_confirm": "check-check",
    "verify_deny": "circle-x",
    "file": "stamp",
    "not_file": "ban",
    "dispatch": "send",
    "redispatch": "shuffle",
    "void": "trash-2",
    "sign": "pencil",
    "return": "undo-2",
    "finish": "circle-check",
    "request_extend": "hourglass",
    "request_return": "undo-2",
    "request_suspend": "circle-pause",
    "approve": "check",
    "refuse": "x",
    "suspend": "circle-pause",
    "resume": "circle-play",
    "send_check": "clipboard-check",
    "check_pass": "badge-check",
    "check_fail": "redo-2",
    "close": "archive",
    "reopen": "folder-open",
    "urge": "bell",
    "supervise": "gavel",
    "claim": "hand",
    "release": "lock-open",
    "note": "message-square",
    "call_note": "phone-call",
    "amend": "pencil",
    "attach": "images",
    "request_void": "trash-2",
    "defer": "circle-pause",
    "merge": "group",
    "split": "split",
    "arrive": "map-pin",
    "feedback": "message-square",
    "visit": "phone-call",
    "redo": "redo-2",
    "supervise_reply": "message-square",
    "conference_call": "landmark",
    "conference_hold": "stamp",
    "assist": "user-check",
    "assist_done": "check-check",
    "mark_urgent": "siren",
    "report_up": "upload",
    "start_response": "megaphone",
    "end_response": "circle-check",
    "declare_incident": "layers",
    "end_incident": "circle-check",
    "tie": "link",
    "untie": "split",
    "tick": "check",
    "reward": "badge-check",
}


def state_tone(state: str) -> str:
    """The tone of a state's chip; ended states are quiet."""
    return STATE_TONES.get(str(state), "muted")


def action_icon(action: str) -> str:
    """The icon of an operation."""
    return ACTION_ICONS.get(action, "dot")
