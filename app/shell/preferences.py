"""Writes what the operator chose at run time (theme, language, size) back to the profile's settings.toml."""

import logging

from app.paths import Profile

_log = logging.getLogger(__name__)


def remember(profile: Profile, option: str, value: str | float) -> bool:
    """Set one option and keep every other line and comment; False where the file cannot be read or written."""
    # Only for who changes something: it is not needed to open the window.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = profile.settings
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        document[option] = value
        draft = path.with_suffix(".new")
        draft.write_text(tomlkit.dumps(document), encoding="utf-8")
        draft.replace(path)
    except (OSError, TOMLKitError) as fault:
        _log.warning("the choice of %s was not saved: %s", option, fault)
        return False
    return True
