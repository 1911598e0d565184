"""Agreement with the hub without a window: figures, refusals that are named, and nobody who has not signed in."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.fakes.cable import wait_for
from tests.fakes.hub import RunningHub, cases
from tests.fakes.terminal import Running, hall


def test_once_says_what_it_did(hub: RunningHub, profile: Path) -> None:
    assert hall("case", "act", "c0", "accept", "--profile", profile).code == 0
    ran = hall("sync", "--profile", profile, "--once")
    assert ran.code == 0
    words = ran.out.split()
    told = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    assert told.keys() == {"cursor", "pulled", "pushed", "refused", "conflicts"}
    assert (told["pushed"], told["refused"], told["conflicts"]) == (1, 0, 0) and told["pulled"] > 0
    again = hall("sync", "--profile", profile, "--once", "--json").json()
    assert (again["cursor"], again["pulled"], again["pushed"]) == (told["cursor"], 0, 0)


def test_what_another_seat_did_first_is_a_conflict_that_is_named(
    hub: RunningHub, profile: Path, password: Path, tmp_path: Path
) -> None:
    hub.add_operator("wang")
    other = tmp_path / "seat-08"
    sign_in = ("--hub", hub.url, "--seat", "08", "--user", "wang", "--password-file", password)
    assert hall("sync", "--profile", other, *sign_in).code == 0
    assert hall("case", "act", "c1", "decline", "--note", "重复诉求", "--profile", other).code == 0
    assert hall("sync", "--profile", other).code == 0
    assert hall("case", "act", "c1", "accept", "--profile", profile).code == 0
    ran = hall("sync", "--profile", profile, "--json")
    told = ran.json()
    assert ran.code == 1 and told["refused"] + told["conflicts"] == 1 and told["pushed"] == 1
    assert [t["kind"] for t in told["troubles"]] == ["case.accept"]
    assert f"[{told['troubles'][0]['code']}]" in ran.err and "c1" in ran.err
    assert hall("case", "show", "c1", "--profile", profile, "--json").json()["case"]["state"] == "declined"
    assert hall("sync", "--profile", profile).code == 0, "told once; the next conversation went well"


def test_nobody_signed_in_and_a_wrong_password_are_told_apart(hub: RunningHub, password: Path, tmp_path: Path) -> None:
    ran = hall("sync", "--profile", tmp_path / "empty", "--hub", hub.url)
    assert ran.code == 1 and "[token.invalid" in ran.err
    password.write_text("not this one", "utf-8")
    sign_in = ("--hub", hub.url, "--seat", "07", "--user", "li", "--password-file", password)
    ran = hall("sync", "--profile", tmp_path / "empty", *sign_in)
    assert ran.code == 1 and "[sign_in.wrong" in ran.err
    assert hall("sync", "--profile", tmp_path / "empty", "--user", "li").code == 2
    assert hall("sync", "--profile", tmp_path / "x", "--user", "li", "--password-file", tmp_path / "none").code == 2


def test_without_the_hub_it_fails_and_says_so(hub: RunningHub, profile: Path) -> None:
    hub.stop()
    ran = hall("sync", "--profile", profile, "--once")
    assert ran.code == 1 and "[hub.away]" in ran.err


def cached(profile: Path) -> int:
    """How many cases are in the cache of a seat that works."""
    with closing(sqlite3.connect(profile / "cache.db")) as cache:
        return int(cache.execute('SELECT count(*) FROM "case"').fetchone()[0])


def test_watch_follows_until_ctrl_c(hub: RunningHub, profile: Path) -> None:
    with Running("sync", "--profile", profile, "--watch", "--json") as watching:
        watching.wait_for('"state": "live"')
        hub.load("case", cases(8))
        wait_for(lambda: cached(profile) == 8, 30.0)
        hub.stop()
        watching.wait_for('"state": "offline"')
        watching.interrupt()
        assert watching.end() == 0
    assert all(json.loads(line)["state"] for line in watching.printed.splitlines() if line.startswith("{"))
    assert len(hall("case", "list", "--profile", profile, "--json").json()["cases"]) == 8
