"""How a seat talks with the hub: one loop, honest states, nothing lost and nothing done twice."""

from app.sync.conversation import SyncSummary
from app.sync.engine import SyncEngine
from app.sync.http_hub import HttpHub

__all__ = ["HttpHub", "SyncEngine", "SyncSummary"]
