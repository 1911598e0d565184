"""The keys of the form of a new case: Alt and a letter, shown beside what they do."""

from collections.abc import Mapping

# Alt with a digit changes the workspace; the proposals stand under the left hand instead.
TAKE = ("Alt+Q", "Alt+W", "Alt+E")

KEYS: Mapping[str, str] = {
    "text": "Alt+D",
    "address": "Alt+P",
    "matter": "Alt+T",
    "grade": "Alt+G",
    "phone": "Alt+H",
    "source": "Alt+Y",
    "order": "Alt+O",
    "map": "Alt+M",
    "camera": "Alt+C",
    "clear_place": "Alt+X",
    "urgent": "Alt+U",
    "confidential": "Alt+B",
    "reward": "Alt+R",
    "photo": "Alt+A",
    "same": "Alt+S",
    "part": "Alt+K",
    "different": "Alt+N",
    "large": "Alt+L",
    "next": "Alt+J",
}
