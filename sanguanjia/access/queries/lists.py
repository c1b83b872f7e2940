"""What pages of this room show: people and roles, claims, sessions, keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from sanguanjia.access.models import Account, ApiToken, Claim, Cover, Mandate, SecondFactor, Session, username_of
from sanguanjia.access.permissions import DECIDES_CLAIMS, SEES_PEOPLE, ClaimThing
from sanguanjia.access.phones import accounts_of_phone
from sanguanjia.access.rules import is_phone
from sanguanjia.access.sessions import sessions_in_force
from sanguanjia.access.types import ROLE_LABELS, ClaimState, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry import proofs
from sanguanjia.registry import queries as registry
from sanguanjia.registry.models import Organisation, Unit


def account_of(account_id: int | None) -> Account | None:
    """One account, active or not."""
    return None if account_id is None else Account.objects.filter(pk=account_id).first()


def account_named(typed: str) -> Account | None:
    """The active account of a typed user name or phone number; None also if several gave that phone."""
    if not is_phone(typed.strip()):
        return Account.objects.filter(username=username_of(typed), is_active=True).first()
    found = [account for account in accounts_of_phone(typed.strip()) if account.is_active]
    verified = [account for account in found if account.phone_verified_at is not None]
    return (verified or found)[0] if len(verified or found) == 1 else None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of a person as a page shows it. `covers_for`: who is on leave, when it is a cover."""

    id: int
    label: str
    place_name: str
    detail: str
    valid_from: date
    valid_to: date | None
    covers_for: str = ""


def roles_of(actor: Actor) -> list[RoleLine]:
    """The actor's mandates in words, residents' first."""
    held = (*actor.mandates, *actor.asleep)
    names = dict(Home.objects.filter(pk__in={m.home_id for m in held}).values_list("id", "name"))
    units = _units([(m.home_id, m.unit_id) for m in held if m.unit_id])
    firms = _organisations(m.organisation_id for m in held)
    absent = {m.covers_for for m in held if m.covers_for}
    names_of = dict(Account.objects.filter(pk__in=absent).values_list("id", "name")) if absent else {}
    lines = [
        RoleLine(
            m.id, ROLE_LABELS[Role(m.role)], names[m.home_id],
            units.get((m.home_id, m.unit_id), "") or firms.get(m.organisation_id, ""), m.valid_from, m.valid_to,
            names_of.get(m.covers_for or 0, ""),
        )
        for m in held
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.detail == "", line.place_name, line.id))


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim as a page shows it. `claimant` is the name the person gave; no phone, no identity number."""

    id: int
    estate_id: int
    estate_name: str
    unit_code: str
    claimant: str
    proof: str
    name_fits: bool
    proof_fits: bool
    state: str
    asked_at: datetime
    decided_at: datetime | None
    reason: str

    @property
    def state_label(self) -> str:
        """The state as people say it."""
        return ClaimState(self.state).label


def claims_of(account_id: int | None) -> list[ClaimLine]:
    """A person's own claims, newest first."""
    if account_id is None:
        return []
    with cross_estate():
        return _claim_lines(list(Claim.objects.filter(account_id=account_id).order_by("-id")[:20]))


def pending_claims(actor: Actor, *, after: int | None = None, limit: int = 50) -> list[ClaimLine]:
    """Claims waiting in the places where the actor may decide, oldest first; `after` is the last id seen."""
    estates = _deciding_estates(actor)
    with cross_estate():
        rows = Claim.objects.filter(state=ClaimState.PENDING.value, estate_id__in=estates).order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return _claim_lines(list(rows[:limit]))


def claim(estate_id: int, claim_id: int) -> ClaimLine:
    """One claim of an estate. Refuses `not_found`."""
    row = Claim.objects.filter(estate_id=estate_id, pk=claim_id).first() or refuse("not_found")
    with cross_estate():
        return _claim_lines([row])[0]


def claim_thing(estate_id: int, claim_id: int) -> ClaimThing:
    """What the door of a claim's page asks about. Refuses `not_found`."""
    row = Claim.objects.filter(estate_id=estate_id, pk=claim_id).first() or refuse("not_found")
    company = registry.managing_company(estate_id, clock.today())
    return ClaimThing(
        registry.estate(estate_id).path, row.account_id, row.state, company.id if company else None
    )  # fmt: skip


def has_factor(account_id: int | None) -> bool:
    """Whether a second factor is asked of the account at login."""
    return SecondFactor.objects.filter(account_id=account_id or 0, confirmed_at__isnull=False).exists()


def factor_of(account_id: int) -> SecondFactor | None:
    """The account's second factor, confirmed or only offered."""
    return SecondFactor.objects.filter(account_id=account_id).first()


def sessions_of(account_id: int | None) -> list[Session]:
    """The browsers in which a person is logged in, newest first."""
    return list(sessions_in_force(account_id).order_by("-started_at")[:50])


def accounts_like(text: str, limit: int = 50) -> list[Account]:
    """Accounts by whole phone number, user name, or part of the name; active or not."""
    if is_phone(text):
        return accounts_of_phone(text)[:limit]
    rows = Account.objects.filter(Q(username=username_of(text)) | Q(name__icontains=text))
    return list(rows.order_by("name", "id")[:limit])


def mandates_of(account_id: int) -> list[MandateLine]:
    """Every mandate of an account, newest first."""
    rows = Mandate.objects.select_related("account", "home").filter(account_id=account_id)
    return _mandate_lines(list(rows.order_by("-id")[:50]))


def tokens_of(account_id: int | None) -> list[ApiToken]:
    """A person's keys for machines, newest first."""
    if account_id is None:
        return []
    return list(ApiToken.objects.filter(account_id=account_id).order_by("-id")[:50])


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate in the list of people and roles."""

    id: int
    home_id: int
    account_id: int
    name: str
    username: str
    role: str
    place_name: str
    place_path: str
    organisation: str
    organisation_id: int | None
    unit: str
    valid_from: date | None
    valid_to: date | None
    in_force: bool
    document: str
    granted_by: str
    granted_at: datetime
    end_reason: str

    @property
    def label(self) -> str:
        """The role as people say it."""
        return ROLE_LABELS[Role(self.role)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list of people. state: "" in force today, "all" every one."""

    text: str = ""
    role: str = ""
    state: str = ""


def mandates_within(actor: Actor, wanted: Wanted, *, after: int | None = None, limit: int = 50) -> list[MandateLine]:
    """Mandates of the actor's places, newest first (keyset: `after` is the last id seen).

    Residents' roles are left out: who lives where is the registry's to tell.
    """
    rows = _visible_mandates(actor)
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.state != "all":
        rows = rows.filter(valid__contains=clock.today())
    if wanted.text:
        named = Q(account__name__icontains=wanted.text) | Q(account__username=username_of(wanted.text))
        rows = rows.filter(named | _has_phone(wanted.text))
    if after is not None:
        rows = rows.filter(id__lt=after)
    return _mandate_lines(list(rows.order_by("-id")[:limit]))


def mandate_within(actor: Actor, home_id: int, mandate_id: int) -> MandateLine | None:
    """One mandate, if it lies in the actor's places."""
    lines = _mandate_lines(list(_visible_mandates(actor).filter(pk=mandate_id, home_id=home_id)))
    return lines[0] if lines else None


def homes_within(actor: Actor, text: str = "", limit: int = 100) -> list[tuple[int, str]]:
    """Places at or below the actor's, as (id, name with the place above), for a form."""
    rows = Home.objects.select_related("parent").filter(_below(actor.places(*SEES_PEOPLE), "path"))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(parent__name__icontains=text))
    return [(h.pk, f"{h.name}（{h.parent.name}）" if h.parent else h.name) for h in rows.order_by("path")[:limit]]


def organisations_for(actor: Actor, limit: int = 500) -> list[tuple[int, str]]:
    """Organisations a mandate may name: a company's manager sees his own only."""
    rows = Organisation.objects.order_by("name")
    if not actor.has_role(Role.DISTRICT_OFFICER, Role.CITY_OFFICER, Role.NEIGHBOURHOOD_OFFICER):
        own = {m.organisation_id for m in actor.mandates if m.organisation_id}
        rows = rows.filter(pk__in=own)
    return list(rows.values_list("id", "name")[:limit])


@dataclass(frozen=True, slots=True)
class Spot:
    """What a typed spot means at a place: a unit, a building or a grid; all None for an empty one."""

    unit_id: int | None = None
    building_id: int | None = None
    grid_id: int | None = None


def spot(home_id: int, typed: str, role: str = "") -> Spot:
    """A unit code, building number or grid typed in a form. For a grid worker it is a grid, by code or name.

    Refuses unknown_unit, unknown_grid.
    """
    text = typed.strip()
    if not text:
        return Spot()
    home = Home.objects.filter(pk=home_id).first() or refuse("unknown_home", "home_id")
    if role == Role.GRID_WORKER:
        grids = grids_at(home)
        fitting = [number for number, words in grids.items() if text in (words, *words.split(" ", 1))]
        return Spot(grid_id=fitting[0]) if len(fitting) == 1 else refuse("unknown_grid", "spot")
    unit_id = proofs.unit_of_code(home_id, text, clock.today())
    if unit_id is not None:
        return Spot(unit_id=unit_id)
    plain = text.rstrip("栋幢座楼号")
    found = next((b.id for b in registry.buildings(home_id) if b.code == plain or b.name == text), None)
    return Spot(building_id=found) if found is not None else refuse("unknown_unit", "spot")


def grids_at(home: Home) -> dict[int, str]:
    """Grids a mandate at this place may name, as id → "code name": those of its neighbourhood."""
    inside = home.pk if home.kind == HomeKind.NEIGHBOURHOOD else home.parent_id
    return dict(registry.grid_options(inside)) if inside else {}


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One cover of a mandate as a page shows it."""

    id: int
    name: str
    username: str
    valid_from: date
    valid_to: date
    document: str
    in_force: bool
    over: bool
    end_reason: str


def covers_of(mandate_id: int) -> list[CoverLine]:
    """Who stands in on a mandate, or has, newest first."""
    day, lines = clock.today(), []
    for row in Cover.objects.select_related("account").filter(mandate_id=mandate_id).order_by("-id")[:20]:
        if row.valid.isempty:
            continue
        last = row.valid.upper - timedelta(days=1)
        lines.append(
            CoverLine(
                row.id, row.account.name, row.account.username, row.valid.lower, last, row.document, day in row.valid,
                last < day, row.end_reason,
            )
        )  # fmt: skip
    return lines


def _visible_mandates(actor: Actor) -> QuerySet[Mandate]:
    places = Q(pk__in=[])
    for held in actor.mandates:
        if held.role not in SEES_PEOPLE:
            continue
        inside = Q(home__path__startswith=held.place)
        if held.role == Role.COMPANY_MANAGER:  # his own people, nobody else's
            inside &= Q(organisation_id=held.organisation_id)
        places |= inside
    residents = [Role.OWNER.value, Role.TENANT.value]
    return Mandate.objects.select_related("account", "home").filter(places).exclude(role__in=residents)


def _has_phone(text: str) -> Q:
    return Q(account__in=[account.pk for account in accounts_of_phone(text)] if is_phone(text) else [])


def _below(paths: Iterable[str], column: str) -> Q:
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(**{f"{column}__startswith": path})
    return inside


def _deciding_estates(actor: Actor) -> list[int]:
    day = clock.today()
    places = actor.places(*DECIDES_CLAIMS)
    found = set(registry.estates_within(places).values_list("pk", flat=True)) if places else set()
    for held in actor.mandates:
        if held.role == Role.COMPANY_MANAGER and held.organisation_id:
            found |= {e.id for e in registry.managed_estates(held.organisation_id, day) if held.covers(e.path)}
    return sorted(found)


def _mandate_lines(rows: list[Mandate]) -> list[MandateLine]:
    day = clock.today()
    firms = _organisations(row.organisation_id for row in rows)
    units = _units([(row.home_id, row.unit_id) for row in rows if row.unit_id])
    granters = dict(
        Account.objects.filter(pk__in={r.granted_by for r in rows if r.granted_by}).values_list("id", "name")
    )
    lines = []
    for row in rows:
        lower = None if row.valid.isempty else row.valid.lower
        upper = None if row.valid.isempty or row.valid.upper is None else row.valid.upper - timedelta(days=1)
        lines.append(
            MandateLine(
                row.id, row.home_id, row.account_id, row.account.name, row.account.username, row.role, row.home.name,
                row.home.path, firms.get(row.organisation_id, ""), row.organisation_id,
                units.get((row.home_id, row.unit_id), ""), lower, upper, not row.valid.isempty and day in row.valid,
                row.document, granters.get(row.granted_by or 0, "平台"), row.granted_at, row.end_reason,
            )
        )  # fmt: skip
    return lines


def _claim_lines(rows: list[Claim]) -> list[ClaimLine]:
    names = registry.estates({row.estate_id for row in rows})
    units = _units([(row.estate_id, row.unit_id) for row in rows])
    return [
        ClaimLine(
            row.id, row.estate_id, names[row.estate_id].name, units.get((row.estate_id, row.unit_id), ""), row.name,
            row.get_proof_display(), row.name_fits, row.proof_fits, row.state, row.asked_at, row.decided_at, row.reason,
        )
        for row in rows
    ]  # fmt: skip


def _units(keys: list[tuple[int, int | None]]) -> dict[tuple[int, int | None], str]:
    """Unit codes by (estate, unit), in one statement over several estates."""
    if not keys:
        return {}
    with cross_estate():
        rows = Unit.objects.filter(estate_id__in={k[0] for k in keys}, pk__in={k[1] for k in keys})
        return {(estate_id, unit_id): code for estate_id, unit_id, code in rows.values_list("estate_id", "id", "code")}


def _organisations(ids: Iterable[int | None]) -> dict[int | None, str]:
    wanted = {i for i in ids if i}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}
