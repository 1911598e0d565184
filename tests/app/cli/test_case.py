"""The operator's actions without a screen: online, with the hub gone, and each of them at the hub exactly once."""

from pathlib import Path

from tests.fakes.hub import RunningHub
from tests.fakes.terminal import hall

TEXT = "曙光路古墩路口积水约二十厘米"


def steps(hub: RunningHub, case_id: str) -> list[str]:
    return [row[0] for row in hub.rows('SELECT action FROM "case_step" WHERE case_id = ? ORDER BY seq', case_id)]


def test_a_case_is_worked_with_the_hub_and_without_it(hub: RunningHub, profile: Path) -> None:
    assert hall("case", "act", "c0", "accept", "--profile", profile).code == 0
    assert hall("sync", "--profile", profile).code == 0
    hub.stop()
    filed = hall("case", "act", "c0", "file", "--matter", "m1", "--profile", profile, "--json")
    assert filed.code == 0 and filed.json()["case_id"] == "c0"
    assert hall("case", "act", "2026030200000", "dispatch", "--unit", "区环卫", "--profile", profile).code == 0
    shown = hall("case", "show", "c0", "--profile", profile, "--json").json()
    assert (shown["case"]["state"], shown["case"]["unit_id"]) == ("dispatched", "u1")
    assert [(s["action"], s["waiting"]) for s in shown["steps"]] == [
        ("accept", False), ("file", True), ("dispatch", True),
    ]  # fmt: skip
    (row,) = hall("case", "list", "--state", "dispatched", "--profile", profile, "--json").json()["cases"]
    assert (row["id"], row["pending"]) == ("c0", 2)
    hub.start()
    sent = hall("sync", "--profile", profile, "--json").json()
    assert (sent["pushed"], sent["refused"], sent["conflicts"]) == (2, 0, 0)
    assert hall("sync", "--profile", profile, "--json").json()["pushed"] == 0
    assert steps(hub, "c0") == ["accept", "file", "dispatch"], "each once, in the order of asking"


def test_a_report_made_offline_gets_its_number_from_the_hub(hub: RunningHub, profile: Path) -> None:
    hub.stop()
    place = ("--address", "曙光路", "--set", "lon=120.14", "--set", "lat=30.27", "--set", "source=hotline")
    ran = hall("case", "act", "new", "report", "--text", TEXT, "--matter", "m1", *place, "--profile", profile, "--json")
    assert ran.code == 0, ran.err
    case_id = ran.json()["case_id"]
    before = hall("case", "show", case_id, "--profile", profile, "--json").json()["case"]
    assert (before["description"], before["case_no"], before["lon"]) == (TEXT, "", 120.14)
    hub.start()
    assert hall("sync", "--profile", profile).code == 0
    after = hall("case", "show", case_id, "--profile", profile, "--json").json()["case"]
    assert after["case_no"] and after["source"] == before["source"]
    assert hall("case", "show", after["case_no"], "--profile", profile).out.count(TEXT) == 1
    assert hub.rows('SELECT count(*) FROM "case" WHERE description = ?', TEXT) == [(1,)]


def test_a_refusal_is_a_sentence_a_code_and_exit_1(profile: Path) -> None:
    for words, code, sentence in (
        (("c0", "close"), "case.wrong_state", "案件当前状态不允许"),
        (("c0", "decline"), "field.missing", "还有必填内容没有填写"),
        (("nobody", "accept"), "case.unknown", "找不到该案件"),
        (("c0", "dispatch", "--unit", "没有的单位"), "unit.unknown", "找不到这个责任单位"),
    ):
        ran = hall("case", "act", *words, "--profile", profile)
        assert (ran.code, ran.out) == (1, ""), words
        assert f"[{code}" in ran.err and sentence in ran.err, ran.err
    assert hall("sync", "--profile", profile, "--json").json()["pushed"] == 0


def test_wrong_usage_is_exit_2(profile: Path, tmp_path: Path) -> None:
    assert hall("case", "act", "c0", "dance", "--profile", profile).code == 2
    assert hall("case", "act", "c0", "accept", "--set", "nothing", "--profile", profile).code == 2
    assert hall("case", "act", "c0").code == 2
    assert hall("case", "list", "--state", "asleep", "--profile", profile).code == 2
    assert hall("case", "list", "--limit", "0", "--profile", profile).code == 2


def test_the_list_is_a_table_for_people_too(profile: Path) -> None:
    ran = hall("case", "list", "--profile", profile)
    head, *rows = ran.out.splitlines()
    assert head.split()[:3] == ["id", "no.", "state"] and len(rows) == 6
    assert rows[0].startswith("c0") and "文三路0号" in rows[0]
    assert "as of" in ran.err, "a list without its age would lie"
    assert len(hall("case", "list", "--text", "井盖", "--profile", profile).out.splitlines()) == 1 + 3


def test_a_profile_that_is_open_elsewhere_says_who_has_it(profile: Path) -> None:
    from contextlib import ExitStack

    from app.bootstrap.seat import open_seat

    with ExitStack() as stack:
        open_seat(stack, profile)
        ran = hall("case", "list", "--profile", profile)
    assert ran.code == 1 and "[profile.in_use]" in ran.err
