"""What the map room asks of the others: a new case that begins at a point."""

from app.panes.map.queries import Vicinity


def case_at(vicinity: Vicinity) -> dict[str, object]:
    """The beginnings of a case reported from the map, for the room that writes cases."""
    ground = {"area_name": vicinity.ground} if vicinity.ground else {}
    return {"lon": vicinity.lon, "lat": vicinity.lat, "address": vicinity.title, **ground}
