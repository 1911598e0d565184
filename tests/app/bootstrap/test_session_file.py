"""The open session lies on disk for its owner alone, and a broken one counts as none."""

import stat
from datetime import UTC, datetime
from pathlib import Path

from app.bootstrap.session_file import SessionFile
from app.domain.command import Actor
from app.paths import Profile
from app.protocol import Session


def test_a_session_comes_back_as_it_was(tmp_path: Path) -> None:
    file = SessionFile(Profile(tmp_path))
    assert file.read() is None
    session = Session(
        token="t" * 40,
        expires_at=datetime(2026, 11, 22, 8, tzinfo=UTC),
        actor=Actor("07", "o1", "李值班", "duty_officer"),
        hall_name="城市运行管理中心",
    )
    file.write("http://10.0.0.8:8700", session)
    assert file.read() == ("http://10.0.0.8:8700", session)
    assert stat.S_IMODE((tmp_path / "session.json").stat().st_mode) == 0o600
    (tmp_path / "session.json").write_text('{"token": ', "utf-8")
    assert file.read() is None
    file.forget()
    assert not (tmp_path / "session.json").exists()
