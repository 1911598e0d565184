"""A letter goes out with the facts of the case, its number and its photos; a draft cannot pass for one."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from PIL import Image

from app import text
from app.documents.letters import FORMS, write_letter
from app.documents.letters.fonts import find_faces
from app.documents.letters.sender import Sender
from app.documents.letters.wording import PLACEHOLDERS, texts
from app.domain.case import Case
from app.domain.errors import Rejected, Unavailable
from app.domain.letter import Letter
from app.paths import resources

AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
HALL = "示范区城市运行指挥中心"
CASE = Case(
    id="c1",
    case_no="2026112200123",
    source="hotline",
    source_no="HL-20261121-0087",
    state="handling",
    matter_name="路面塌陷",
    description="交叉口东北角人行道塌陷约2平方米，夜间无照明。请回电13800001234",
    address="延河路与中心街交叉口",
    area_name="南关社区",
    unit_name="区市政中心",
    reporter="某诉求人",
    reporter_phone="13800001234",
    reported_at=AT - timedelta(days=3),
    dispose_due_at=AT - timedelta(hours=20),
    returns=2,
    urges=3,
)
LETTER = Letter(
    id="l1",
    kind="supervision",
    no="示指督〔2026〕12号",
    case_id="c1",
    case_no="2026112200123",
    unit_name="区市政设施养护中心",
    subject="关于督办路面塌陷案件的函",
    body="该案两次回退，现予以督办。\n一、请立即设置围挡。\n二、请报修复方案。",
    seat="12",
    issued_by="王某",
    issued_at=AT,
    reply_due_at=AT + timedelta(hours=32),
)


def read(path: Path) -> str:
    """Everything a reader of the file sees, without the breaks between lines."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "")
    document = docx.Document(str(path))
    cells = [t.text or "" for table in document.tables for t in table._tbl.iter(qn("w:t"))]
    headers = [p.text for section in document.sections for p in section.header.paragraphs]
    return "".join([*headers, *(p.text for p in document.paragraphs), *cells])


def picture(path: Path, orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 35.0, 7.0), 3: "E", 4: (109.0, 29.0, 23.0)})
    Image.new("RGB", (400, 200), (200, 40, 40)).save(path, exif=exif)
    return path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["supervision", "urge", "conference"])
def test_a_letter_says_what_it_must(tmp_path: Path, form: str, kind: str) -> None:
    path = write_letter(replace(LETTER, kind=kind), CASE, tmp_path / f"l.{form}", form, HALL, phone="0000-0000")
    said = read(path)
    for part in (
        HALL, "示指督〔2026〕12号", "关于督办路面塌陷案件的函", "区市政设施养护中心", "二、请报修复方案。",
        "各有关单位：" if kind == "conference" else "区市政设施养护中心：",
        "2026112200123",
        "HL-20261121-0087", "路面塌陷", "延河路与中心街交叉口", "夜间无照明", "2026年11月23日17时30分前",
        "2026年11月22日",
        "回退 2 次，催办 3 次", "王某", "0000-0000",
    ):  # fmt: skip
        assert part in said, part
    assert "{{" not in said and "编号待定" not in said and "未编号稿" not in said
    assert "13800001234" not in said and "某诉求人" not in said
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"l.{form}"]


@pytest.mark.parametrize("form", FORMS)
def test_a_letter_without_a_number_cannot_pass_for_an_issued_one(tmp_path: Path, form: str) -> None:
    path = write_letter(replace(LETTER, no=""), CASE, tmp_path / f"l.{form}", form, HALL)
    said = read(path)
    assert "编号待定" in said and said.count("尚未编号发出，不作为正式函件") >= 2
    if form == "pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            assert all("未编号稿" in page.get_textpage().get_text_range() for page in pdf)


def test_the_pdf_looks_like_a_letter(tmp_path: Path) -> None:
    path = write_letter(LETTER, CASE, tmp_path / "l.pdf", "pdf", HALL)
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0]
        assert [round(side) for side in page.get_size()] == [595, 842]
        image = page.render(scale=1).to_pil().convert("RGB")
        found = {name: box(page, name) for name in (HALL, "示指督〔2026〕12号", "区市政设施养护中心：")}
    reds = [image.getpixel((x, 842 - int(found[HALL][1]))) for x in range(int(found[HALL][0]), int(found[HALL][2]))]
    assert any(r > 150 and g < 90 and b < 90 for r, g, b in reds)  # the name of the hall stands in red
    middle = (found[HALL][0] + found[HALL][2]) / 2
    assert abs(middle - (79 + 521) / 2) < 6  # centred between the margins
    assert (
        found["示指督〔2026〕12号"][2] > 505 and found["区市政设施养护中心："][0] < 85
    )  # the number right, the addressee left
    assert found[HALL][1] > found["示指督〔2026〕12号"][1] > found["区市政设施养护中心："][1]


def box(page: pypdfium2.PdfPage, words: str) -> tuple[float, float, float, float]:
    """Where words stand: left, middle height, right, size."""
    told = page.get_textpage()
    place, _count = told.search(words).get_next()
    first, last = told.get_charbox(place), told.get_charbox(place + len(words) - 1)
    return first[0], (first[1] + first[3]) / 2, last[2], first[3] - first[1]


def test_a_pdf_carries_its_fonts_and_only_the_characters_it_needs(tmp_path: Path) -> None:
    path = write_letter(LETTER, CASE, tmp_path / "l.pdf", "pdf", HALL)
    data = path.read_bytes()
    assert b"/FontFile3" in data or b"/FontFile2" in data
    assert len(data) < 300_000
    with find_faces().body.path.open("rb") as file:
        assert (
            TTFont(file, fontNumber=find_faces().body.number)["name"]
            .getDebugName(1)
            .endswith(("SC", "CN", "仿宋", "FangSong"))
        )


@pytest.mark.parametrize("form", FORMS)
def test_photos_follow_upright_and_say_nothing_of_where_they_were_taken(tmp_path: Path, form: str) -> None:
    photo = picture(tmp_path / "p.jpg", orientation=6)
    path = write_letter(LETTER, CASE, tmp_path / f"l.{form}", form, HALL, photos=[("现场照片", photo)])
    assert "附件：1. 现场照片" in read(path) and "附件 1：现场照片" in read(path)
    if form == "docx":
        (image,) = [
            part.blob for part in docx.Document(str(path)).part.package.iter_parts() if "media" in part.partname
        ]
        with Image.open(io.BytesIO(image)) as opened:
            assert opened.size == (200, 400) and not opened.getexif()
    else:
        with pypdfium2.PdfDocument(path) as pdf:
            (drawn,) = list(pdf[len(pdf) - 1].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
            left, bottom, right, top = drawn.get_bounds()
        assert (top - bottom) > (right - left) * 1.9
    assert b"GPS" not in path.read_bytes()


def test_a_hall_s_own_template_wins_and_its_mistakes_are_named(tmp_path: Path) -> None:
    own = docx.Document()
    run = own.add_paragraph().add_run("（本局格式）{{un")
    own.paragraphs[0].add_run("it}} 请办理 {{ case_no }}").bold = True
    assert run.text.endswith("{{un")  # an editor tears a placeholder over two runs
    own.save(str(tmp_path / "urge.docx"))
    letter = replace(LETTER, kind="urge")
    said = read(write_letter(letter, CASE, tmp_path / "o" / "l.docx", "docx", HALL, templates=tmp_path))
    assert said == "（本局格式）区市政设施养护中心 请办理 2026112200123"
    said = read(write_letter(LETTER, CASE, tmp_path / "o" / "s.docx", "docx", HALL, templates=tmp_path))
    assert "请你单位高度重视" in said  # there is no own one of this kind
    own.add_paragraph("{{unitt}} 与 {{电话}}")
    own.save(str(tmp_path / "urge.docx"))
    with pytest.raises(Rejected) as no:
        write_letter(letter, CASE, tmp_path / "o" / "x.pdf", "pdf", HALL, templates=tmp_path)
    assert (no.value.code, no.value.facts["names"]) == ("letter.placeholder", ["unitt", "电话"])
    (tmp_path / "urge.docx").write_bytes(b"no docx")
    with pytest.raises(Rejected) as no:
        write_letter(letter, CASE, tmp_path / "o" / "x.pdf", "pdf", HALL, templates=tmp_path)
    assert no.value.code == "letter.template"
    assert sorted(file.name for file in (tmp_path / "o").iterdir()) == ["l.docx", "s.docx"]


def test_hostile_and_endless_texts_stay_inside_the_letter(tmp_path: Path) -> None:
    case = replace(
        CASE,
        description="=1+1 <w:p>&\u202e反\x00转\n" + "很长的描述，" * 1300,
        matter_name="{{no}}",
        address="{{hall}} {{x}}",
    )
    for form in FORMS:
        path = write_letter(replace(LETTER, body="<b>甲</b>\x0b{{hall}}"), case, tmp_path / f"l.{form}", form, HALL)
        said = read(path)
        assert "{{hall}} {{x}}" in said and "{{no}}" in said  # a fact is no template
        assert "<b>甲</b>" in said and "=1+1 <w:p>&反转" in said and "\u202e" not in said
        assert said.count("很长的描述") == 1300
        assert "2026年11月22日" in said  # the signature comes after all that
    with pypdfium2.PdfDocument(tmp_path / "l.pdf") as pdf:
        assert len(pdf) > 6


def test_no_date_for_a_reply_asks_for_none(tmp_path: Path) -> None:
    assert "前将办理情况" not in read(
        write_letter(replace(LETTER, reply_due_at=None), CASE, tmp_path / "l.docx", "docx", HALL)
    )


def test_letters_are_written_in_the_operator_s_language(tmp_path: Path) -> None:
    text.use("en")
    try:
        said = read(write_letter(LETTER, CASE, tmp_path / "l.pdf", "pdf", "Example District Hall"))
    finally:
        text.use("zh_CN")
    assert "To: 区市政设施养护中心" in said and "Case no." in said


def test_every_placeholder_is_explained_and_filled() -> None:
    assert set(texts(LETTER, CASE, Sender(HALL))) == set(PLACEHOLDERS)
    listed = (resources("letters") / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in listed for name in PLACEHOLDERS)


def test_a_machine_without_chinese_fonts_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as no:
        find_faces((tmp_path,))
    assert no.value.code == "font.missing" and "fonts-noto-cjk" in no.value.remedy


def characters(path: Path) -> Counter[str]:
    """Every character on paper but spaces and the page's number."""
    return Counter("".join(re.sub("— \\d+ —", "", read(path)).split()))


def test_docx_and_pdf_say_the_same_to_the_letter(tmp_path: Path) -> None:
    photo = picture(tmp_path / "p.jpg")
    long = replace(
        LETTER, unit_name="区住房和城乡建设局市政公用设施养护管理与应急抢险保障服务中心（原第三市政工程管理处）"
    )
    made = [
        write_letter(long, CASE, tmp_path / f"l.{form}", form, HALL, phone="1", unit_phone="2", photos=[("前", photo)])
        for form in FORMS
    ]
    assert characters(made[0]) == characters(made[1])
    assert read(made[1]).count(long.unit_name) == 2  # whom it is to, and in the table who has the case


def test_minutes_go_to_everybody_and_ask_for_no_reply(tmp_path: Path) -> None:
    said = read(write_letter(replace(LETTER, kind="minutes"), CASE, tmp_path / "l.docx", "docx", HALL))
    assert "分送：各有关单位" in said and "记录：王某" in said and "前将办理情况" not in said


def test_the_addressee_is_named_once_and_with_its_phone(tmp_path: Path) -> None:
    told = replace(LETTER, body="区市政设施养护中心：\n　　请处置。\n")
    words = texts(told, CASE, Sender(HALL, "0911-1", "0911-2"))
    assert (words["unit"], words["body"], words["unit_phone"]) == ("区市政设施养护中心", "请处置。", "0911-2")
    assert texts(replace(told, kind="conference"), CASE, Sender(HALL))["unit"] == "各有关单位"


def test_a_title_of_two_lines_leaves_no_line_with_two_characters(tmp_path: Path) -> None:
    title = "关于“人行道道板破损、缺失并影响通行”案件的督办函"
    path = write_letter(replace(LETTER, subject=title), CASE, tmp_path / "l.pdf", "pdf", HALL)
    with pypdfium2.PdfDocument(path) as pdf:
        told = pdf[0].get_textpage()
        first, last = (box(pdf[0], part) for part in (title[:4], title[-4:]))
        assert first[1] > last[1] + 20
        start = told.search(title[-4:]).get_next()[0]
        assert last[2] - last[0] > 60 and "\n" not in told.get_text_range(start - 4, 8)


def test_a_long_name_of_the_hall_leaves_the_signature_on_the_first_page(tmp_path: Path) -> None:
    hall = "示范区城市运行管理服务与应急指挥调度中心（区数字化城市管理监督指挥中心）"
    path = write_letter(LETTER, CASE, tmp_path / "l.pdf", "pdf", hall, phone="0911-1")
    with pypdfium2.PdfDocument(path) as pdf:
        first, annex = (page.get_textpage().get_text_range().replace("\r\n", "") for page in pdf)
    assert first.count(hall) == 2 and "签发人" in first and "案件基本情况" in annex


@pytest.mark.parametrize("lines", range(40, 120, 16))
def test_a_receipt_stands_whole_under_its_heading(tmp_path: Path, lines: int) -> None:
    case = replace(CASE, description="很长的描述，" * lines)
    path = write_letter(LETTER, case, tmp_path / "l.pdf", "pdf", HALL)
    with pypdfium2.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    (receipt,) = [said for said in pages if "签收回执" in said]
    assert "签收单位" in receipt and "签收时间" in receipt


@pytest.mark.parametrize("kind", ["supervision", "urge", "conference", "minutes"])
def test_an_office_program_sets_a_letter_as_chinese(tmp_path: Path, kind: str) -> None:
    path = write_letter(replace(LETTER, kind=kind), CASE, tmp_path / "l.docx", "docx", HALL)
    styles = docx.Document(str(path)).styles.element
    # Without it a machine that lacks the letter's fonts shows Japanese shapes, and a comma in the middle of its square.
    assert [lang.get(qn("w:eastAsia")) for lang in styles.iter(qn("w:lang"))] == ["zh-CN"]
    # A date with gaps round its figures does not fit the annex's column.
    assert [gap.get(qn("w:val")) for gap in styles.iter(qn("w:autoSpaceDE"), qn("w:autoSpaceDN"))] == ["0", "0"]
