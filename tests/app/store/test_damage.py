"""A damaged cache costs only a download; from a damaged outbox what can be read is saved and the rest is named."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bus import Bus
from app.domain.errors import Unavailable
from app.paths import Profile
from app.store import CaseQuery, Store
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import ask, reply

_ROOT = Path(__file__).resolve().parents[3]


def zero(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE holiday(photo)")
    other.close()


def torn(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 20] = b"\xa5" * (4096 * 18)
    path.write_bytes(data)
    path.with_name(path.name + "-wal").write_bytes(b"")


def other_version(path: Path) -> None:
    with sqlite3.connect(path) as older:
        older.execute("PRAGMA user_version = 99")
    older.close()


@pytest.mark.parametrize("hurt", [zero, noise, foreign, torn, other_version])
def test_a_damaged_cache_is_set_aside_named_and_begun_anew(
    profile: Profile, clock: SetClock, hurt: Callable[[Path], None]
) -> None:
    store = Store.open(profile, clock)
    store.writer.absorb(reply(*cases(300)))
    command = ask("case.report", "new-1", description="积水")
    store.writer.enqueue(command)
    store.close()
    hurt(profile.cache_db)
    store = Store.open(profile, clock, Bus())
    try:
        notice = store.notices[0]
        assert notice.code == "cache.rebuilt"
        assert re.fullmatch(r"cache\.db\.damaged-\d{8}T\d+", notice.detail)
        assert (profile.folder / notice.detail).exists()
        assert store.writer.position() == ("e1", 0), "the next conversation fills it from the beginning"
        assert [case.id for case in store.reader.cases(CaseQuery()).rows] == ["new-1"], "own commands are shown again"
        store.writer.absorb(reply(*cases(300)))
        assert store.reader.counts(CaseQuery()).total == 301
    finally:
        store.close()


def test_a_cache_that_breaks_while_it_is_open_is_rebuilt_on_the_spot(profile: Profile, clock: SetClock) -> None:
    store = Store.open(profile, clock)
    try:
        store.writer.absorb(reply(*cases(300)))
        assert not store.heal(), "a sound cache is left alone"
        store.rebuild_cache()
        assert store.reader.cases(CaseQuery()).rows == ()
        assert (profile.folder / store.notices[0].detail).exists()
        store.writer.absorb(reply(*cases(3)))
        assert len(store.reader.cases(CaseQuery()).rows) == 3
    finally:
        store.close()


def full_outbox(profile: Profile, clock: SetClock, number: int = 400) -> list[str]:
    store = Store.open(profile, clock)
    ids = []
    for i in range(number):
        command = ask("case.note", f"c{i}", note=f"第{i}条记录" * 10)
        store.writer.enqueue(command)
        ids.append(command.id)
    store.close()
    return ids


def test_an_outbox_with_torn_pages_gives_back_what_can_be_read_and_names_the_rest(
    profile: Profile, clock: SetClock
) -> None:
    ids = full_outbox(profile, clock)
    data = bytearray(profile.outbox_db.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096 * 3] = b"\x5a" * 4096 * 3
    profile.outbox_db.write_bytes(data)
    store = Store.open(profile, clock)
    try:
        notice = next(n for n in store.notices if n.code == "outbox.recovered")
        saved = {item.command.id for item in store.reader.pending()}
        lost = {int(name.split()[0].removeprefix("#")) for name in notice.facts["lost"]}
        assert notice.level == "alarm"
        assert (profile.folder / notice.detail).exists(), "the damaged file is kept"
        assert notice.facts["saved"] == len(saved) > 300
        assert {ids[place - 1] for place in lost} == set(ids) - saved, (
            "each of them by its place and what is known of it"
        )
        order = [item.command.id for item in store.reader.pending()]
        assert order == [i for i in ids if i in saved], "in the order of asking"
    finally:
        store.close()


def test_an_outbox_whose_head_is_gone_is_read_from_its_bare_bytes(profile: Profile, clock: SetClock) -> None:
    ids = full_outbox(profile, clock, 60)
    data = bytearray(profile.outbox_db.read_bytes())
    data[:100] = b"\x00" * 100
    profile.outbox_db.write_bytes(data)
    store = Store.open(profile, clock)
    try:
        assert [item.command.id for item in store.reader.pending()] == ids
        command = ask("case.note", "c0", note="又一条")
        assert store.writer.enqueue(command) == 61
    finally:
        store.close()


def test_an_outbox_of_a_newer_program_is_left_alone_and_said_so(profile: Profile, clock: SetClock) -> None:
    full_outbox(profile, clock, 3)
    other_version(profile.outbox_db)
    before = profile.outbox_db.read_bytes()
    with pytest.raises(Unavailable) as refused:
        Store.open(profile, clock)
    assert refused.value.code == "outbox.newer"
    assert profile.outbox_db.read_bytes() == before


def test_an_empty_outbox_file_is_begun_anew(profile: Profile, clock: SetClock) -> None:
    profile.outbox_db.write_bytes(b"")
    store = Store.open(profile, clock)
    try:
        assert [n.code for n in store.notices] == ["outbox.recovered"]
        assert store.writer.enqueue(ask("case.note", "c0", note="好")) == 1
    finally:
        store.close()


def test_a_crash_between_the_two_files_heals_at_the_next_start(profile: Profile, clock: SetClock) -> None:
    """The outbox has the command, the cache never saw it: as after a kill between the two commits."""
    store = Store.open(profile, clock)
    store.writer.absorb(reply(*cases(2)))
    store.close()
    before = profile.cache_db.read_bytes()
    store = Store.open(profile, clock)
    store.writer.enqueue(ask("case.accept", "c1"))
    store.close()
    profile.cache_db.write_bytes(before)
    store = Store.open(profile, clock)
    try:
        shown = store.reader.case("c1")
        assert shown is not None and (shown.state, shown.pending) == ("accepted", 1)
    finally:
        store.close()


def test_a_sound_profile_is_opened_without_a_word(profile: Profile, clock: SetClock) -> None:
    ids = full_outbox(profile, clock, 5)
    store = Store.open(profile, clock)
    try:
        assert store.notices == []
        assert [item.command.id for item in store.reader.pending()] == ids
    finally:
        store.close()


_FULL = """
import resource, sys
from pathlib import Path
from app.domain.errors import Unavailable
from app.paths import Profile
from app.store import Store
from tests.fakes.clock import SetClock

resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
try:
    Store.open(Profile(Path(sys.argv[1])), SetClock())
except Unavailable as full:
    sys.exit(0 if full.code == "disk.failed" else 2)
sys.exit(1)
"""


def test_a_full_disk_is_not_taken_for_damage(profile: Profile, clock: SetClock) -> None:
    ids = full_outbox(profile, clock, 5)
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", _FULL, str(profile.folder)], cwd=_ROOT, check=False)
        assert done.returncode == 0, "it says that the disk is full"
    assert list(profile.folder.glob("*.damaged-*")) == [], "and sets nothing aside"
    store = Store.open(profile, clock)
    try:
        assert [item.command.id for item in store.reader.pending()] == ids
        assert store.notices == []
    finally:
        store.close()
