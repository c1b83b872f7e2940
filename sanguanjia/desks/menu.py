"""The one table of menus: which entries a role sees, in which order, under which group.

What is shown here opens nothing: every page asks its own door. A test walks the table, so that no entry leads to a
page its role may not open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from sanguanjia.access.types import Role
from sanguanjia.kernel.actor import Actor
from sanguanjia.look.types import BigEntry, NavItem

RESIDENTS = frozenset({Role.OWNER, Role.TENANT, Role.DELEGATE, Role.VOLUNTEER})
FIELD = frozenset({Role.BUILDING_HEAD, Role.GRID_WORKER})
COMPANY = frozenset({Role.COMPANY_MANAGER, Role.COMPANY_WORKER})
SELF_GOVERNING = frozenset({Role.COMMITTEE_MEMBER, Role.PARTY_SECRETARY})
OFFICES = frozenset(
    {
        Role.NEIGHBOURHOOD_OFFICER,
        Role.SUBDISTRICT_OFFICER,
        Role.DISTRICT_OFFICER,
        Role.CITY_OFFICER,
        Role.HOTLINE_OPERATOR,
    }
)
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_AUDITOR})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. ``route`` is the name of an address."""

    key: str
    label: str
    route: str
    icon: str
    roles: frozenset[Role]
    group: str = ""


# The four of the resident's bottom bar, the same for everyone who lives here.
BAR: tuple[Entry, ...] = (
    Entry("home", "首页", "desks:resident", "home", EVERYBODY),
    Entry("work", "办事", "desks:services", "list", EVERYBODY),
    Entry("public", "公示", "desks:public", "notice", EVERYBODY),
    Entry("me", "我的", "access:me", "person", EVERYBODY),
)

# The left rail of the desks, top to bottom.
RAIL: tuple[Entry, ...] = (
    Entry("desk", "工作台", "desks:desk", "home", EVERYBODY - RESIDENTS),
    Entry("help", "怎么用", "desks:help", "book", EVERYBODY, "其他"),
    Entry("me", "我的账号", "access:me", "person", EVERYBODY, "其他"),
)


# The big entries of the resident's pages: label, route, icon, hint.
Big = tuple[str, str, str, str]
FIRST: tuple[Big, ...] = (("怎么用", "desks:help", "book", "不会用手机也能办"),)
SERVICES: tuple[tuple[str, tuple[Big, ...]], ...] = (
    ("房屋", (("认领房屋", "access:claim", "door", "核对后就能投票、查账"),)),
    ("帮助", (("怎么用", "desks:help", "book", ""), ("词语表", "desks:words", "question", ""))),
)
OPEN: tuple[Big, ...] = (
    ("怎么用", "desks:help", "book", "不会用手机也能办"),
    ("词语表", "desks:words", "question", ""),
)


@cache
def _href(route: str) -> str:
    return reverse(route)


def roles_of(actor: Actor) -> frozenset[Role]:
    """The roles the actor holds anywhere today."""
    return frozenset(Role(mandate.role) for mandate in actor.mandates)


def works_at_a_desk(actor: Actor) -> bool:
    """Whether the actor has any role besides living here."""
    return bool(roles_of(actor) - RESIDENTS)


def _items(entries: Iterable[Entry], roles: frozenset[Role]) -> tuple[NavItem, ...]:
    return tuple(
        NavItem(entry.key, entry.label, _href(entry.route), entry.icon, group=entry.group)
        for entry in entries
        if entry.roles & roles
    )


def bar() -> tuple[NavItem, ...]:
    """The resident's bottom bar."""
    return _items(BAR, EVERYBODY)


def rail(actor: Actor) -> tuple[NavItem, ...]:
    """The left rail for this actor: only what one of the roles has."""
    return _items(RAIL, roles_of(actor))


def _big(entries: Iterable[Big]) -> tuple[BigEntry, ...]:
    return tuple(BigEntry(label, _href(route), icon, hint) for label, route, icon, hint in entries)


def first_steps(_actor: Actor) -> tuple[BigEntry, ...]:
    """The big entries of the resident's first page."""
    return _big(FIRST)


def services(_actor: Actor) -> tuple[tuple[str, tuple[BigEntry, ...]], ...]:
    """Everything a resident can start, by group."""
    return tuple((title, _big(entries)) for title, entries in SERVICES)


def open_to_all() -> tuple[BigEntry, ...]:
    """What needs no login."""
    return _big(OPEN)
