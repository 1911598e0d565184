"""Server-sent events as replies; a stream that talks nonsense is left."""

import json

import pytest

from app.domain.errors import Rejected, Unavailable
from app.protocol import reply_to_json
from app.sync.events import replies
from tests.fakes.hub import cases
from tests.fakes.news import reply


def lines(*texts: str) -> list[bytes]:
    return [line.encode() for text in texts for line in text.split("\n")]


def test_events_become_replies_and_pings_become_none() -> None:
    body = json.dumps(reply_to_json(reply(*cases(2))))
    heard = list(replies(lines("retry: 2000\n", ": ping\n", f"id: 2\ndata: {body}\n")))
    assert heard[0] is None
    assert heard[1] is not None and heard[1].cursor == 2 and len(heard[1].changes[0].rows) == 2


def test_a_problem_ends_the_stream_with_its_code() -> None:
    with pytest.raises(Rejected, match=r"token\.taken_over"):
        list(replies(lines('event: problem\ndata: {"code": "token.taken_over", "status": 401}\n')))


@pytest.mark.parametrize("data", ["{", "[]", '{"epoch": 1}', "null"])
def test_nonsense_is_not_believed(data: str) -> None:
    with pytest.raises(Unavailable):
        list(replies(lines(f"data: {data}\n")))
