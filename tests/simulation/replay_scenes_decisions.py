"""Scenes of votes for replays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.architecture import objects_decisions
from tests.simulation.replay_scenes import Files
from tests.support.small_city import City

AT = "estate"


def drafted(city: City) -> Mapping[str, Any]:
    """A draft."""
    return {"vote_id": objects_decisions.draft_id(city, AT)}


def with_code(city: City) -> Mapping[str, Any]:
    """An open vote, and the code for one choice on its way to the owner."""
    from django.test import override_settings

    from sanguanjia.access import codes
    from sanguanjia.decisions import queries
    from sanguanjia.decisions.pages.casting import PURPOSE, _said

    number = objects_decisions.open_vote(city, AT)
    vote, account = queries.vote(city.estate.pk, number), city.person("owner")
    (voice,) = queries.voices(city.actor("owner"), vote)
    with override_settings(DEMO=True):
        asked = codes.ask(PURPOSE, "13900001001", account.pk, address="replay", words=_said(vote, voice, {"1": "for"}))
    return {"vote_id": number, "unit_id": city.units[AT].pk, "token": asked.token, "code": asked.shown}


def with_proxy(city: City) -> Mapping[str, Any]:
    """An open vote, and a proxy that the owner takes back."""
    from sanguanjia.decisions import actions
    from tests.support.guard import preparing

    number, unit = objects_decisions.open_vote(city, AT), city.units[AT].pk
    with preparing():
        actions.record_proxy(
            city.actor("committee_member"), estate_id=city.estate.pk, vote_id=number, unit_id=unit,
            username=city.person("volunteer").username, document="ab" * 32, opinions={},
        )  # fmt: skip
    return {"vote_id": number, "verb": "revoke", "unit": unit}


def fresh(city: City) -> Mapping[str, Any]:
    """An open vote without paper forms, and somebody who may stand for the owner."""
    return {
        "vote_id": objects_decisions.open_vote(city, AT), "verb": "issue-forms",
        "username": city.person("volunteer").username,
    }  # fmt: skip


def with_forms(city: City) -> Mapping[str, Any]:
    """An open vote with numbered forms."""
    from sanguanjia.decisions import actions
    from tests.support.guard import preparing

    number = objects_decisions.open_vote(city, AT)
    with preparing():
        actions.issue_forms(city.actor("committee_member"), estate_id=city.estate.pk, vote_id=number)
    return {"vote_id": number, "door": _door(city, number)}


def proposed(city: City) -> Mapping[str, Any]:
    """A proposal of the neighbour, and the owner's unit."""
    from sanguanjia.access.queries import actor_of
    from sanguanjia.decisions import actions
    from tests.support.guard import preparing

    with preparing():
        made = actions.propose(
            actor_of(city.neighbour()), estate_id=city.estate.pk, unit_id=city.others[AT].pk, matter=5, title="换电梯",
            text="老旧",
        )  # fmt: skip
    return {"vote_proposal_id": made.id, "unit": city.units[AT].pk}


def own_unit(city: City) -> Mapping[str, Any]:
    """The owner's unit."""
    return {"unit": city.units[AT].pk}


def scan(name: str) -> Files:
    """A scanned paper."""
    return lambda _scene: {name: ("扫描.pdf", b"%PDF-1.4 scan", "application/pdf")}


def naming(city: City) -> Mapping[str, Any]:
    """A list into which the owner, known in the register, names himself; the neighbourhood may give it up."""
    from sanguanjia.registry.models import OwnershipMember, Party
    from tests.support.guard import preparing

    unit = city.units[AT].pk
    with preparing():
        party = OwnershipMember.objects.filter(estate_id=city.estate.pk, ownership__unit_id=unit).first()
        if party is not None:
            Party.objects.filter(estate_id=city.estate.pk, pk=party.party_id).update(account_id=city.person("owner").pk)
    return {"slate_id": objects_decisions.slate_id(city, AT), "unit": unit}


def seated(city: City) -> Mapping[str, Any]:
    """A committee that sits with nobody in it: fewer than half, so that the interim may be arranged."""
    return {"committee_id": objects_decisions.committee_id(city, AT)}


def with_help(city: City) -> Mapping[str, Any]:
    """An open vote, and the owner's code for what a grid worker types."""
    from django.test import override_settings

    from sanguanjia.access import codes
    from sanguanjia.decisions import queries
    from sanguanjia.decisions.pages.assisting import PURPOSE, said_of
    from sanguanjia.decisions.voices import head_of
    from sanguanjia.kernel import clock
    from tests.support.guard import preparing

    number = objects_decisions.open_vote(city, AT)
    vote, owner = queries.vote(city.estate.pk, number), city.person("owner")
    words = said_of(vote, head_of(vote, city.units[AT].pk), {"1": "for"})
    with preparing():  # other rows may have taken the owner's phone away
        owner.phone, owner.phone_verified_at = "13900001001", clock.now()
        owner.save()
    with override_settings(DEMO=True):
        asked = codes.ask(PURPOSE, "13900001001", owner.pk, address="replay", words=words)
    door = _door(city, number)
    return {"vote_id": number, "owner": owner.pk, "token": asked.token, "code": asked.shown, "door": door}


def _door(city: City, number: int) -> str:
    """The owner's door as this vote's roll calls it: other rows may have given the home a new code."""
    from sanguanjia.decisions.models import RollLine

    lines = RollLine.objects.filter(estate_id=city.estate.pk, vote_id=number)
    return str(lines.get(unit_id=city.units[AT].pk).code)


def held_outside(city: City) -> Mapping[str, Any]:
    """A vote that the city's own system holds."""
    return {"vote_id": objects_decisions.outside_id(city, AT)}


def with_head(city: City) -> Mapping[str, Any]:
    """An open vote with a signed root."""
    from sanguanjia.decisions import proofs, queries
    from sanguanjia.kernel import clock

    number = objects_decisions.open_vote(city, AT)
    head = proofs.sign_head(queries.vote(city.estate.pk, number), clock.now())
    return {"vote_id": number, "size": head.size, "root": head.root}
