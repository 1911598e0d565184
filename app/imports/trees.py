"""Files that are trees as rows: json, geojson, ndjson and xml; nested things get dotted names."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

_LISTS = ("features", "items", "data", "rows", "records", "result", "cases", "list")
Item = tuple[int, dict[str, Any]]


def from_json(text: str) -> Iterator[Item]:
    """Yield the objects of a list, wherever the file hides it. Raises ValueError for what is no JSON."""
    told = json.loads(text, strict=False)  # a tab or NUL inside a text is no reason to refuse it
    while isinstance(told, dict):
        inner = next((told[name] for name in _LISTS if isinstance(told.get(name), list | dict)), None)
        told = [told] if inner is None else inner
    if not isinstance(told, list):
        raise ValueError("no list")
    for place, item in enumerate(told, start=1):
        yield place, flat(item) if isinstance(item, dict) else {"#broken": "not an object"}


def from_ndjson(lines: Iterable[str]) -> Iterator[Item]:
    """Yield one object a line; a broken line is refused alone, not the file with it."""
    for place, line in enumerate(lines, start=1):
        if line.strip():
            yield place, _broken_or_flat(line)


def _broken_or_flat(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line, strict=False)
    except ValueError as wrong:
        return {"#broken": str(wrong)}
    return flat(value) if isinstance(value, dict) else {"#broken": "not an object"}


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON feature as its properties with its geometry, any other object by dotted names."""
    if item.get("type") == "Feature":
        properties = item.get("properties") or {}
        return {**_dotted(properties), "#geometry": item.get("geometry"), "#id": item.get("id")}
    return _dotted(item)


def _dotted(item: dict[str, Any], before: str = "") -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            cells |= _dotted(value, f"{before}{name}.")
        cells[f"{before}{name}"] = value
    return cells


def from_xml(text: str) -> Iterator[Item]:
    """Yield the children of the root, each with the text of its own children. Raises ValueError for what is no XML."""
    for place, element in enumerate(parsed(text), start=1):
        yield place, _of_element(element)


def parsed(text: str) -> ElementTree.Element:
    """Return the root of an XML text. Raises ValueError for what is no XML, or has a DOCTYPE."""
    parser = ElementTree.XMLParser(target=_Builder())
    try:
        parser.feed(text.replace("\x00", "").encode("utf-8", "replace"))
        root: ElementTree.Element = parser.close()
    except ElementTree.ParseError as wrong:
        raise ValueError(str(wrong)) from wrong
    return root


class _Builder(ElementTree.TreeBuilder):
    """A document with a DOCTYPE is refused: its entities could grow without end."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Refuse. Raises ValueError."""
        raise ValueError("DOCTYPE")


def _of_element(element: ElementTree.Element) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for child in element.iter():
        if child is not element and len(child) == 0:
            cells.setdefault(child.tag.rpartition("}")[2], child.text or "")
    return cells
