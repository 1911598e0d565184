"""What a seat is set to: one frozen Settings, read once from the profile and the environment, then passed along."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from app.paths import Profile


class Settings(BaseSettings):
    """Every option with its type, default and sentence. Environment names start with HALL_."""

    model_config = SettingsConfigDict(env_prefix="HALL_", frozen=True, extra="ignore")

    hub_url: str = Field("", description="address of the hub, such as http://10.0.0.8:8700")
    seat: str = Field("", description="number of this seat, such as 12")
    user: str = Field("", description="user name offered at sign-in")
    language: Literal["zh_CN", "en"] = Field("zh_CN", description="language of the screen")
    theme: Literal["dark", "light"] = Field("dark", description="hall theme")
    scale: float = Field(0.0, ge=0, le=4, description="size of text and controls; 0 finds it from the screen")
    hall_name: str = Field("", description="name of the hall, shown in the status strip")
    hidden_tile_s: float = Field(30.0, gt=0, description="seconds after which a hidden wall lets its streams go")
    around_radius_m: float = Field(300.0, gt=0, description="how far 'around here' looks for cameras and speakers")
    around_speaker_m: float = Field(150.0, gt=0, description="speakers within this distance are preselected")
    page_size: int = Field(200, ge=20, le=1000, description="rows of the queue read at a time")
    undo_s: float = Field(5.0, ge=0, le=60, description="seconds in which an action can be taken back")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values first, then the environment, then the profile's settings.toml."""
        file = settings_cls.model_config.get("toml_file")
        given = [source for name, source in named.items() if name in ("init_settings", "env_settings")] or list(sources)
        return (*given, TomlConfigSettingsSource(settings_cls)) if file else tuple(given)


def load(profile: Profile, **given: Any) -> Settings:
    """Read the settings of a profile. Raises pydantic.ValidationError naming the wrong option."""
    path: Path = profile.settings

    class ProfileSettings(Settings):
        model_config = SettingsConfigDict(toml_file=path, env_prefix="HALL_", frozen=True, extra="ignore")

    return ProfileSettings(**{name: value for name, value in given.items() if value is not None})
