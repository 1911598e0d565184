"""The sentences of the page of a seat's own data: how it stands with the hub, what waits, how sound its files are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.bus import Link
from app.paths import Profile
from app.store import Reader, Standing, copies
from app.store.arriving import SNAPSHOT, Arriving, arriving
from app.store.checkup import Checkup, last_checkup, set_aside
from app.store.pruning import Backed
from app.store.soundness import FileState
from app.text import N_, _, age_words, local_time
from app.words import refusal

FILES = {"outbox.db": N_("待发记录"), "cache.db": N_("本地缓存")}
# state of a file -> word, tone
STATES = {
    "sound": (N_("完好"), "ok"),
    "missing": (N_("还没有"), "info"),
    "older": (N_("旧版，会自动换新"), "info"),
    "newer": (N_("由更新的版本写成"), "warn"),
    "foreign": (N_("不是本控制台的文件"), "warn"),
    "damaged": (N_("损坏"), "alarm"),
    "locked": (N_("被占用"), "warn"),
    "unreadable": (N_("读不了"), "warn"),
}
# A night's backup may fail and the next one make good for it.
_BACKED_WITHIN = timedelta(hours=48)
COUNTED = (
    ("waiting", N_("待发")),
    ("sent", N_("已发出，等回执")),
    ("held", N_("还可撤销")),
    ("behind", N_("等冲突决定")),
    ("clashes", N_("有冲突")),
    ("refused", N_("被拒绝")),
    ("pictures", N_("照片待传")),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the page shows, read in one go: `copies` are the times of the outbox's copies, newest first; `kept`
    are the damaged files that were set aside."""

    link: Link
    standing: Standing
    arriving: Arriving | None
    checkup: Checkup | None
    copies: tuple[datetime, ...]
    kept: tuple[str, ...]
    backed: Backed = field(default_factory=Backed)


def read_picture(reader: Reader, profile: Profile) -> Picture:
    """Read where a seat stands. Raises sqlite3.Error where its files cannot be read."""
    made = tuple(copies.taken_at(copy) for copy in copies.all_copies(profile.outbox_db))
    return Picture(
        reader.link(),
        reader.standing(),
        arriving(profile.folder / SNAPSHOT),
        last_checkup(profile),
        made,
        set_aside(profile),
        reader.backed(),
    )


def size_words(size: int) -> str:
    """A size as people say it: 812 KB, 2.1 MB."""
    return f"{size / 1e6:,.1f} MB" if size >= 1_000_000 else f"{-(-size // 1_000):,} KB"


def source_words(link: Link, hub: str, now: datetime) -> str:
    """Whose data this is and how old: 数据来自 …，截至 14:02:11（3 秒前）."""
    if link.as_of is None:
        return _("中心平台 {hub} · 还没有收到过数据").format(hub=hub)
    age = age_words((now - link.as_of).total_seconds())
    return _("数据来自中心平台 {hub} · 截至 {time}（{age}前）").format(
        hub=hub, time=local_time(link.as_of, "full"), age=age
    )


def share_of(picture: Picture) -> float | None:
    """How much of a whole transfer is here, 0 to 1; None where none is under way."""
    return None if picture.link.state == "live" or picture.arriving is None else picture.arriving.share


def progress_words(picture: Picture) -> str:
    """How far the seat has got, and that it goes on from there by itself."""
    part, cursor = picture.arriving, picture.standing.cursor
    catching_up = picture.link.state == "catching_up"
    if picture.link.state != "live" and part is not None and part.have:
        facts = {"have": size_words(part.have), "whole": size_words(part.whole) if part.whole else "—"}
        percent = f"{round((part.share or 0.0) * 100)}%"
        form = (
            _("正在接收整份数据：{percent}，已收到 {have}，共 {whole}；断了会自动从这里继续，不用操作")
            if catching_up
            else _("整份数据收到 {percent}：{have}，共 {whole}；线路一通就自动从这里继续，不用操作")
        )
        return form.format(percent=percent, **facts)
    if catching_up:
        return _("正在补齐变化，已到第 {n} 号；断了会自动从这里继续，不用操作").format(n=f"{cursor:,}")
    if not cursor:
        return _("还没有收到过数据；线路一通就自动接收，不用操作")
    if picture.link.state == "live":
        return _("已到第 {n} 号变化；以后只传变化，断了会自动从这里继续").format(n=f"{cursor:,}")
    return _("停在第 {n} 号变化；线路一通就自动从这里补齐，只传变化，不用操作").format(n=f"{cursor:,}")


def waiting_words(standing: Standing) -> str:
    """What is to be done about the operations that are not settled."""
    if standing.clashes or standing.refused:
        return _("有冲突的和被拒绝的要由人定：案件席按 Q，别的按 F7")
    if standing.waiting or standing.sent or standing.held or standing.behind:
        since = local_time(standing.oldest, "datetime")
        return _("最早一项 {time}；按次序各发一次，断电也不丢").format(time=since)
    return _("操作全部送达；照片还在传，断了接着传") if standing.pictures else _("操作全部送达，没有待发的")


def backed_words(backed: Backed, now: datetime) -> str:
    """Whether the hub's backups have what was done here: what they do not have stays here. Empty where nothing was."""
    if not backed.bare:
        form = _("已办成的操作都在中心平台的备份里，最近一次 {time}")
        return form.format(time=local_time(backed.at)) if backed.at else ""
    facts = {"n": f"{backed.bare:,}", "since": local_time(backed.since)}
    if backed.since is not None and now - backed.since > _BACKED_WITHIN:
        form = _("自 {since} 起办成的 {n} 项还没有进中心平台的备份，本席一直留着；请系统管理员查看备份")
    else:
        form = _("刚办成的 {n} 项等中心平台下次备份，本席先留着")
    return form.format(**facts)


def checked_words(found: Checkup | None, now: datetime) -> str:
    """When both files were last looked at."""
    if found is None:
        return _("还没有检查过；每天自动检查一次")
    age = age_words((now - found.at).total_seconds())
    return _("{time} 逐页检查过（{age}前）；每天自动检查一次").format(time=local_time(found.at), age=age)


def copies_words(made: tuple[datetime, ...]) -> str:
    """When the outbox was copied."""
    if not made:
        return _("待发记录还没有备份；每小时自动备份一次")
    form = _("待发记录最近备份 {time}，留有 {n} 份；每小时自动备份一次")
    return form.format(time=local_time(made[0]), n=len(made))


def ill_words(file: FileState) -> str:
    """What is wrong with a file, what is kept, and what to do."""
    name = _(FILES.get(file.name, file.name))
    if (file.name, file.state) == ("cache.db", "damaged"):
        return _("本地缓存损坏：按 R 修复。损坏的文件另存，内容从中心平台重新取回，待发的操作一项不少")
    if (file.name, file.state) == ("outbox.db", "damaged"):
        return _("待发记录损坏：按 Ctrl+Q 关闭再打开，读得出的操作都恢复，读不出的逐条列名，再从备份里找回")
    code = "outbox.newer" if file.state == "newer" else f"profile.{file.state}"
    return _("{name}：{what}").format(name=name, what=refusal(code))


def kept_words(kept: tuple[str, ...]) -> str:
    """Which damaged files were set aside; the newest is named."""
    return _("另存的损坏文件 {n} 个，最近的 {name}").format(n=len(kept), name=kept[-1]) if kept else ""
