"""A ground that hears the keys nobody on it wanted."""

from widgets.key_ground.ground import KeyGround

__all__ = ["KeyGround"]
