"""What a tile says about its camera, in the operator's words."""

from __future__ import annotations

from collections.abc import Iterable

from app.devices.ports import TileState
from app.domain.camera import Camera
from app.text import N_, _, age_words
from app.words import word
from widgets.video_tile import TileFace

_LEVELS = {
    "live": "live",
    "connecting": "waiting",
    "stale": "stale",
    "no_signal": "lost",
    "wrong_password": "login",
    "no_permission": "forbidden",
    "paused": "held",
}
_REASONS = {
    "rtsp.timeout": N_("摄像机没有应答"),
    "rtsp.refused": N_("摄像机拒绝连接，可能正在重启"),
    "rtsp.unreachable": N_("网络不通"),
    "rtsp.reset": N_("连接被切断，正在重连"),
    "rtsp.ended": N_("连接已断开，正在重连"),
    "rtsp.stalled": N_("画面停止更新，正在重连"),
    "rtsp.not_found": N_("摄像机上没有这路视频"),
    "rtsp.busy": N_("摄像机连接数已满"),
    "rtsp.refused_by_camera": N_("摄像机拒绝了请求"),
    "rtsp.no_track": N_("没有可解码的视频（仅支持 H.264、H.265）"),
    "rtsp.bad_address": N_("视频地址无效"),
    "rtsp.malformed": N_("摄像机应答异常"),
    "rtsp.wrong_password": N_("请核对本席位的摄像机口令"),
    "rtsp.no_permission": N_("该账号无权查看此摄像机"),
    "picture.frozen": N_("画面静止不变"),
    "picture.undecoded": N_("视频无法解码"),
    "player.missing": N_("缺少播放组件，请安装 libvlc5 vlc-plugin-base"),
}


def face(camera: Camera, state: TileState) -> TileFace:
    """Caption, age and reason of a tile."""
    said = word("tile", state.word)
    aged = state.age_s is not None and state.word not in ("live", "connecting")
    age = _("{age}前").format(age=age_words(state.age_s or 0)) if aged else ""
    reason = _(_REASONS[state.detail]) if state.detail in _REASONS else ""
    note = "" if state.word == "live" else reason or said
    return TileFace(camera.name, camera.no, _LEVELS.get(state.word, "lost"), said, age, note)


def truth(states: Iterable[TileState]) -> tuple[str, str, str]:
    """Source, age and level of the whole wall for its truth strip."""
    every = list(states)
    live = sum(state.word == "live" for state in every)
    oldest = max((state.age_s or 0 for state in every if state.word != "live"), default=0.0)
    source = _("视频直连")
    if not every:
        return source, _("未选摄像机"), "waiting"
    said = _("实时 {live}/{all}").format(live=live, all=len(every))
    if live == len(every):
        return source, said, "fresh"
    if oldest:
        said = f"{said} · " + _("最旧 {age}").format(age=age_words(oldest))
    return source, said, "offline" if not live else "stale"
