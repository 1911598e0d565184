"""The bench measures real packets."""

from app.bench import pa


def test_a_small_run_measures_ours_and_the_peers():
    said: list[str] = []
    report = pa.run(0.001, said.append)  # one speaker
    figures = {(row.name, row.against): row for row in report.rows}
    assert figures[("packets lost, 1 speakers", "limit")].value == 0
    assert figures[("speakers bit-exact, 1 speakers", "limit")].value == 1
    assert figures[("packets within 5 ms, 1 speakers", "ffmpeg")].against_value is not None
    assert figures[("begin to first packet, 1 speakers", "limit")].value > 0
    assert any("real-time right" in line for line in said)
