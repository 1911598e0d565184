"""Chinese fonts on this machine that a pdf can carry: the official faces where they are, else the free ones."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]  # fontTools ships no types

from app.domain.errors import Unavailable
from app.text import _

# By file name, the best first: 仿宋 for the text and 小标宋 for the title, as official letters are set.
_BODY = (
    "simfang.ttf", "stfangso.ttf", "fzfsk.ttf", "fzfs_gbk.ttf", "fangsong.ttf", "fangsong_gb2312.ttf",
    "notoserifcjk-regular.ttc", "notoserifcjksc-regular.otf", "sourcehanserifsc-regular.otf", "simsun.ttc",
    "notosanscjk-regular.ttc", "notosanscjksc-regular.otf", "sourcehansanssc-regular.otf", "msyh.ttc",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "droidsansfallbackfull.ttf",
)  # fmt: skip
_TITLE = (
    "fzxbsjw.ttf", "fzxbs_gbk.ttf", "notoserifcjk-bold.ttc", "notoserifcjksc-bold.otf", "sourcehanserifsc-bold.otf",
    "simhei.ttf", "notosanscjk-bold.ttc", "notosanscjksc-bold.otf", "msyhbd.ttc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and the place of the simplified Chinese face in it."""

    path: Path
    number: int = 0


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of a letter."""

    body: Face
    title: Face


def folders() -> tuple[Path, ...]:
    """Return where fonts lie on this kind of machine."""
    home = Path.home()
    windows = [Path(os.environ["WINDIR"]) / "Fonts"] if "WINDIR" in os.environ else []
    unix = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]
    return (*windows, *unix)


@cache
def find_faces(where: tuple[Path, ...] | None = None) -> Faces:
    """Return the faces to set a letter in. Raises Unavailable naming what to install."""
    found = _files(where if where is not None else folders())
    body = next((found[name] for name in _BODY if name in found), None)
    if body is None:
        raise Unavailable(_("本机没有可嵌入的中文字体"), _("请安装 fonts-noto-cjk 后重试，或改用 docx"), "font.missing")
    title = next((found[name] for name in _TITLE if name in found), body)
    return Faces(Face(body, _simplified(body)), Face(title, _simplified(title)))


def _files(where: Iterable[Path]) -> dict[str, Path]:
    wanted = {*_BODY, *_TITLE}
    return {
        path.name.lower(): path
        for folder in where
        if folder.is_dir()
        for path in sorted(folder.rglob("*"), reverse=True)
        if path.name.lower() in wanted
    }


def _simplified(path: Path) -> int:
    """A collection holds one face for each country; the Chinese one writes 骨 and 直 as they are written here."""
    if path.suffix.lower() != ".ttc":
        return 0
    with TTCollection(path, lazy=True) as collection:
        names = [str(font["name"].getDebugName(1)) for font in collection.fonts]
    return next((k for k, name in enumerate(names) if name.endswith((" SC", " CN"))), 0)
