"""The flow of a case drawn from the table that judges it, so that the picture cannot say anything else."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from app.domain.case.noun import STAGE_OF, CaseState
from app.domain.case.operations import OPERATIONS, Operation
from app.domain.rules import Rules

Word = Callable[[str, str], str]

# Where an approval leads; the table itself leaves the state of `approve` open.
_GRANTS: Mapping[str, tuple[str, CaseState]] = {
    "return": ("request_return", CaseState.FILED),
    "suspend": ("request_suspend", CaseState.SUSPENDED),
    "void": ("request_void", CaseState.VOIDED),
}


def edges(operations: Mapping[str, Operation] = OPERATIONS) -> dict[tuple[CaseState, CaseState], tuple[str, ...]]:
    """Return every way from one state to another with the operations that take it, approvals of requests included."""
    ways: defaultdict[tuple[CaseState, CaseState], list[str]] = defaultdict(list)
    for op in operations.values():
        if op.to is not None:
            for state in op.sources - {op.to}:
                ways[state, op.to].append(op.id)
    for asked, (request, to) in _GRANTS.items():
        for state in operations[request].sources:
            ways[state, to].append(f"approve:{asked}")
    order = list(CaseState)
    return {way: tuple(ways[way]) for way in sorted(ways, key=lambda w: (order.index(w[0]), order.index(w[1])))}


def mermaid(word: Word) -> str:
    """Return the state diagram as Mermaid text; `word(book, code)` says a code in the reader's language."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{word("state", state)}" as {state}' for state in CaseState]
    for (source, to), names in edges().items():
        said = " / ".join(dict.fromkeys(_name(name, word) for name in names))
        lines.append(f"    {source} --> {to}: {said}")
    ends = [state for state in CaseState if state in (CaseState.DECLINED, CaseState.NOT_FILED)]
    lines += [
        "    [*] --> reported",
        *(f"    {state} --> [*]" for state in (CaseState.CLOSED, *ends, CaseState.VOIDED)),
    ]
    return "\n".join(lines)


def power_rows(rules: Rules, word: Word) -> list[tuple[str, str, str, str, str]]:
    """Return one row per operation: its word and id, from which states, to where, what must be said, and who may."""
    return [
        (
            f"{word('action', op.id)} `{op.id}`",
            "、".join(word("state", state) for state in CaseState if state in op.sources),
            word("state", op.to) if op.to else "—",
            "、".join(f"`{name}`" for name in op.needs) or "—",
            "、".join(word("role", role) for role in rules.powers if role != "system" and rules.may(role, op.id))
            or "—",
        )
        for op in OPERATIONS.values()
    ]


def chain_rows(rules: Rules, word: Word) -> list[tuple[str, str]]:
    """Return who must agree, in order, to each kind of request."""
    return [(name, " → ".join(word("role", post) for post in posts) or "—") for name, posts in rules.chains.items()]


def stage_rows(word: Word) -> list[tuple[str, str]]:
    """Return each state with the stage of the closed loop it belongs to."""
    return [(word("state", state), STAGE_OF[state]) for state in CaseState]


def _name(name: str, word: Word) -> str:
    approve, _, asked = name.partition(":")
    return f"{word('action', approve)}（{word('asked', asked)}）" if asked else word("action", name)
