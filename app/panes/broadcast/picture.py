"""Everything the room shows that follows from the choice, the states and the calls; it asks for nothing."""

from collections.abc import Callable

from app.domain.broadcast import Broadcast
from app.domain.speaker import Speaker
from app.panes.broadcast import queries
from app.panes.broadcast.parts.desk import Desk, OnAir
from app.panes.broadcast.parts.rendering import Rendering
from app.panes.broadcast.recalled import account
from app.panes.broadcast.rehearsal import Rehearsal, holders_of, rehearse
from app.panes.broadcast.view import BroadcastView
from app.qt.pane import PaneContext
from app.text import _, age_words, local_time, n_
from app.words import refusal, word

DRILL_WORDS = "演练。演练。"
"""Spoken before a drill's text, whatever the language of the screen: the street speaks Chinese."""


class Picture:
    """Reads the room's state and paints it; `street` and `held` are set by those who read the store."""

    def __init__(self, ctx: PaneContext, view: BroadcastView, desk: Desk, rendering: Rendering) -> None:
        self._ctx, self._view, self._desk, self._rendering = ctx, view, desk, rendering
        self.street = queries.Street()
        self.held: dict[str, Broadcast] = {}
        self.call: OnAir | None = None
        self.listening: Callable[[], bool] = lambda: False

    @property
    def chosen(self) -> tuple[Speaker, ...]:
        """The speakers in hand."""
        wanted = frozenset(self._ctx.selection.speaker_ids)
        return tuple(s for s in self.street.speakers if s.id in wanted)

    def words(self) -> str:
        """What would be spoken now; "" for a live voice."""
        compose = self._view.compose
        if compose.mode == "phrase":
            text = compose.phrases.phrase.text if compose.phrases.phrase else ""
        else:
            text = compose.speech.text if compose.mode == "speech" else ""
        return f"{DRILL_WORDS}{text}" if text and compose.drill.isChecked() else text

    def rehearsal(self) -> Rehearsal:
        """What would happen if it were sent now."""
        compose = self._view.compose
        others = {b.id: b for b in self.held.values()}.values()
        held = compose.talk.button.held
        own = [h for h in self._desk.holders() if not (held and self._desk.calls[h.call_id].request.mode == "live")]
        text = self.words()
        seconds = self._rendering.seconds(text) * compose.repeat.value() if text else 0.0
        seconds += 1.5 if compose.chime.isChecked() and seconds else 0.0
        quiet = self._ctx.reader.rules().quiet(self._ctx.clock.now())
        ids = (s.id for s in self.chosen)
        priority = compose.priority.currentData()
        return rehearse(ids, priority, self._desk.states, [*own, *holders_of(others)], seconds, quiet)

    def refused(self, rehearsal: Rehearsal) -> str:
        """Why it cannot be sent now, or ""."""
        compose = self._view.compose
        if self._ctx.voice is None:
            return refusal("audio.engine_away")
        if not self._ctx.reader.rules().may(self._ctx.actor().role, "broadcast"):
            return refusal("role.forbidden")
        if not rehearsal.chosen:
            return refusal("broadcast.no_speakers")
        if rehearsal.quiet and not compose.reason.text().strip():
            return refusal("broadcast.quiet_hours")
        if not rehearsal.sounding and self._desk.running():
            return _("本席正在这些音柱上播出；播完或停止后可再播，更高优先级可打断")
        if not rehearsal.sounding:
            return _("所选音柱现在都不能发声；请另选，或提高优先级")
        if compose.mode == "live":
            return "" if self.listening() else compose.talk.name.text()
        if not self.words():
            return _("请先选择预案") if compose.mode == "phrase" else _("请先输入播报文字")
        return self._rendering.lacks(self.words())

    def refresh(self) -> None:
        """Paint everything again."""
        chosen = self.chosen
        self._view.show_title(_title(chosen))
        self._view.speakers.show_states({s.id: self._desk.state_of(s.id, self.held) for s in self.street.speakers})
        rehearsal = self.rehearsal()
        self._view.compose.show_rehearsal(rehearsal, self.refused(rehearsal))
        self._show_talk(chosen)
        self.show_band()
        self.show_truth()

    def show_band(self) -> None:
        """The band over the room: on the air, drill, or nothing."""
        running, drilling = self._desk.running(), self._view.compose.drill.isChecked()
        if running:
            newest = running[-1]
            self._view.show_air(self._on_air(newest), "drill" if newest.request.drill else "alarm", True)
        elif drilling:
            self._view.show_air(_("演练模式：播出前会念“演练”，记录标为演练"), "drill")
        else:
            self._view.show_air("", "")

    def show_truth(self) -> None:
        """Where the lists come from and how old they are."""
        link = self._ctx.reader.link()
        moment = local_time(link.as_of, "time")
        if link.state == "live":
            self._view.truth.set(word("link", "live"), _("截至 {time}").format(time=moment), "fresh")
            return
        age = (self._ctx.clock.now() - link.as_of).total_seconds() if link.as_of else 0.0
        aged = _("截至 {time}，{age}前").format(time=moment, age=age_words(age))
        self._view.truth.set(word("link", link.state), aged if link.as_of else _("还没有数据"), "offline")

    def show_call(self) -> None:
        """The receipts of the call last begun."""
        self._view.air.show_call(self.call, {s.id: s for s in self.street.speakers})

    def recall(self, broadcast: Broadcast | None) -> None:
        """Lay the account of a call of this watch open again, as the store has it: the window may be a new one."""
        if broadcast is not None:
            reader, media = self._ctx.reader, self._ctx.profile.media
            self.call = account(broadcast, self.street.speakers, queries.phrases(reader), media)
        self.show_call()

    def _on_air(self, call: OnAir) -> str:
        seconds = int((self._ctx.clock.now() - call.began).total_seconds())
        what = _("演练播出") if call.request.drill else _("正在播出")
        number = n_("{n} 个音柱", len(call.request.speakers)).format(n=len(call.request.speakers))
        clock = f"{seconds // 60:02}:{seconds % 60:02}"
        facts = (what, word("priority", call.request.priority), call.request.title, number, clock)
        return " · ".join(filter(None, facts))

    def _show_talk(self, chosen: tuple[Speaker, ...]) -> None:
        compose = self._view.compose
        held = compose.talk.button.held
        title = _("正在喊话…松开结束") if held else _("按住说话")
        hint = n_("面向 {n} 个音柱", len(chosen)).format(n=len(chosen)) if held else _("空格或鼠标按住；松开即停")
        compose.talk.button.set(title, hint, "drill" if compose.drill.isChecked() else "alarm")


def _title(chosen: tuple[Speaker, ...]) -> str:
    if not chosen:
        return _("请选择音柱")
    if len(chosen) == 1:
        return _("向 {name} 广播").format(name=chosen[0].name)
    return _("向 {name} 等 {n} 个音柱广播").format(name=chosen[0].name, n=len(chosen))
