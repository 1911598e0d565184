"""Codes from below become sentences that say what to do."""

import pytest

from app import text
from app.bus import CommandSettled, Notice
from app.domain.clock import SystemClock
from app.domain.command import Actor, Command
from app.domain.errors import Rejected, Unavailable
from app.protocol import Outcome, Receipt
from app.shell import messages

ACTOR = Actor("12", "op-1", "值班员甲", "duty_officer")


def settled(outcome: str, code: str = "") -> CommandSettled:
    command = Command(kind="case.dispatch", target="c1", by=ACTOR, at=SystemClock().now())
    return CommandSettled(Receipt(command_id=command.id, n=1, outcome=outcome, code=code), command)


def test_a_taken_seat_names_who_sits_there_and_since_when() -> None:
    no = Rejected("seat.taken", "12", {"operator": "值班员乙", "since": "2026-11-22T01:10:00.000Z"})
    said = messages.of_rejected(no)
    assert "值班员乙 自 09:10 起使用" in said.whole
    assert "接管" in said.whole


def test_a_locked_account_says_until_when() -> None:
    assert (
        "22:05 以后可以再试"
        in messages.of_rejected(Rejected("account.locked", facts={"until": "2026-11-22T14:05:00.000Z"})).whole
    )


def test_tries_left_and_a_blocked_address_are_said() -> None:
    assert "还可以再试 2 次" in messages.of_rejected(Rejected("sign_in.wrong", facts={"tries_left": 2})).whole
    assert "约 5 分钟后" in messages.of_rejected(Rejected("address.limited", facts={"retry_after_s": 300})).whole


@pytest.mark.parametrize("code", ["hub.away", "hub.nonsense", "hub.address", "sign_in.never_here", "token.expired"])
def test_every_way_in_that_fails_has_a_sentence_and_a_remedy(code: str) -> None:
    said = messages.of_rejected(Rejected(code))
    assert said.remedy
    assert code not in said.whole


def test_a_world_that_is_down_without_a_code_says_what_it_was_told() -> None:
    said = messages.of_fault(Unavailable("没有声卡", "插上后再试"))
    assert (said.text, said.remedy) == ("没有声卡", "插上后再试")


def test_our_own_bug_is_said_calmly_and_without_its_name() -> None:
    assert "KeyError" not in messages.of_fault(KeyError("x")).whole


def test_what_the_hub_simply_did_is_not_a_notice() -> None:
    assert messages.of_settled(settled(Outcome.APPLIED)) is None
    assert messages.of_settled(settled(Outcome.MERGED)) is None


def test_a_refusal_names_the_action_and_the_reason() -> None:
    said = messages.of_settled(settled(Outcome.REFUSED, "case.closed"))
    assert said is not None
    assert "派遣" in said.text and "已经结束" in said.remedy


def test_a_clash_sends_to_the_list() -> None:
    said = messages.of_settled(settled(Outcome.CONFLICT))
    assert said is not None and "未办成的操作" in said.remedy


def test_a_notice_keeps_its_level() -> None:
    assert messages.of_notice(Notice("alarm", "disk.full")).level == "alarm"
    assert messages.of_notice(Notice("strange", "disk.full")).level == "warning"


def test_moments_that_cannot_be_read_are_shown_as_they_are() -> None:
    text.use("zh_CN")
    assert "很久" in messages.of_rejected(Rejected("account.locked", facts={"until": "很久"})).whole
