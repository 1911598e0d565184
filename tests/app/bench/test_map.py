"""The map's bench runs, names its peers, and asks nothing outside."""

import os

from PySide6.QtWidgets import QApplication

from widgets.map_canvas.browser import chromium_flags, register_scheme

for name, value in chromium_flags(software=True, root=hasattr(os, "geteuid") and os.geteuid() == 0).items():
    os.environ[name] = value
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
register_scheme()


def test_a_small_run_measures_ourselves_and_the_peers(qapp: QApplication) -> None:
    from app.bench.map import run

    said: list[str] = []
    report = run(0.02, said.append)
    rows = {row.name: row for row in report.rows}
    assert {row.against for row in report.rows} >= {"leaflet canvas", "markercluster", "the base map alone"}
    assert all(row.value > 0 for row in report.rows if row.against)
    assert rows["requests to the outside"].holds and rows["files the page missed"].holds
    assert any("markercluster" in line for line in said)
    assert report.to_json()["bench"] == "map"
