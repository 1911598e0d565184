"""A whole demo city in one value: ground, people, devices and cases, the same for the same size, seed and time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.demo.addresses import Spot, make_addresses
from app.demo.archive import Archive
from app.demo.areas import Division, divide
from app.demo.blocks import Patch, fill_blocks
from app.demo.cameras import make_cameras, make_speakers
from app.demo.caseload import Caseload, Told
from app.demo.directory import Staff, make_matters, make_phrases, make_staff, make_units
from app.demo.ground import Ground
from app.demo.lives import Lives
from app.demo.naming import name_streets
from app.demo.occasions import SMALLEST, Occasions
from app.demo.places import make_places
from app.demo.plan import PLANS, Plan
from app.demo.reports import Reporters
from app.demo.rulebook import make_algorithms, make_responsibilities, make_ruleset, make_rulings, with_plan_cards
from app.demo.streets import Junction, Road, junctions, lay_streets
from app.demo.terrain import Terrain, lay_terrain
from app.domain.algorithm import Algorithm
from app.domain.area import Area
from app.domain.broadcast import Phrase
from app.domain.camera import Camera
from app.domain.matter import Matter
from app.domain.place import Place
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import Rules, Ruleset
from app.domain.speaker import Speaker, Zone
from app.domain.unit import Unit

VERSION = 13
"""Raised whenever the same size and seed would give another city, so that no older build is taken for it."""


@dataclass(frozen=True, kw_only=True)
class City:
    """The demo city. Everything but the cases is here at once; the cases are streamed."""

    plan: Plan
    seed: int
    now: datetime
    ground: Ground
    terrain: Terrain
    roads: tuple[Road, ...]
    crossings: tuple[Junction, ...]
    patches: tuple[Patch, ...]
    division: Division
    spots: tuple[Spot, ...]
    places: tuple[Place, ...]
    cameras: tuple[Camera, ...]
    speakers: tuple[Speaker, ...]
    zones: tuple[Zone, ...]
    units: tuple[Unit, ...]
    matters: tuple[Matter, ...]
    phrases: tuple[Phrase, ...]
    staff: tuple[Staff, ...]
    ruleset: Ruleset
    responsibilities: tuple[Responsibility, ...]
    rulings: tuple[Ruling, ...]
    algorithms: tuple[Algorithm, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The four levels of ground."""
        return self.division.areas

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Community code -> 街道 and 社区 as one name."""
        names = {area.id: area.name for area in self.areas}
        return {code: names[code[:9]] + name for code, name in names.items() if len(code) == 12}

    @cached_property
    def rules(self) -> Rules:
        """The rules of this city, as hub and seats use them."""
        return Rules.from_records(self.ruleset, self.matters)

    def reporters(self, salt: str = "") -> Reporters:
        """Return everybody who reports, with random numbers of their own."""
        rng = random.Random(f"{self.seed}-{self.plan.size}-reports{salt}")
        return Reporters(
            self.matters, list(self.spots), self.cameras, self.places, self.area_names, rng, self.algorithms
        )

    def cases(self) -> Iterator[Told]:
        """Stream all cases with their steps and pictures, oldest first; each call starts anew with the same cases."""
        rng = random.Random(f"{self.seed}-{self.plan.size}-lives")
        lives = Lives(self.rules, self.units, self.staff, self.now, rng)
        archive = Archive(self.rules, self.units, random.Random(f"{self.seed}-{self.plan.size}-archive"))
        occasions = self.occasions() if self.plan.case_count >= SMALLEST else None
        yield from Caseload(self.plan, self.reporters(), archive, lives, self.now, self.seed, occasions).stream()

    def occasions(self) -> Occasions:
        """Return what does not happen every day, with random numbers and people's choices of its own."""
        rng = random.Random(f"{self.seed}-{self.plan.size}-occasions")
        lives, reporters = Lives(self.rules, self.units, self.staff, self.now, rng), self.reporters("-occasions")
        return Occasions(lives, reporters, self.units, self.spots, self.places, self.area_names, self.now, rng)


def generate(size: str, seed: int, now: datetime) -> City:
    """Make the city of a size (county, district, metropolis). Raises KeyError for another size.

    The same size, seed and `now` give the same city down to the ids.
    """
    plan, ground = PLANS[size], Ground()
    rng = random.Random(f"{seed}-{size}")
    terrain = lay_terrain(plan, rng)
    roads = name_streets(lay_streets(plan, terrain, rng), rng)
    crossings = junctions(roads)
    division = divide(plan, terrain, roads, ground, rng)
    patches = fill_blocks(terrain, roads, division, rng)
    spots = make_addresses(roads, division, ground, rng)
    places = make_places(plan, terrain, roads, patches, spots, division, ground, rng)
    cameras = make_cameras(plan, roads, crossings, places, division, ground, rng)
    speakers, zones = make_speakers(plan, cameras)
    units = make_units(plan, division, crossings, ground)
    matters = with_plan_cards(make_matters(units))
    return City(
        plan=plan,
        seed=seed,
        now=now,
        ground=ground,
        terrain=terrain,
        roads=tuple(roads),
        crossings=tuple(crossings),
        patches=tuple(patches),
        division=division,
        spots=tuple(spots),
        places=places,
        cameras=cameras,
        speakers=speakers,
        zones=zones,
        units=units,
        matters=matters,
        phrases=make_phrases(),
        staff=make_staff(plan, rng),
        ruleset=make_ruleset(now, plan.name[-1]),
        responsibilities=make_responsibilities(matters, units, division.areas),
        rulings=make_rulings(places, matters, units, now),
        algorithms=make_algorithms(now),
    )
