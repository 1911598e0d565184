"""Speaking to the street from a terminal: heard there, accounted for speaker by speaker, and stopped from another."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.audio import clips
from app.devices.drivers.rtp.simulator import Faults, SpeakerConfig, SpeakerFarm
from app.domain.broadcast import Phrase
from app.domain.speaker import Speaker, Zone
from tests.fakes.hub import RunningHub
from tests.fakes.street import likeness, played
from tests.fakes.terminal import Running, hall

SHORT, LONG = "请注意。", "请注意，道路积水，请绕行，请不要靠近河边。" * 12
WHY = ("--reason", "防汛")


@pytest.fixture
def farm(hub: RunningHub, tmp_path: Path) -> Iterator[SpeakerFarm]:
    """Two speakers that play and one that is dead, known to the hub as 文三路."""
    configs = [SpeakerConfig("s0"), SpeakerConfig("s1"), SpeakerConfig("s2", port=9, faults=Faults(offline=True))]
    farm = SpeakerFarm(configs, tmp_path / "street")
    names = ("路口音柱", "桥头音柱", "断电音柱")
    with farm:
        hub.load("zone", [Zone(id="z1", name="文三路", speaker_ids=("s0", "s1"))])
        hub.load("phrase", [Phrase(id="p1", title="汛情", text=LONG)])
        hub.load(
            "speaker",
            [
                Speaker(
                    id=s.config.id, no=f"00{n}", name=names[n], lon=120.1, lat=30.2, zone_id="z1",
                    host="127.0.0.1", port=s.config.port,
                )
                for n, s in enumerate(farm.speakers.values())
            ],
        )  # fmt: skip
        yield farm


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What has been spoken before, as a seat of some days has it."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def seat(farm: SpeakerFarm, profile: Path, made: Path) -> Iterator[Path]:
    shutil.copytree(made, profile / "speech")
    yield profile
    shutil.copytree(profile / "speech", made, dirs_exist_ok=True)


def said(profile: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = hall("broadcast", "list", "--profile", profile, "--json").json()
    return found


def test_the_street_hears_it_and_the_dead_speaker_is_named(hub: RunningHub, farm: SpeakerFarm, seat: Path) -> None:
    asked = ("--zone", "文三路", "--speaker", "002", "--text", SHORT, *WHY)
    ran = hall("broadcast", "start", "--profile", seat, *asked, "--json")
    told = ran.json()
    assert ran.code == 1 and "断电音柱" in ran.err and "[broadcast.not_everywhere" in ran.err
    assert told["missed"] == ["s2"] and told["why"] == "finished"
    states = {r["speaker"]: r["state"] for r in told["receipts"]}
    assert states["路口音柱"] == states["桥头音柱"] == "delivered" and states["断电音柱"] != "delivered"
    whole = max((seat / "speech").glob("*.wav"), key=lambda path: path.stat().st_size)
    spoken = clips.load(whole)
    for speaker in ("s0", "s1"):
        assert likeness(spoken, played(farm, speaker)[0]) > 0.9
    (row,) = said(seat)
    assert (row["id"], row["state"], row["seat"]) == (told["broadcast_id"], "ended", "07"), "known before it is sent"
    assert hall("sync", "--profile", seat, "--json").json()["refused"] == 0
    (stored,) = hub.rows("SELECT state, why, recording_media_id FROM broadcast")
    assert stored[:2] == ("ended", "finished") and stored[2], "what was said is kept"
    assert said(seat)[0]["text"] == SHORT


def test_it_is_stopped_from_another_terminal(farm: SpeakerFarm, seat: Path) -> None:
    with Running("broadcast", "start", "--profile", seat, "--zone", "z1", "--phrase", "汛情", *WHY) as speaking:
        _wait_playing(farm)
        ran = hall("broadcast", "stop", "--profile", seat, "--json")
        assert ran.code == 0, ran.err
        (ended,) = ran.json()["ended"]
        assert ended["why"] == "stopped"
        speaking.end(10)
    assert "Traceback" not in speaking.printed
    (row,) = said(seat)
    assert (row["id"], row["state"], row["why"]) == (ended["broadcast_id"], "ended", "stopped")
    assert played(farm, "s0")[0].size < 8000 * 20, "the street was quiet at once"
    assert hall("broadcast", "stop", "--profile", seat).code == 0, "nothing runs, nothing to do"
    again = hall("broadcast", "stop", "--profile", seat, str(row["id"]))
    assert again.code == 1 and "这次广播没有在播出" in again.err and "[broadcast.not_running" in again.err


def test_ctrl_c_ends_it_in_order(farm: SpeakerFarm, seat: Path) -> None:
    with Running("broadcast", "start", "--profile", seat, "--zone", "z1", "--text", LONG, *WHY) as speaking:
        _wait_playing(farm)
        speaking.interrupt()
        speaking.end(10)
    assert "Traceback" not in speaking.printed and "stopped" in speaking.printed, speaking.printed
    (row,) = said(seat)
    assert (row["state"], row["why"]) == ("ended", "stopped") and row["receipts"]


def test_what_a_dead_console_left_running_is_closed(farm: SpeakerFarm, seat: Path) -> None:
    with Running("broadcast", "start", "--profile", seat, "--zone", "z1", "--text", LONG, *WHY) as speaking:
        _wait_playing(farm)
        speaking.kill()
        speaking.end(10)
    assert said(seat)[0]["state"] == "running"
    (ended,) = hall("broadcast", "stop", "--profile", seat, "--json").json()["ended"]
    assert ended["why"] == "console_lost"
    assert (said(seat)[0]["state"], said(seat)[0]["why"]) == ("ended", "console_lost")


def test_wrong_words_and_strangers(seat: Path) -> None:
    start = ("broadcast", "start", "--profile", seat)
    assert hall(*start, "--zone", "z1").code == 2, "nothing to say"
    assert hall(*start, "--text", SHORT).code == 2, "nobody to say it to"
    for words, code in (
        (("--speaker", "000", "--speaker", "777", "--text", SHORT), "speaker.unknown: 777"),
        (("--zone", "没有的分区", "--text", SHORT), "zone.unknown"),
        (("--zone", "z1", "--phrase", "没有"), "phrase.unknown"),
        (("--zone", "z1", "--text", SHORT, "--priority", "shout"), "field.invalid"),
    ):
        ran = hall(*start, *words)
        assert ran.code == 1 and code in ran.err, ran
    assert said(seat) == []


def _wait_playing(farm: SpeakerFarm) -> None:
    from tests.fakes.cable import wait_for

    wait_for(lambda: farm.speakers["s0"].playing, 60.0)
