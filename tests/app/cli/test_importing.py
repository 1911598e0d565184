"""`hall import` by name of a mapping: several files, only tried, and compared with the other city's own verdicts."""

import csv
from pathlib import Path

from tests.fakes.hub import RunningHub
from tests.fakes.terminal import hall

SAMPLE = Path(__file__).parents[1] / "imports" / "city_sample.csv"


def two_files(folder: Path) -> list[Path]:
    """The sample in two halves, as a city publishes it by kind."""
    lines = SAMPLE.read_text("utf-8").splitlines(keepends=True)
    files = [folder / "lamps.csv", folder / "roads.csv"]
    for file, part in zip(files, (lines[1:7], lines[7:]), strict=True):
        file.write_text("".join([lines[0], *part]), "utf-8")
    return files


def test_a_city_s_files_come_in_twice_without_doubling_and_agree_with_its_verdicts(
    hub: RunningHub, password: Path, tmp_path: Path
) -> None:
    files = two_files(tmp_path)
    words = ("import", "cases", *files, "--map", "boston311", "--check-overdue", "--hub", hub.url)
    words = (*words, "--password-file", password)
    first, again = hall(*words, "--json"), hall(*words)
    assert first.code == 0, first.err
    told = first.json()
    assert (told["read"], told["fit"], told["changed"], told["known"]) == (12, 12, 12, 0)
    assert [each["read"] for each in told["files"]] == [6, 6]
    overdue = told["overdue"]
    assert (overdue["late_theirs"], overdue["late_ours"], overdue["differences"]) == (5, 6, [])
    assert [each["source_no"] for each in overdue["silent"]] == ["900000000012"]
    assert again.code == 0 and "changed 0  known 12" in again.out and "late_theirs 5  late_ours 6" in again.out
    assert hub.rows("SELECT count(*) FROM \"case\" WHERE source_no LIKE '9000000000%'") == [(12,)]


def test_a_difference_in_verdicts_is_named_and_fails(tmp_path: Path) -> None:
    rows = list(csv.reader(SAMPLE.read_text("utf-8").splitlines()))
    rows[1][5] = "OVERDUE"
    with (tmp_path / "wrong.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    ran = hall("import", "cases", tmp_path / "wrong.csv", "--map", "boston311", "--check-overdue", "--dry-run")
    assert ran.code == 1 and "[import.verdicts" in ran.err
    assert "900000000001: OVERDUE / on_time" in ran.out


def test_a_file_is_tried_without_a_hub(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("工单编号,来电时间,诉求内容\n1,2026-05-03,路灯\n2,去年,井盖\n", "utf-8")
    ran = hall("import", "cases", file, "--map", "12345", "--dry-run")
    assert (
        ran.code == 0 and "read 2  fit 1  changed 0" in ran.out and "第 3 行“来电时间”" in ran.err and "去年" in ran.err
    )
    assert (tmp_path / "a.csv.rejects.csv").is_file()
    assert hall("import", "cases", file).code == 2
    ran = hall("import", "cases", file, "--map", "bosten", "--dry-run")
    assert ran.code == 1 and "[map.unknown" in ran.err and "boston311" in ran.err
