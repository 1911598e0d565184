"""What a seat is set to: one frozen Settings, read once from the profile and the environment, then passed along."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from app.paths import Profile

PREFIX = "HALL_"


class WrongSetting(ValueError):
    """An option that is not what it must be; says which, and what it may be."""


def _option(default: Any, description: str, **limits: Any) -> Any:
    """Declare an option. `choices` lists what it may be; `ge`, `gt`, `le` bound a number."""
    return field(default=default, metadata={"description": description, **limits})


@dataclass(frozen=True)
class Settings:
    """Every option with its type, default and sentence. Environment names start with HALL_."""

    hub_url: str = _option("", "address of the hub, such as http://10.0.0.8:8700")
    seat: str = _option("", "number of this seat, such as 12")
    user: str = _option("", "user name offered at sign-in")
    language: str = _option("zh_CN", "language of the screen", choices=("zh_CN", "en"))
    theme: str = _option("dark", "hall theme", choices=("dark", "light"))
    scale: float = _option(0.0, "size of text and controls; 0 finds it from the screen", ge=0, le=4)
    hall_name: str = _option("", "name of the hall, shown in the status strip")
    hall_phone: str = _option("", "telephone under which the hall answers, printed on its letters")
    hidden_tile_s: float = _option(30.0, "seconds after which a hidden wall lets its streams go", gt=0)
    around_radius_m: float = _option(300.0, "how far 'around here' looks for cameras and speakers", gt=0)
    around_speaker_m: float = _option(150.0, "speakers within this distance are preselected", gt=0)
    page_size: int = _option(200, "rows of the queue read at a time", ge=20, le=1000)
    away_s: float = _option(120.0, "seconds without the hub after which a seat tells what changed meanwhile", ge=0)
    undo_s: float = _option(5.0, "seconds in which an action can be taken back", ge=0, le=60)


def load(profile: Profile, **given: Any) -> Settings:
    """Read the settings of a profile: given values first, then the environment, then its settings.toml.

    Names that are no options are passed over. Raises WrongSetting naming the wrong option.
    """
    layers = (
        _file(profile),
        _environment(os.environ),
        {name: value for name, value in given.items() if value is not None},
    )
    told = {name: value for layer in layers for name, value in layer.items()}
    return Settings(**{each.name: _checked(each, told[each.name]) for each in fields(Settings) if each.name in told})


def _file(profile: Profile) -> dict[str, Any]:
    try:
        return tomllib.loads(profile.settings.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise WrongSetting(f"{profile.settings}: {fault}") from fault


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the options of the environment, whose names may be written large or small."""
    return {name[len(PREFIX) :].lower(): value for name, value in variables.items() if name.upper().startswith(PREFIX)}


def _checked(option: Any, value: Any) -> Any:
    made = _number(option, value) if option.type in (int, float) else value
    limits = option.metadata
    wrong = (
        not isinstance(made, option.type)
        or ("choices" in limits and made not in limits["choices"])
        or ("ge" in limits and made < limits["ge"])
        or ("gt" in limits and made <= limits["gt"])
        or ("le" in limits and made > limits["le"])
    )
    if wrong:
        raise WrongSetting(f"{option.name} = {value!r}: {_expected(option)}")
    return made


def _number(option: Any, value: Any) -> Any:
    """Read a number that may be written as text; what is none comes back as it is."""
    if isinstance(value, bool):
        return str(value)
    try:
        exact = option.type(value)
    except (TypeError, ValueError):
        return value
    return exact if float(exact) == float(value) else value


def _expected(option: Any) -> str:
    limits = option.metadata
    if "choices" in limits:
        return f"must be one of {', '.join(limits['choices'])}"
    words = {"ge": "at least", "gt": "above", "le": "at most"}
    bounds = " and ".join(f"{words[name]} {limits[name]}" for name in words if name in limits)
    kind = {str: "text", int: "a whole number", float: "a number"}[option.type]
    return f"must be {kind} {bounds}".rstrip()
