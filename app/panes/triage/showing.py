"""Paints what the bench knows onto its view; it decides nothing and asks for nothing."""

from app.bus import Link
from app.panes.triage.parts.album import Album
from app.panes.triage.parts.settling import KEYS, Question
from app.panes.triage.picture_words import badges_of, facts_of, members_of, sentence_of
from app.panes.triage.queries import Sight, WeekBook
from app.panes.triage.reading import Waiting
from app.panes.triage.view import TriageView
from app.qt.pane import PaneContext
from app.text import _, local_time
from app.words import word
from app.words.plain import one_line


class Showing:
    """The words, the picture and the questions of the capture in hand."""

    def __init__(self, ctx: PaneContext, view: TriageView, album: Album) -> None:
        self._ctx, self._view, self._album = ctx, view, album

    def words(self, sight: Sight, book: WeekBook | None) -> None:
        """What is said of a capture."""
        title = one_line(sight.matter_name or sight.algorithm_name, 60) or _("未分类")
        self._view.stage.show_capture(title, badges_of(sight), facts_of(sight, book, self._ctx.clock.now()))
        self._view.stage.show_members(members_of(sight))

    def picture(self, sight: Sight) -> None:
        """Its picture, or why there is none."""
        found, stage = self._album.find(sight.head.id), self._view.stage
        if found is None:
            stage.picture.say(_("正在读取照片…"))
        elif found.image.isNull():
            stage.picture.say(sentence_of(found.why))
        else:
            name = _("，").join((stage.title.text(), one_line(sight.camera_name)))
            stage.picture.show_image(found.image, name)

    def member(self, case_id: str) -> None:
        """One of the pictures of the stack has come."""
        found = self._album.find(case_id)
        if found is not None:
            self._view.stage.strip.set_image(case_id, found.image)

    def counts(self, waiting: Waiting, book: WeekBook | None, leads: bool) -> None:
        """How much waits, and what is to be said to which algorithms, by the shift leader (`leads`) or the bench."""
        lines = [line for line in book.lines if not line.score.camera_id] if book else []
        proposed = sum(1 for line in lines if line.algorithm is not None and line.algorithm.proposed)
        low = sum(1 for line in lines if line.earned and not (line.algorithm is not None and line.algorithm.proposed))
        self._view.show_counts(len(waiting.sights), len(waiting.captures), proposed + low)
        own = _("{n} 个算法的提请等您定") if leads else _("{n} 个算法的提请在等值班长")
        said = (
            own.format(n=proposed) if proposed else "",
            _("{n} 个算法低于下限，可以提请").format(n=low) if low else "",
        )
        self._view.say_algorithms(_("；").join(filter(None, said)), urgent=bool(leads and proposed))

    def nothing(self, link: Link, bare: bool) -> None:
        """Say what an empty list says; `bare` where the stage is empty too."""
        as_of = local_time(link.as_of, "time") if link.as_of else ""
        title = _("截至 {time} 没有待研判的抓拍").format(time=as_of) if as_of else _("还没有数据")
        live = link.state == "live"
        note = "" if live else _("{state}：之后的情况还不知道").format(state=word("link", link.state))
        self._view.list.set_empty(title, note)
        if bare:
            self._view.stage.show_nothing(title, note)

    def question(self, question: Question, in_hand: bool) -> None:
        """What there is to decide about the algorithm in hand: a card at the book, a band over the picture."""
        at_scores = self._view.at_scores
        self._view.scores.offer(question.sentence if at_scores else "", question.open_to if at_scores else {})
        hints = "  ".join(f"{words} [{KEYS[intent][1]}]" for intent, words in question.open_to.items())
        said = "   ".join(filter(None, (question.sentence, hints)))
        self._view.stage.warn(said if in_hand and not at_scores else "")
