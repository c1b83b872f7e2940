"""Read policy packs from files: `<directory>/<jurisdiction>/<topic>.toml`. No Django, no database.

A pack file is a list of `[[rule]]` tables. What they share may stand once in `[defaults]`; the jurisdiction is the
folder's name unless a rule says otherwise. Packs are checked as a whole: a fault names file, rule and field, and all
faults are reported at once (`PackError`). In a running city the database is the truth; files seed it.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeGuard

from .rules.calendar import DEFAULT_HOURS, OfficeHours, Statutory, WorkCalendar, YearCalendar
from .rules.places import Division, is_place, place_chain
from .rules.resolution import resolve
from .types import Force, Json, Layer, PackError, Resolution, RuleVersion, Source

SHIPPED = Path(__file__).resolve().parent.parent / "policies"
CALENDAR_KEY = "calendar.workdays"
STATUTORY_KEY = "calendar.statutory"
HOURS_KEY = "calendar.office_hours"
_FIELDS = frozenset(
    [
        "key",
        "jurisdiction",
        "layer",
        "force",
        "value",
        "effective_from",
        "effective_to",
        "source",
        "exception_to",
        "supersedes",
        "rules",
        "title",
        "note",
        "examples",
    ]
)
_MOST_KEPT = 20_000
_LAYERS = {layer.code: layer for layer in Layer}
_TAGS = frozenset("TPSKE")


@dataclass
class Packs:
    """A set of rule versions with the look-ups everybody needs. Immutable once built."""

    versions: tuple[RuleVersion, ...]
    divisions: tuple[Division, ...] = ()
    _by_key: dict[str, list[RuleVersion]] = field(init=False, repr=False)
    _places: dict[str, frozenset[str]] = field(init=False, repr=False)
    _calendars: dict[tuple[str, ...], WorkCalendar] = field(init=False, repr=False, default_factory=dict)
    _found: dict[tuple[str, tuple[str, ...], dt.date], Resolution | None] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._by_key = defaultdict(list)
        for version in self.versions:
            self._by_key[version.key].append(version)
        self._places = {key: frozenset(v.jurisdiction for v in group) for key, group in self._by_key.items()}

    @property
    def keys(self) -> list[str]:
        """Every key that has a version, sorted."""
        return sorted(self._by_key)

    def of(self, key: str) -> Sequence[RuleVersion]:
        """All versions of one key, in no order."""
        return self._by_key.get(key, ())

    def chain(self, place: str, day: dt.date, estate: str | None = None) -> tuple[str, ...]:
        """Places whose rules reach `place` on `day`; ValueError for what is no place."""
        return place_chain(place, day, self.divisions, estate)

    def rule_for(self, key: str, place: str, day: dt.date, estate: str | None = None) -> Resolution | None:
        """What held at `place` on `day`; None when nothing did. ValueError for what is no place."""
        return self.resolve(key, self.chain(place, day, estate), day)

    def resolve(self, key: str, chain: Sequence[str], day: dt.date) -> Resolution | None:
        """The same for a chain of places, widest first.

        Answers are kept: only places that have a say make a difference.
        """
        telling = self._telling(chain, key)
        asked = (key, telling, day)
        if asked not in self._found:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            self._found[asked] = resolve(self.of(key), key, telling, day)
        return self._found[asked]

    def calendar_for(self, place: str) -> WorkCalendar:
        """The working calendar of a place over all years, kept for the next asker."""
        return self.calendar_of(self.chain(place, dt.date.max))

    def calendar_of(self, chain: Sequence[str]) -> WorkCalendar:
        """The same for a chain of places; estates without a calendar of their own share one object."""
        telling = self._telling(chain, CALENDAR_KEY, STATUTORY_KEY)
        if telling not in self._calendars:
            self._calendars[telling] = build_calendar(self.of(CALENDAR_KEY), self.of(STATUTORY_KEY), telling)
        return self._calendars[telling]

    def hours_for(self, place: str, day: dt.date) -> OfficeHours:
        """Office hours of a place on a day; the digest's default where packs say nothing."""
        return self.hours_of(self.chain(place, day), day)

    def hours_of(self, chain: Sequence[str], day: dt.date) -> OfficeHours:
        """The same for a chain of places."""
        found = self.resolve(HOURS_KEY, chain, day)
        return OfficeHours.parse(found.value, found.winner.version) if found else DEFAULT_HOURS

    def _telling(self, chain: Sequence[str], *keys: str) -> tuple[str, ...]:
        """The places of the chain that say anything about the keys."""
        return tuple(place for place in chain if any(place in self._places.get(key, ()) for key in keys))


def build_calendar(
    calendars: Iterable[RuleVersion], statutory: Iterable[RuleVersion], chain: Sequence[str]
) -> WorkCalendar:
    """Working calendar of one chain of places from its yearly versions.

    A notice may name days of the year before (31 December), so every notice is spread over the years its days lie in.
    """
    calendars, statutory = list(calendars), list(statutory)
    winners: dict[int, RuleVersion] = {}
    for year in {v.effective_from.year for v in calendars}:
        found = resolve(calendars, CALENDAR_KEY, chain, dt.date(year, 7, 1))
        if found is not None:
            winners[year] = found.winner
    off: dict[int, dict[dt.date, str]] = defaultdict(dict)
    worked: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for version in winners.values():
        for span in version.value["holidays"]:
            day, last = dt.date.fromisoformat(span["from"]), dt.date.fromisoformat(span["to"])
            while day <= last:
                off[day.year][day] = span["name"]
                day += dt.timedelta(days=1)
        for entry in version.value["worked"]:
            day = dt.date.fromisoformat(entry["date"])
            worked[day.year][day] = entry["for"]

    def published(year: int) -> YearCalendar | None:
        version = winners.get(year)
        if version is None:
            return None
        title = f"{version.source.title}（{version.source.article}）"
        return YearCalendar(year, off[year], worked[year], True, version.version, title, version.edition > 1)

    return WorkCalendar(published, _statutory(statutory, chain))


def _statutory(versions: list[RuleVersion], chain: Sequence[str]) -> Statutory:
    found = resolve(versions, STATUTORY_KEY, chain, dt.date.max)
    if found is None:
        return Statutory()
    fixed = tuple(
        (int(entry["day"][:2]), int(entry["day"][3:]), int(entry.get("since", dt.MINYEAR)), entry["name"])
        for entry in found.value["fixed"]
    )
    movable = {dt.date.fromisoformat(entry["date"]): entry["name"] for entry in found.value.get("movable", ())}
    return Statutory(fixed, movable)


@lru_cache(maxsize=4)
def load(directory: Path = SHIPPED) -> Packs:
    """Read and check every pack under `directory`. PackError lists every fault; OSError when it cannot be read."""
    if not directory.is_dir():
        raise PackError([f"{directory}: 不是目录"])
    versions: list[RuleVersion] = []
    divisions: list[Division] = []
    faults: list[str] = []
    for path in sorted(directory.rglob("*.toml")):
        _read_file(path, directory, versions, divisions, faults)
    faults += check(versions)
    if faults:
        raise PackError(faults)
    return Packs(tuple(versions), tuple(divisions))


def _read_file(
    path: Path, root: Path, versions: list[RuleVersion], divisions: list[Division], faults: list[str]
) -> None:
    name = path.relative_to(root).as_posix()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{name}: 读不懂：{error}")
        return
    unknown = set(data) - {"defaults", "rule", "division"}
    if unknown:
        faults.append(f"{name}: 不认识的内容 {'、'.join(sorted(unknown))}")
    folder = path.relative_to(root).parts[0]
    defaults = {"jurisdiction": folder, **data.get("defaults", {})}
    for number, entry in enumerate(data.get("rule", ()), start=1):
        where = f"{name} 第 {number} 条 {entry.get('key', '')}"
        try:
            versions.append(parse_rule({**defaults, **entry}))
        except ValueError as error:
            faults.append(f"{where}: {error}")
    for entry in data.get("division", ()):
        divisions.append(Division(entry["code"], entry["name"], entry.get("from"), entry.get("to")))


def parse_rule(entry: dict[str, Json]) -> RuleVersion:
    """One rule table into a version. ValueError with every fault of the entry in one sentence."""
    faults = [f"不认识的字段 {name}" for name in sorted(set(entry) - _FIELDS)]
    key = entry.get("key")
    if not isinstance(key, str) or not key or not all(part.isidentifier() for part in key.split(".")):
        faults.append(f"key 应是带点的英文名，不是 {key!r}")
    layer = _LAYERS.get(str(entry.get("layer")))
    if layer is None:
        faults.append(f"layer 不对：{entry.get('layer')!r}")
    force = entry.get("force")
    if force not in list(Force):
        faults.append(f"force 不对：{force!r}")
    if "value" not in entry:
        faults.append("缺 value")
    elif _has_float(entry["value"]):
        faults.append("value 里有小数：请写成字符串或分数")
    jurisdiction = str(entry.get("jurisdiction"))
    if layer is not None and (layer is Layer.ESTATE_COVENANT) == is_place(jurisdiction):
        faults.append(f"jurisdiction {jurisdiction!r} 与 layer 不配：小区公约属于小区，其余属于行政区划")
    start, end = entry.get("effective_from"), entry.get("effective_to")
    if not _is_date(start):
        faults.append("effective_from 应是日期")
    if end is not None and not _is_date(end):
        faults.append("effective_to 应是日期")
    elif _is_date(start) and end is not None and end < start:
        faults.append("effective_to 早于 effective_from")
    source = entry.get("source")
    if not isinstance(source, dict) or not source.get("title") or source.get("tag") not in _TAGS:
        faults.append("source 要有 title 和 tag（T、P、S、K、E）")
    if faults or layer is None or not isinstance(source, dict) or not _is_date(start):
        raise ValueError("；".join(faults))
    return RuleVersion(
        key=str(key),
        jurisdiction=jurisdiction,
        layer=layer,
        force=Force(str(force)),
        value=_plain(entry["value"]),
        effective_from=start,
        effective_to=end,
        source=Source(source["title"], source.get("article", ""), source["tag"]),
        exception_to=entry.get("exception_to"),
        supersedes=tuple(entry.get("supersedes", ())),
        rules=tuple(entry.get("rules", ())),
        title=entry.get("title", ""),
        note=entry.get("note", ""),
        examples=tuple(_plain(example) for example in entry.get("examples", ())),
    )


def check(versions: Iterable[RuleVersion]) -> list[str]:
    """Faults of a set of versions: overlapping windows; exceptions and supersedes that name nothing."""
    faults = []
    groups: dict[tuple[str, str, Layer], list[RuleVersion]] = defaultdict(list)
    keys: dict[str, list[RuleVersion]] = defaultdict(list)
    for version in versions:
        groups[(version.key, version.jurisdiction, version.layer)].append(version)
        keys[version.key].append(version)
    for group in groups.values():
        for earlier, later in pairwise(sorted(group, key=lambda v: v.effective_from)):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                faults.append(f"{later.version}: 与 {earlier.version} 的有效期重叠")
    for version in (v for group in keys.values() for v in group):
        named = [version.exception_to] if version.exception_to else []
        for name in [*named, *version.supersedes]:
            if not any(other.named_by(name) for other in keys[version.key] if other is not version):
                faults.append(f"{version.version}: 所指的 {name} 不存在")
        if version.exception_to and version.layer is Layer.ESTATE_COVENANT:
            faults.append(f"{version.version}: 小区公约不能突破强制性规定")
    return faults


def _is_date(value: Json) -> TypeGuard[dt.date]:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _has_float(value: Json) -> bool:
    if isinstance(value, dict):
        return any(_has_float(item) for item in value.values())
    if isinstance(value, list):
        return any(_has_float(item) for item in value)
    return isinstance(value, float)


def _plain(value: Json) -> Json:
    """TOML value as JSON keeps it.

    Dates become ISO strings. The same value then comes from files and from the database.
    """
    return json.loads(json.dumps(value, ensure_ascii=False, default=_iso))


def _iso(value: Json) -> str:
    if isinstance(value, dt.date | dt.time | dt.datetime):
        return value.isoformat()
    raise ValueError(f"不能保存的值：{value!r}")
