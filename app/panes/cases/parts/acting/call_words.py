"""What may come of a telephone call, in words."""

from app.panes.cases.parts.plain import one_line
from app.text import N_, _

RESULTS = {
    "answered": N_("已接听"),
    "promised": N_("已答应处置"),
    "unanswered": N_("无人接听"),
    "busy": N_("占线"),
    "wrong_number": N_("号码不对"),
}
UNANSWERED = ("unanswered", "busy", "wrong_number")


def result_words(result: str) -> str:
    """The result of a call in words; one told freely stands as it was told."""
    return _(RESULTS[result]) if result in RESULTS else one_line(result, 40)
