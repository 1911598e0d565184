"""The first start of an empty hub: an administrator is made with a password that nobody could have guessed."""

import os
import secrets
from pathlib import Path

from app.domain.errors import Rejected
from app.domain.operator import Role
from app.hub import accounts
from app.hub.connection import Database

PASSWORD_VARIABLE = "HALL_ADMIN_PASSWORD"


def ensure_admin(database: Database, password_file: Path | None = None, login: str = "admin") -> str | None:
    """Create the administrator where there is none yet.

    The password comes from the file, else from the environment variable HALL_ADMIN_PASSWORD, else it is made up; only
    then is it returned, to be shown once to whoever started the hub. Raises Rejected("password.short"), OSError.
    """
    with database.read() as connection:
        if accounts.any_with_role(connection, Role.SYS_ADMIN):
            return None
    given = password_file.read_text("utf-8").strip() if password_file else os.environ.get(PASSWORD_VARIABLE, "")
    if password_file and not given:
        raise Rejected("password.short", str(password_file))
    password = given or secrets.token_urlsafe(15)
    accounts.create(database, login, "系统管理员", Role.SYS_ADMIN, password)
    return None if given else password
