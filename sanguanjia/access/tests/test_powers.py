"""No sequence of grants, leaves and expiries lets two incompatible powers meet in one person on one matter."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sanguanjia.access import actions
from sanguanjia.access.models import Account, Cover, Mandate
from sanguanjia.access.posts import keep_hands_apart
from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.access.rules import powers
from sanguanjia.access.rules.powers import INCOMPATIBLE, POWERS, Post
from sanguanjia.access.types import OFFICES, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import holds
from sanguanjia.kernel.refusal import Refusal
from tests.support.guard import preparing
from tests.support.small_city import City, build

DAY = date(2026, 6, 1)
PLACES = ("1/", "1/2/", "1/2/3/", "1/2/4/")
ROLES = sorted(POWERS)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


# --- the rule alone ---------------------------------------------------------------------------------------------------


def test_the_pairs_the_law_and_the_issue_name_are_refused() -> None:
    for first, second in (
        ("company_manager", "district_officer"),  # applies, approves
        ("hotline_operator", "security_auditor"),  # types in, audits
        ("system_admin", "security_auditor"),
        ("fund_officer", "bank_officer"),  # approves, pays
    ):
        assert powers.pair_between(first, second) is not None
        assert powers.pair_between(second, first) is not None
    assert powers.pair_between("neighbourhood_officer", "committee_member") is None, "物管会 has officers by law"


posts = st.builds(
    Post, st.sampled_from(ROLES), st.sampled_from(PLACES), st.integers(0, 20).map(lambda n: DAY + timedelta(n)),
    st.one_of(st.none(), st.integers(0, 40).map(lambda n: DAY + timedelta(n))),
)  # fmt: skip


@given(posts, posts)
def test_two_posts_clash_on_a_common_day_and_place_only_and_both_ways(one: Post, other: Post) -> None:
    found = bool(powers.clashes(one, [other]))
    assert found == bool(powers.clashes(other, [one]))
    days = [DAY + timedelta(n) for n in range(60)]
    together = any(
        p.first <= day and (p.last is None or day <= p.last) and q.first <= day and (q.last is None or day <= q.last)
        for day in days
        for p, q in [(one, other)]
    )
    near = one.place.startswith(other.place) or other.place.startswith(one.place)
    assert found == (together and near and powers.pair_between(one.role, other.role) is not None)


# --- the machine: real acts, real tables, a turned clock --------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """Somebody did a part in a matter."""

    account_id: int
    matter: str
    role: str


_may = holds(*POWERS).named("access.part")


@act("access.part")
def part(deed: Deed, *, estate_id: int, account_id: int, role: str) -> int:
    """A test's own act: take a part in the matter (the account `account_id` stands for it), in a role one holds."""
    row = Account.objects.get(pk=account_id)
    deed.permit(holds(role).named("access.part"), _Thing())
    keep_hands_apart(deed.actor.account_id, role, estate_id=estate_id, table="access_account", row_id=account_id)
    deed.touched(row, before=row_digest(row))
    return 1


part.__module__ = "tests"  # no act of the platform: the architecture tests look at those only


class _Thing:
    place = ""


class Powers(RuleBasedStateMachine):
    """Grants, ends, covers, days that pass, parts taken in matters: by three people, at places inside one another."""

    @initialize()
    def lay_out(self) -> None:
        self.day, self.parts = DAY, []  # type: ignore[var-annotated]
        self.savepoint = transaction.savepoint()
        self.city = build()
        with preparing():
            self.people = [Account.objects.create(username=f"p{n}", name=f"人{n}", password="!") for n in range(3)]

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def _home(self, role: str, far: bool):  # type: ignore[no-untyped-def]
        return self.city.place_of(role, "far" if far else "estate")

    @rule(
        who=st.integers(0, 2), role=st.sampled_from(ROLES), far=st.booleans(), wait=st.integers(0, 5),
        long=st.one_of(st.none(), st.integers(0, 10)),
    )  # fmt: skip
    def grant(self, who: int, role: str, far: bool, wait: int, long: int | None) -> None:
        needs = OFFICES[Role(role)].needs
        first = self.day + timedelta(wait)
        with clock.turned_to(at(self.day)), suppress(Refusal):
            actions.grant_mandate(
                SYSTEM, estate_id=self._home(role, far).pk, account_id=self.people[who].pk, role=role, valid_from=first,
                valid_to=None if long is None else first + timedelta(long), document="文",
                organisation_id=self.city.companies["estate"].id if "organisation" in needs else None,
            )  # fmt: skip

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9), wait=st.integers(0, 5), long=st.integers(0, 10))
    def leave(self, who: int, pick: int, wait: int, long: int) -> None:
        rows = list(Mandate.objects.filter(account__in=self.people).order_by("id"))
        if rows:
            row, first = rows[pick % len(rows)], self.day + timedelta(wait)
            with clock.turned_to(at(self.day)), suppress(Refusal):
                actions.arrange_cover(
                    SYSTEM, estate_id=row.home_id, mandate_id=row.id, account_id=self.people[who].pk, valid_from=first,
                    valid_to=first + timedelta(long), document="请假单",
                )  # fmt: skip

    @rule(pick=st.integers(0, 9), cover=st.booleans())
    def end(self, pick: int, cover: bool) -> None:
        model = Cover if cover else Mandate
        rows: list[Mandate | Cover] = list(model.objects.filter(account__in=self.people).order_by("id"))
        if rows:
            row = rows[pick % len(rows)]
            with clock.turned_to(at(self.day)), suppress(Refusal):
                if isinstance(row, Cover):
                    actions.end_cover(SYSTEM, estate_id=row.mandate.home_id, cover_id=row.id, reason="回来")
                else:
                    actions.end_mandate(SYSTEM, estate_id=row.home_id, mandate_id=row.id, reason="调离")

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9), matter=st.integers(0, 1))
    def take_part(self, who: int, pick: int, matter: int) -> None:
        """In a matter of the estate: the other people's rows stand for matters here."""
        with clock.turned_to(at(self.day)):
            actor = actor_of(self.people[who])
            held = [m for m in (*actor.mandates, *actor.asleep) if m.covers(self.city.estate.path)]
            if not held:
                return
            role, thing = held[pick % len(held)].role, self.people[matter].pk
            _Thing.place = self.city.estate.path
            awake = replace(actor, mandates=(*actor.mandates, *actor.asleep), asleep=())
            with suppress(Refusal):
                part(awake, estate_id=self.city.estate.pk, account_id=thing, role=role)
                self.parts.append(Done(self.people[who].pk, str(thing), role))

    @invariant()
    def nobody_holds_two_incompatible_powers_over_one_place(self) -> None:
        if not hasattr(self, "people"):
            return
        for ahead in (0, 3, 9):  # today, and on days that only time will bring
            day = self.day + timedelta(ahead)
            with clock.turned_to(at(day)):
                for person in self.people:
                    actor = actor_of(Account.objects.get(pk=person.pk))
                    held = [(p, m.place) for m in (*actor.mandates, *actor.asleep) for p in powers.powers_of(m.role)]
                    for one, place in held:
                        for other, there in held:
                            near = place.startswith(there) or there.startswith(place)
                            assert not (near and ((one, other) in INCOMPATIBLE or (other, one) in INCOMPATIBLE)), held

    @invariant()
    def nobody_took_both_parts_in_one_matter(self) -> None:
        for one in getattr(self, "parts", ()):
            for other in self.parts:
                if (one.account_id, one.matter) == (other.account_id, other.matter):
                    assert powers.pair_between(one.role, other.role) is None, (one, other)


def _run(examples: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        Powers,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=phases,
        ),
    )  # fmt: skip


@pytest.mark.unguarded
def test_incompatible_powers_never_meet(db: None) -> None:
    _run(8, 25)


@pytest.mark.nightly
@pytest.mark.unguarded
def test_incompatible_powers_never_meet_whole(db: None) -> None:
    _run(300, 50)  # five minutes; found planted holes within the first dozen


@pytest.mark.unguarded
def test_the_machine_finds_a_planted_hole(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanguanjia.access.actions.mandates.refuse_clashes", lambda *_: None)
    with pytest.raises(AssertionError):
        _run(25, 25, (Phase.generate,))  # found is enough: shrinking it takes minutes


def test_a_cover_gives_the_power_for_its_days_and_is_recorded_for_the_holder(city: City) -> None:
    today = clock.today()
    holder, substitute = city.person("grid_worker"), city.person("volunteer")
    (mandate,) = city.actor("grid_worker").mandates
    actions.arrange_cover(
        city.actor("neighbourhood_officer"), estate_id=mandate.home_id, mandate_id=mandate.id,
        account_id=substitute.pk, valid_from=today, valid_to=today + timedelta(2), document="请假单",
    )  # fmt: skip
    stands_in = actor_of(load_account(substitute.pk))  # type: ignore[arg-type]
    (held,) = [m for m in stands_in.mandates if m.role == "grid_worker"]
    assert (held.id, held.covers_for) == (mandate.id, holder.pk)
    deed = Deed("access.test", stands_in, city.estate.pk, None)
    _Thing.place = city.estate.path
    deed.permit(holds("grid_worker"), _Thing())
    assert deed.on_behalf_of == f"account:{holder.pk}"
    later = datetime.combine(today + timedelta(3), datetime.min.time(), clock.SHANGHAI)
    with clock.turned_to(later):  # it ends by itself, at the midnight
        assert not actor_of(load_account(substitute.pk)).has_role("grid_worker")  # type: ignore[arg-type]


def codes(call, *args, **wishes) -> list[str]:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as caught:
        call(*args, **wishes)
    return [reason.code for reason in caught.value.reasons]


def test_covers_are_refused(city: City) -> None:
    today = clock.today()
    (mandate,) = city.actor("grid_worker").mandates
    officer = city.actor("neighbourhood_officer")
    wishes = {
        "estate_id": mandate.home_id, "mandate_id": mandate.id, "account_id": city.person("volunteer").pk,
        "valid_from": today, "valid_to": today + timedelta(5), "document": "请假单",
    }  # fmt: skip
    for change, code in (
        ({"account_id": city.person("grid_worker").pk}, "cover_oneself"),
        ({"account_id": 1}, "unknown_account"),
        ({"valid_to": None}, "missing"),
        ({"valid_to": today - timedelta(1)}, "dates_reversed"),
        ({"valid_to": today + timedelta(400)}, "cover_too_long"),
        ({"document": " "}, "document_needed"),
        ({"mandate_id": 1}, "not_found"),
        ({"account_id": city.person("security_auditor").pk}, "powers_incompatible"),
    ):
        assert codes(actions.arrange_cover, officer, **{**wishes, **change}) == [code]
    assert codes(actions.arrange_cover, city.actor("owner"), **wishes) == ["not_yours_to_grant"]
    actions.arrange_cover(officer, **wishes)
    assert codes(actions.arrange_cover, officer, **wishes) == ["cover_overlaps"]


@pytest.mark.parametrize("_round", range(3))
def test_two_grants_at_the_same_moment_do_not_meet(committed_db: None, _round: int) -> None:
    """Apply and approve, granted to one person by two threads: one is refused."""
    with preparing():
        made = build()
        person = Account.objects.create(username=f"both{_round}", name="两头", password="!")
    found: list[str] = []
    barrier = threading.Barrier(2)

    def give(role: str) -> None:
        barrier.wait()
        try:
            actions.grant_mandate(
                SYSTEM, estate_id=made.place_of(role, "estate").pk, account_id=person.pk, role=role,
                valid_from=clock.today(), document="文", organisation_id=made.companies["estate"].id,
            )  # fmt: skip
            found.append("granted")
        except Refusal as refusal:
            found.append(refusal.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(role,)) for role in ("company_manager", "neighbourhood_officer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["granted", "powers_incompatible"]
