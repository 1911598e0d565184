"""`hall doctor`: what this machine lacks, whether the hub answers, whether the cache is sound."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli import doctor_backups
from app.cli.finding import Finding
from app.cli.printing import as_json, as_table
from app.paths import Profile, resources

LEAST_FREE = 2 * 1024**3


def doctor(
    hub: Annotated[str, typer.Option(help="address of the hub to ask")] = "",
    profile: Annotated[Path | None, typer.Option(help="profile folder of a seat to look into")] = None,
    data: Annotated[Path | None, typer.Option(help="at the hub: folder of its data, to look into its backups")] = None,
    db: Annotated[str, typer.Option(help="at the hub: its database URL; SQLite under --data if empty")] = "",
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Look at this machine and say what is missing and how to mend it. Exit 1 where the console could not work.

    With --hub, --profile or --data also when the hub was last backed up, and what that means for the seats.
    """
    findings = [*_examine(hub, profile)]
    if data is not None or db:
        findings.append(doctor_backups.told_at_hub(data or Path("hub-data"), db, datetime.now(UTC)))
    if json:
        as_json({"findings": [asdict(finding) for finding in findings]})
    else:
        marks = {"ok": "✓", "warning": "!", "fault": "✗"}
        as_table(("", "what", "found", "remedy"), [(marks[f.level], f.name, f.found, f.remedy) for f in findings])
    sys.exit(1 if any(finding.level == "fault" for finding in findings) else 0)


def _examine(hub: str, profile: Path | None) -> Iterator[Finding]:
    checks: list[Callable[[], Finding]] = [_python, _qt, _display, _fonts, _video, _microphone, _speech, _disk]
    for check in checks:
        yield check()
    if hub:
        yield from _hub(hub)
    if profile is not None:
        yield from _stores(Profile(profile))


def _python() -> Finding:
    return Finding("Python", "ok", ".".join(str(part) for part in sys.version_info[:3]))


def _qt() -> Finding:
    try:
        import PySide6
        import PySide6QtAds  # noqa: F401
        from PySide6 import QtWebEngineWidgets  # noqa: F401
    except ImportError as fault:
        return Finding("Qt", "fault", str(fault), "run installer/run again; it names the missing system package")
    return Finding("Qt", "ok", PySide6.__version__)


def _display() -> Finding:
    for name in ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM"):
        if os.environ.get(name):
            return Finding("display", "ok", f"{name}={os.environ[name]}")
    if sys.platform != "linux":
        return Finding("display", "ok", sys.platform)
    return Finding("display", "warning", "none", "log in at a screen, or let installer/run start a virtual one")


def _fonts() -> Finding:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from app.qt.application import has_chinese_font

    application = QGuiApplication.instance() or QGuiApplication(["doctor"])
    found = has_chinese_font()
    del application
    if found:
        return Finding("Chinese fonts", "ok", "found")
    return Finding("Chinese fonts", "fault", "none", "apt install fonts-noto-cjk")


def _video() -> Finding:
    from app.devices.video.libvlc import LibVlc

    libvlc = LibVlc()
    if libvlc.failure is not None:
        return Finding("libvlc", "fault", libvlc.failure.what, "apt install libvlc5 vlc-plugin-base")
    module, _instance = libvlc.load()
    return Finding("libvlc", "ok", module.libvlc_get_version().decode("utf-8", "replace"))


def _microphone() -> Finding:
    from PySide6.QtMultimedia import QMediaDevices

    names = [device.description() for device in QMediaDevices.audioInputs()]
    if not names:
        return Finding(
            "microphone", "warning", "none", "connect one for live talk; phrases and typed speech work without"
        )
    return Finding("microphone", "ok", ", ".join(names))


def _speech() -> Finding:
    from app.devices.audio.speech import model_path
    from app.domain.errors import Unavailable

    try:
        path = model_path()
    except Unavailable as missing:
        return Finding("speech model", "warning", missing.what, missing.remedy or "run installer/run again")
    voices = len(list(resources("voices").glob("*.bin")))
    return Finding("speech model", "ok", f"{path.name}, {voices} voices")


def _disk() -> Finding:
    free = shutil.disk_usage(Path.home()).free
    found = f"{free / 1024**3:.1f} GB free"
    return Finding(
        "disk", "ok" if free > LEAST_FREE else "warning", found, "" if free > LEAST_FREE else "free some space"
    )


def _hub(address: str) -> Iterator[Finding]:
    import requests

    base = address.rstrip("/")
    try:
        with requests.Session() as line:
            line.trust_env = False  # the seats do not go through a proxy either
            answer = line.get(f"{base}/readyz", timeout=5)
            metrics = line.get(f"{base}/metrics", timeout=5)
    except requests.RequestException as fault:
        yield Finding("hub", "fault", type(fault).__name__, f"is the hub running at {address}? is the address right?")
        return
    if answer.status_code != 200:
        yield Finding("hub", "fault", f"HTTP {answer.status_code}", "look into the hub's own log")
        return
    yield Finding("hub", "ok", f"answers in {answer.elapsed.total_seconds() * 1000:.0f} ms")
    yield doctor_backups.told_by_hub(metrics.text if metrics.ok else "", datetime.now(UTC))


def _stores(profile: Profile) -> Iterator[Finding]:
    remedies = {
        profile.outbox_db: "close the console, keep a copy of the file, and start it: what can be read is recovered",
        profile.cache_db: "start the console: it sets the file aside and rebuilds it from the hub",
    }
    for path, remedy in remedies.items():
        if not path.exists():
            yield Finding(path.name, "warning", "not there yet", "sign in once")
            continue
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                verdict = str(connection.execute("pragma quick_check").fetchone()[0])
            finally:
                connection.close()
        except sqlite3.DatabaseError as fault:
            verdict = str(fault)
        yield Finding(path.name, "ok" if verdict == "ok" else "fault", verdict, "" if verdict == "ok" else remedy)
        if path == profile.outbox_db and verdict == "ok":
            yield doctor_backups.kept_by_seat(path, datetime.now(UTC))
