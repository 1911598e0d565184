"""A major incident from the keyboard, offline: declared, tied to, noted, listed, untied; and a response seen by all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt

from app.dispatch import Sent
from app.domain.command import Actor
from app.panes.cases.incident import incident_of
from app.panes.cases.parts.acting.labels import value_words
from app.panes.cases.parts.faces import face_of
from app.panes.cases.parts.offline.conflicts import desk_of, outcome
from app.protocol import Receipt
from app.store import CaseQuery
from app.store.rows import CaseRow
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step
from tests.app.panes.cases.hands import part

Make = Callable[..., Desk]
LEADER = Actor("03", "o-li", "李", "shift_leader")
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(desk: Desk, operation: str) -> Any:
    desk.pane.desk.begin(operation)
    assert desk.detail.form is not None and desk.detail.form.operation == operation
    return desk.detail.form


def alerts(desk: Desk) -> str:
    return "\n".join(alert.text for alert in desk.detail.body.alerts.alerts)


def badge(desk: Desk, case_id: str) -> list[str]:
    row = desk.store.reader.case(case_id)
    assert row is not None
    return [mark.text for mark in face_of(row, NOON).marks]


def test_an_incident_from_declaring_to_untying(make_desk: Make) -> None:
    cases = [a_case(number, state="handling", unit_id="u-sz", unit_name="市政所") for number in range(1, 5)]
    desk = make_desk(*cases, actor=LEADER)
    desk.see("c00001")
    form = press(desk, "declare_incident")
    assert "文三路1号路口" not in form.values()["title"] and "文三路1号" in form.values()["title"], "where and what"
    part(form, "title").write({"title": "文三路塌陷"})
    form.submit()
    desk.until(lambda: "文三路塌陷" in alerts(desk))

    # A case close by is told of it; one key and Enter tie it.
    desk.see("c00002")
    desk.until(lambda: "可以关联" in alerts(desk))
    form = press(desk, "tie")
    assert form.values()["into"] == "c00001"
    form.submit()
    desk.until(lambda: "关联重大事件“文三路塌陷”" in alerts(desk))
    assert "联" in badge(desk, "c00002") and desk.store.reader.case("c00002").state == "handling"  # type: ignore[union-attr]

    # Marked rows go together.
    desk.rows.set_marks(("c00001", "c00003", "c00004"))
    desk.until(lambda: next(iter(desk.pane.desks.batching.bar.offered), "") == "tie")
    desk.pane.desks.batching.begin("tie")
    page: Any = desk.pane.view.page
    assert [case.id for case in page.plan.able] == ["c00003", "c00004"], "what leads is not tied"
    assert page.form.values()["into"] == "c00001"
    page.form.submit()
    desk.until(lambda: len(desk.store.reader.tied_to("c00001")) == 3)

    # What is written on the lead is read on each; the card counts them.
    desk.see("c00001")
    desk.until(lambda: "关联 3 件：在办 3，超期 0，已结 0" in desk.detail.body.incident.tally.text())
    assert "关联 3" in badge(desk, "c00001")
    desk.clock.go_on(minutes=1)
    note = press(desk, "note")
    part(note, "note").write({"note": "抢险队 14 时到场"})
    note.submit()
    desk.see("c00003")
    desk.until(lambda: any("抢险队" in step.note and step.title == "主案：备注" for step in desk.detail.timeline.steps))

    # Untied from its row; what was read while it was tied stays read, what comes after does not come any more.
    desk.see("c00001")
    desk.clock.go_on(minutes=1)
    desk.detail.body.incident.rows._do("c00003", "untie")
    desk.until(lambda: len(desk.store.reader.tied_to("c00001")) == 2)
    desk.clock.go_on(minutes=1)
    desk.pane.desk.operate("c00001", "note", {"note": "交通恢复"})
    row = desk.store.reader.case("c00003")
    assert row is not None
    told = incident_of(desk.store.reader, row, desk.store.reader.steps("c00003")).told
    assert [step.note for step in told if step.action == "note"] == ["抢险队 14 时到场"]


def test_the_lead_of_open_cases_is_closed_with_a_reason_only(make_desk: Make) -> None:
    lead = a_case(1, state="checking", checked="pass", incident="open", incident_title="塌陷")
    desk = make_desk(lead, a_case(2, state="handling", tied_to="c00001"), actor=LEADER)
    desk.see("c00001")
    form = press(desk, "close")
    form.submit()
    desk.until(lambda: "写明理由" in form._message.text())
    part(form, "note").write({"note": "其余由街道办完"})
    form.submit()
    desk.until(lambda: desk.detail.dossier.case.state == "closed")
    assert desk.detail.dossier.case.incident == "ended"
    assert "已结束" in desk.detail.header.marks["incident"]


def test_a_response_stands_over_every_queue_until_it_is_ended(make_desk: Make) -> None:
    five = {"time": "10:05", "place": "延河路口", "event": "燃气泄漏", "casualties": "无", "actions": "已疏散"}
    grave = a_case(1, state="handling", urgent=True, grade=2, five=five, address="延河路口")
    desk = make_desk(grave, a_case(2, urgent=True), actor=LEADER)
    assert any(text.startswith("重大 ") and text.endswith("分") for text in badge(desk, "c00001"))
    tones = {mark.tone for mark in face_of(desk.store.reader.case("c00002"), NOON).marks}  # type: ignore[arg-type]
    assert "alarm" not in tones, "forty such reports come a day"
    desk.see("c00001")
    desk.key(Qt.Key.Key_W, SHIFT)
    form = desk.detail.form
    assert form is not None and form.operation == "start_response"
    part(form, "note").write({"note": "启动三级响应"})
    form.submit()
    desk.until(lambda: "延河路口" in desk.pane.desks.responding.strip.text)
    desk.until(lambda: "应急响应进行中" in alerts(desk))
    assert desk.store.reader.count(CaseQuery(responding=True)) == 1
    desk.see("c00002")
    desk.pane.desks.responding.go()
    desk.until(lambda: desk.detail.case_id == "c00001")
    ending = press(desk, "end_response")
    part(ending, "note").write({"note": "险情排除"})
    ending.submit()
    desk.until(lambda: desk.pane.desks.responding.strip.text == "")
    assert desk.detail.header.marks["response"] == "响应已结束"


def test_the_lanes_hold_what_they_should(make_desk: Make) -> None:
    desk = make_desk(
        a_case(1, incident="open"), a_case(2, tied_to="c00001"), a_case(3, transfers=2), a_case(4, conference="called"),
        a_case(5, conference="held"), a_case(6, conference="ruled"), a_case(7, transfers=1), a_case(8, urgent=True),
    )  # fmt: skip
    reader = desk.store.reader

    def ids(**asked: Any) -> set[str]:
        query = CaseQuery(**asked)
        rows = {row.id for row in reader.cases(query).rows}
        assert reader.count(query) == len(rows)
        assert {row.id for row in reader.cases(replace(query, order="new")).rows} == rows
        return rows

    assert ids(incident=True) == {"c00001"}
    assert ids(tied_to="c00001") == {"c00001", "c00002"}
    assert ids(difficult=2) == {"c00003", "c00004", "c00005"}
    assert ids(responding=True) == set()


def test_what_was_untied_by_hand_is_not_proposed_again(make_desk: Make) -> None:
    lead = a_case(1, incident="open", incident_title="塌陷")
    steps = [
        a_step("c00002", "tie", "reported", NOON - timedelta(hours=1), detail={"into": "c00001"}),
        a_step("c00002", "untie", "reported", NOON - timedelta(minutes=30), detail={"into": "c00001"}),
    ]
    desk = make_desk(lead, a_case(2), a_case(3), *steps)
    reader = desk.store.reader

    def near(case_id: str) -> CaseRow | None:
        row = reader.case(case_id)
        assert row is not None
        return incident_of(reader, row, reader.steps(case_id)).near

    assert near("c00002") is None
    assert (found := near("c00003")) is not None and found.id == "c00001"


def test_a_tie_that_clashes_is_decided_between_two_incidents_by_name(make_desk: Make) -> None:
    leads = [a_case(n, incident="open", incident_title=title) for n, title in ((1, "东关塌陷"), (2, "西桥积水"))]
    desk = make_desk(*leads, a_case(3), actor=LEADER)
    sent = desk.ctx.dispatch.ask("case.tie", "c00003", {"into": "c00001"})
    assert isinstance(sent, Sent) and sent.command.expect == {"tied_to": ""}
    clash = Receipt(
        command_id=sent.command.id, n=sent.n, outcome="conflict", ack_seq=desk.cursor + 1, code="record.changed",
        conflicts={"tied_to": ("", "c00002", "c00001")},
    )  # fmt: skip
    desk.news(a_case(3, tied_to="c00002", version=2), receipts=(clash,))
    found = desk_of(desk.store.reader, "03")
    (entry,) = found.entries
    assert [(line.field, line.found, line.asked) for line in entry.lines] == [("tied_to", "c00002", "c00001")]
    shown = [value_words("tied_to", one, dict(found.names or {})) for one in ("c00002", "c00001")]
    assert shown[0].startswith("西桥积水") and shown[1].startswith("东关塌陷")
    mine = outcome(entry, {"tied_to": "mine"}, LEADER, desk.store.reader.rules(), NOON)
    assert (mine.kind, mine.operation, dict(mine.args or {})["into"]) == ("ask", "tie", "c00001")
