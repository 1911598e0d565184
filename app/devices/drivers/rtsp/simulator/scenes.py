"""The places the simulated cameras look at, drawn once for each camera from its number."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from app.devices.drivers.rtsp.simulator.canvas import HEIGHT, HORIZON, WIDTH, Canvas, Colour, mix


@dataclass(frozen=True)
class Track:
    """Something that moves to and fro for ever: kind, from, to (x, y, size in panorama units), seconds, start 0-1."""

    kind: str
    begin: tuple[float, float, float]
    end: tuple[float, float, float]
    seconds: float
    phase: float
    colour: Colour


@dataclass(frozen=True)
class Scene:
    """A drawn place: the panorama, what moves in it, the weather "", "rain" or "snow"."""

    image: Image.Image
    tracks: tuple[Track, ...]
    weather: str = ""


Sky = tuple[Colour, Colour]
DAY: Sky = ((92, 148, 206), (206, 224, 236))
DUSK: Sky = ((44, 58, 106), (236, 158, 108))
NIGHT: Sky = ((10, 14, 30), (38, 44, 74))
GREY: Sky = ((116, 126, 136), (190, 196, 200))
LEAF: Colour = (62, 112, 58)
WARM: Colour = (255, 214, 132)
CARS: tuple[Colour, ...] = (
    (196, 44, 40),
    (236, 238, 240),
    (34, 38, 46),
    (52, 98, 168),
    (206, 160, 40),
    (150, 156, 162),
)
COATS: tuple[Colour, ...] = ((200, 70, 60), (60, 90, 150), (230, 226, 216), (50, 56, 60), (90, 140, 90), (214, 150, 60))


def paint(kind: str, number: str, scale: float) -> Scene:
    """Draw a place at `scale` pixels a unit; the same kind and number always give the same picture."""
    chance = random.Random(f"{kind} {number}")
    canvas = Canvas(scale, chance)
    tracks, weather = _DRAWN[kind](canvas)
    return Scene(canvas.image, tracks, weather)


Drawn = tuple[tuple[Track, ...], str]


def _sky(c: Canvas, sky: Sky, clouds: int = 0) -> None:
    c.shade(0, HORIZON + 4, *sky)
    for _ in range(clouds):
        x, y = c.chance.uniform(0, WIDTH), c.chance.uniform(10, HORIZON * 0.6)
        for _ in range(7):
            c.disc(x + c.chance.gauss(0, 32), y + c.chance.gauss(0, 5), 34, 8, mix(sky[1], (255, 255, 255), 0.45))
    c.soften(HORIZON, 3)


def _cars(c: Canvas, vanish: float, near: float, count: int) -> tuple[Track, ...]:
    tracks = []
    for index in range(count):
        side = 1 if index % 2 else -1
        lane = c.chance.choice((0.28, 0.72)) * side
        far = (vanish + lane * near * 0.07, HORIZON + 8, 5.0)
        close = (vanish + lane * near * 0.96, HEIGHT + 30, 84.0)
        ends = (far, close) if side > 0 else (close, far)
        kind = "bus" if c.chance.random() < 0.15 else "car"
        tracks.append(Track(kind, *ends, c.chance.uniform(7, 12), index / count, c.chance.choice(CARS)))
    return tuple(tracks)


def _people(c: Canvas, y: float, size: float, count: int, depth: float = 16) -> tuple[Track, ...]:
    tracks = []
    for index in range(count):
        level = y + c.chance.uniform(0, depth)
        ends = ((-20.0, level, size), (WIDTH + 20.0, level, size))
        if index % 2:
            ends = ends[::-1]
        coat = c.chance.choice(COATS)
        tracks.append(Track("walker", *ends, c.chance.uniform(45, 75), c.chance.random(), coat))
    return tuple(tracks)


def _crossroads(c: Canvas) -> Drawn:
    _sky(c, DAY, 5)
    c.skyline(HORIZON + 6, 96, (168, 178, 190), 0.1, (226, 236, 244))
    c.shade(HORIZON, HEIGHT, (146, 148, 146), (122, 124, 124))
    c.road(480, 430, (74, 77, 82), 6)
    c.shape(((0, 262), (WIDTH, 262), (WIDTH, 330), (0, 330)), (76, 79, 84))
    c.line(((0, 295), (WIDTH, 295)), 2, (226, 186, 60))
    for left, right, y in ((360, 600, 246), (270, 690, 336)):
        c.crossing(left, right, y, 13)
    for x in (120, 210, 770, 860):
        c.tree(x + c.chance.uniform(-20, 20), 250, c.chance.uniform(70, 96), LEAF)
    for x in (300, 655):
        c.line(((x, 262), (x, 150), (x + (55 if x < 480 else -55), 150)), 2.4, (70, 74, 80))
        c.box(x + (50 if x < 480 else -58), 145, 8, 20, (30, 32, 34), 2)
        c.disc(x + (54 if x < 480 else -54), 160, 2.4, 2.4, (60, 230, 120))
    across = (
        Track("sidecar", (-60, 316, 62), (WIDTH + 60, 316, 62), 9, 0.2, CARS[3]),
        Track("sidecar", (WIDTH + 60, 284, 54), (-60, 284, 54), 11, 0.7, CARS[0]),
    )
    return _cars(c, 480, 430, 6) + across + _people(c, 338, 26, 4), ""


def _night_market(c: Canvas) -> Drawn:
    _sky(c, NIGHT)
    c.skyline(HORIZON + 20, 120, (44, 48, 66), 0.5, WARM)
    c.shade(HORIZON + 16, HEIGHT, (54, 46, 48), (84, 70, 64))
    awnings: tuple[Colour, ...] = ((196, 48, 42), (224, 136, 40), (44, 110, 120), (150, 56, 96), (60, 110, 66))
    for row, (base, width) in enumerate(((232, 92), (318, 150))):
        x = -30.0 + row * 40
        while x < WIDTH:
            _stall(c, x, base, width, c.chance.choice(awnings))
            x += width * 1.16
    for x in range(30, WIDTH, 62):
        y = 142 + 16 * ((x // 62) % 2)
        c.glow(x, y, 26, (255, 90, 50), 0.75)
        c.disc(x, y, 7, 8, (226, 52, 36))
    c.write(480, 112, "人民路夜市", 30, (255, 210, 120))
    return _people(c, 338, 46, 9, 70) + _people(c, 244, 28, 6, 14), ""


def _stall(c: Canvas, x: float, base: float, width: float, awning: Colour) -> None:
    height = width * 0.62
    c.glow(x + width / 2, base - height * 0.4, width * 0.75, WARM, 0.8)
    c.box(x + 4, base - height * 0.35, width - 8, height * 0.35, mix(awning, (30, 24, 22), 0.6))
    c.box(x + 6, base - height * 0.38, width - 12, 4, (232, 222, 200))
    for index in range(9):
        tone = awning if index % 2 else (240, 232, 220)
        left = x + width * index / 9
        c.shape(
            (
                (left + 4, base - height),
                (left + width / 9 + 4, base - height),
                (left + width / 9, base - height * 0.78),
                (left, base - height * 0.78),
            ),
            tone,
        )
    c.write(
        x + width / 2,
        base - height * 0.6,
        c.chance.choice(("烧烤", "凉皮", "糖水", "小吃", "水果", "奶茶")),
        width * 0.17,
        WARM,
    )


def _underpass(c: Canvas) -> Drawn:
    _sky(c, GREY)
    c.skyline(HORIZON - 40, 60, (138, 146, 152), 0.2, (220, 226, 220))
    c.shade(HORIZON - 40, HEIGHT, (150, 150, 146), (96, 98, 98))
    c.shape(((0, 110), (WIDTH, 110), (WIDTH, 170), (0, 170)), (132, 134, 134))
    for x in range(0, WIDTH, 24):
        c.box(x, 92, 3, 20, (176, 180, 182))
    c.box(0, 92, WIDTH, 3, (188, 192, 194))
    c.shape(((210, 170), (750, 170), (750, 262), (210, 262)), (26, 28, 32))
    c.road(480, 400, (62, 66, 70), 4)
    c.shape(((210, 170), (0, 300), (0, 450), (90, 450), (300, 255), (300, 170)), (120, 122, 120))
    c.shape(((750, 170), (960, 300), (960, 450), (870, 450), (660, 255), (660, 170)), (112, 114, 112))
    for x in (330, 430, 530, 630):
        c.glow(x, 186, 40, (255, 228, 170), 0.7)
    c.box(380, 122, 200, 36, (24, 84, 160), 3)
    c.write(480, 140, "限高 3.5m  积水勿入", 17, (244, 246, 250))
    _flood(c)
    return _cars(c, 480, 400, 4), "rain"


def _flood(c: Canvas) -> None:
    c.disc(480, 352, 300, 44, (88, 98, 100))
    c.disc(480, 354, 284, 38, (108, 122, 128))
    for _ in range(70):
        x, y = c.chance.gauss(480, 120), c.chance.gauss(352, 14)
        c.line(((x, y), (x + 26, y)), 1, (156, 170, 176))
    for index in range(6):
        c.box(742, 300 - index * 12, 10, 6, (236, 236, 236) if index % 2 else (206, 48, 40))
        c.box(742, 306 - index * 12, 10, 6, (206, 48, 40) if index % 2 else (236, 236, 236))


def _park(c: Canvas) -> Drawn:
    _sky(c, DAY, 7)
    c.skyline(HORIZON, 52, (178, 190, 200), 0.05, (230, 240, 244), 60)
    c.shade(HORIZON - 6, HEIGHT, (116, 158, 84), (84, 128, 60))
    c.disc(640, 268, 260, 42, (112, 160, 186))
    c.disc(640, 264, 250, 36, (132, 180, 204))
    c.shape(((120, 450), (380, 450), (420, 300), (250, 220), (190, 190), (215, 220), (330, 310)), (206, 192, 164))
    for _ in range(16):
        x = c.chance.uniform(0, WIDTH)
        c.tree(x, c.chance.uniform(186, 222), c.chance.uniform(52, 82), mix(LEAF, (128, 150, 60), c.chance.random()))
    _pavilion(c, 720, 236)
    for x in (60, 520, 900):
        c.tree(x, 380, c.chance.uniform(130, 170), mix(LEAF, (96, 140, 50), c.chance.random()))
    for x in (430, 470, 560, 610):
        c.disc(x, 400, 26, 9, c.chance.choice(((226, 90, 110), (240, 196, 70), (214, 120, 190))))
    return _people(c, 330, 34, 5, 60), ""


def _pavilion(c: Canvas, x: float, base: float) -> None:
    for dx in (-34, -14, 14, 34):
        c.box(x + dx - 2, base - 46, 4, 46, (168, 52, 40))
    c.shape(((x - 62, base - 44), (x + 62, base - 44), (x + 12, base - 76), (x - 12, base - 76)), (74, 84, 80))
    c.line(((x - 64, base - 46), (x - 40, base - 50), (x + 40, base - 50), (x + 64, base - 46)), 3, (196, 160, 70))
    c.disc(x, base - 80, 3, 5, (210, 176, 80))


def _river(c: Canvas) -> Drawn:
    _sky(c, DUSK, 4)
    c.glow(700, HORIZON - 14, 120, (255, 220, 150), 0.9)
    c.skyline(HORIZON + 12, 104, (70, 72, 98), 0.4, WARM)
    c.shade(HORIZON + 12, HEIGHT, (214, 142, 108), (42, 62, 92))
    c.ripples(HORIZON + 14, HEIGHT, (236, 176, 130), 200)
    c.ripples(HORIZON + 14, HEIGHT, (58, 74, 108), 200)
    c.box(0, 192, WIDTH, 12, (98, 84, 92))
    for x in range(30, WIDTH, 150):
        c.shape(((x, 204), (x + 26, 204), (x + 21, 240), (x + 5, 240)), (86, 74, 84))
        c.line(((x + 13, 196), (x + 13, 120), (x - 50, 194)), 1.2, (120, 106, 112))
        c.line(((x + 13, 120), (x + 76, 194)), 1.2, (120, 106, 112))
    c.shape(((0, 410), (WIDTH, 384), (WIDTH, 450), (0, 450)), (74, 72, 78))
    for x in range(0, WIDTH, 18):
        c.box(x, 372 + (WIDTH - x) * 0.026, 2, 24, (120, 120, 124))
    for index in range(8):
        y = 330 + index * 9
        c.box(884, y, 12, 4, (238, 238, 238) if index % 2 else (40, 86, 168))
    c.write(912, 338, "3m", 12, (240, 240, 240))
    boats = (
        Track("boat", (-90, 300, 90), (WIDTH + 90, 300, 90), 48, 0.25, (150, 70, 50)),
        Track("boat", (WIDTH + 60, 246, 46), (-60, 246, 46), 60, 0.6, (70, 90, 120)),
    )
    return (*boats, Track("sidecar", (-30, 196, 24), (WIDTH + 30, 196, 24), 13, 0.1, CARS[1])), ""


def _square(c: Canvas) -> Drawn:
    _sky(c, DAY, 4)
    c.skyline(HORIZON + 4, 84, (192, 190, 186), 0.08, (222, 232, 240), 70)
    c.shade(HORIZON, HEIGHT, (206, 202, 194), (170, 166, 160))
    c.building(360, HORIZON + 26, 240, 92, (222, 214, 200), 0.0, (160, 190, 214))
    c.box(352, HORIZON - 70, 256, 8, (176, 60, 48))
    c.write(480, HORIZON - 52, "市民中心", 20, (176, 40, 34))
    for index in range(13):
        x = WIDTH * index / 12
        c.line(((480 + (x - 480) * 0.35, HORIZON + 26), (480 + (x - 480) * 1.9, HEIGHT)), 0.8, (156, 152, 146))
    for index in range(8):
        y = HORIZON + 26 + (HEIGHT - HORIZON - 26) * (index / 8) ** 1.6
        c.line(((0, y), (WIDTH, y)), 0.8, (156, 152, 146))
    c.disc(480, 262, 120, 22, (150, 156, 160))
    c.disc(480, 259, 110, 18, (120, 178, 206))
    for dx in range(-80, 81, 20):
        c.line(((480 + dx, 258), (480 + dx * 0.9, 216 + abs(dx) * 0.2)), 2, (226, 240, 248))
    for x in (700, 724, 748):
        c.line(((x, 250), (x, 110)), 1.6, (200, 204, 208))
        c.shape(((x, 112), (x + 26, 116), (x + 26, 132), (x, 128)), (206, 36, 36))
    for x in (60, 140, 830, 910):
        c.tree(x, 262, 84, LEAF)
    return _people(c, 290, 30, 8, 110), ""


def _school_gate(c: Canvas) -> Drawn:
    _sky(c, DAY, 5)
    c.shade(HORIZON, HEIGHT, (170, 176, 168), (112, 114, 118))
    c.box(90, 110, 780, 140, (232, 222, 206))
    for row in range(3):
        for x in range(106, 850, 44):
            c.box(x, 146 + row * 34, 28, 20, (120, 156, 182))
            c.box(x, 146 + row * 34, 28, 6, (162, 192, 210))
        c.box(90, 140 + row * 34, 780, 2, (206, 190, 168))
    c.box(80, 106, 800, 8, (150, 62, 50))
    c.box(400, 112, 160, 34, (232, 222, 206))
    c.write(480, 128, "实验小学", 26, (176, 40, 34))
    c.shade(250, HEIGHT, (170, 168, 164), (112, 114, 118))
    for x in range(0, 360, 12):
        c.box(x, 210, 2, 42, (70, 84, 98))
        c.box(WIDTH - x, 210, 2, 42, (70, 84, 98))
    for x in (352, 590):
        c.box(x, 188, 22, 66, (196, 92, 66))
        c.box(x - 3, 182, 28, 8, (224, 214, 200))
    for x in range(376, 590, 14):
        c.line(((x, 214), (x + 14, 252)), 1.6, (206, 210, 214))
        c.line(((x + 14, 214), (x, 252)), 1.6, (206, 210, 214))
    c.shape(((0, 352), (WIDTH, 352), (WIDTH, 450), (0, 450)), (78, 80, 86))
    c.crossing(380, 590, 356, 52)
    c.line(((0, 404), (372, 404)), 2.4, (226, 186, 60))
    c.line(((610, 404), (WIDTH, 404)), 2.4, (226, 186, 60))
    c.write(200, 428, "慢", 26, (230, 230, 224))
    for x in (40, 260, 700, 920):
        c.tree(x, 286, c.chance.uniform(88, 110), LEAF)
    traffic = (Track("sidecar", (-90, 440, 92), (WIDTH + 90, 440, 92), 12, 0.4, CARS[4]),)
    return _people(c, 300, 34, 9, 44) + traffic, ""


def _snow_road(c: Canvas) -> Drawn:
    _sky(c, ((150, 160, 172), (214, 220, 226)))
    c.skyline(HORIZON + 6, 76, (150, 156, 166), 0.25, (250, 226, 170))
    c.shade(HORIZON, HEIGHT, (222, 228, 234), (236, 240, 244))
    c.road(430, 380, (150, 156, 162), 4, (196, 200, 204))
    for side in (-1, 1):
        c.shape(
            (
                (430 + side * 12, HORIZON),
                (430 + side * 20, HORIZON),
                (430 + side * 300, HEIGHT),
                (430 + side * 210, HEIGHT),
            ),
            (216, 222, 228),
        )
    for index in range(7):
        near = (index + 1) / 7
        for side in (-1, 1):
            x = 430 + side * (60 + 420 * near**1.6)
            c.tree(x, HORIZON + 20 + 150 * near**1.6, 40 + 90 * near, (196, 208, 214))
    for x in (150, 760):
        c.lamp(x, 320, 150, True)
    return _cars(c, 430, 380, 4) + _people(c, 372, 34, 2), "snow"


def _construction(c: Canvas) -> Drawn:
    _sky(c, GREY, 3)
    c.skyline(HORIZON + 4, 60, (160, 168, 176), 0.1, (220, 228, 232))
    c.shade(HORIZON, HEIGHT, (172, 148, 116), (138, 116, 90))
    for x, floors in ((120, 9), (330, 6), (690, 11)):
        for floor in range(floors):
            y = 262 - floor * 18
            c.box(x, y, 130, 4, (178, 178, 174))
            for post in range(5):
                c.box(x + post * 31, y, 4, 18, (150, 150, 148))
        c.box(x - 6, 262 - floors * 18 + 20, 6, floors * 18 - 20, (60, 120, 80))
    for x in (290, 640):
        c.line(((x, 280), (x, 40)), 3, (226, 170, 40))
        c.line(((x - 60, 52), (x + 150, 52)), 2.4, (226, 170, 40))
        c.line(((x, 34), (x + 110, 52)), 1, (90, 90, 90))
        c.line(((x + 100, 52), (x + 100, 120)), 1, (80, 80, 80))
    for x in range(0, WIDTH, 60):
        c.box(x, 330, 58, 44, (58, 122, 178))
        c.box(x, 330, 58, 6, (240, 244, 246))
    c.write(480, 354, "文明施工  工地扬尘监测", 22, (246, 248, 250))
    return (
        *_people(c, 392, 40, 3, 24),
        Track("truck", (-140, 430, 130), (WIDTH + 140, 430, 130), 16, 0.3, CARS[4]),
    ), ""


def _station(c: Canvas) -> Drawn:
    _sky(c, DUSK, 2)
    c.skyline(HORIZON + 8, 92, (82, 84, 110), 0.55, WARM)
    c.shade(HORIZON + 8, HEIGHT, (146, 136, 138), (96, 92, 104))
    c.shape(((150, 210), (810, 210), (760, 120), (480, 96), (200, 120)), (206, 208, 214))
    c.shape(((150, 210), (810, 210), (806, 200), (154, 200)), (150, 154, 162))
    c.box(170, 210, 620, 62, (76, 106, 134))
    for x in range(176, 790, 22):
        c.box(x, 214, 18, 54, (250, 220, 158))
    c.write(480, 160, "高铁站", 40, (190, 36, 34))
    for x in range(-200, WIDTH + 200, 60):
        c.line(((480 + (x - 480) * 0.7, 272), (480 + (x - 480) * 1.6, HEIGHT)), 0.7, (118, 110, 116))
    for x in (110, 300, 660, 850):
        c.lamp(x, 330, 130, True)
    taxis = (Track("sidecar", (-70, 428, 84), (WIDTH + 70, 428, 84), 11, 0.5, (230, 180, 40)),)
    return _people(c, 300, 34, 10, 70) + taxis, ""


_DRAWN: dict[str, Callable[[Canvas], Drawn]] = {
    "crossroads": _crossroads,
    "night_market": _night_market,
    "underpass": _underpass,
    "park": _park,
    "river": _river,
    "square": _square,
    "school_gate": _school_gate,
    "snow_road": _snow_road,
    "construction": _construction,
    "station": _station,
}
