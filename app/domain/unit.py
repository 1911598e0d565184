"""Responsible units: who must act (standards §1.4 专业部门)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department, street office or company with its duty phone. `kind` is bureau, street, community or company."""

    id: str
    code: str
    name: str
    short: str = ""
    pinyin: str = ""
    phone: str = ""
    kind: str = "bureau"
    area_code: str = ""
    lon: float | None = None
    lat: float | None = None
    matters: tuple[str, ...] = ()
    enabled: bool = True
