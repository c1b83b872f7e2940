"""A door says of somebody whose mandate sleeps that it sleeps, also through the lazy actor of a request."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.functional import SimpleLazyObject

from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.doors import Door
from sanguanjia.kernel.predicates import holds, word
from sanguanjia.kernel.refusal import Refusal

HELD = Mandate(id=1, role="system_admin", home_id=1, place="1/", valid_from=date(2020, 1, 1))

DOOR = Door(holds("system_admin"), at=lambda: SimpleNamespace(place="1/"))


@pytest.mark.parametrize("lazy", [True, False])
def test_a_sleeping_mandate_is_called_so(lazy: bool) -> None:
    actor = Actor(account_id=7, name="管理员", mandates=(), asleep=(HELD,))
    asking = SimpleLazyObject(lambda: actor) if lazy else actor
    with pytest.raises(Refusal) as refused:
        DOOR.open(asking)
    assert [reason.code for reason in refused.value.reasons] == ["asleep"]
    DOOR.open(Actor(account_id=7, name="管理员", mandates=(HELD,)))


def test_who_sleeps_and_proved_himself_long_ago_is_led_on_as_well() -> None:
    """First awake, then the proof: not turned away because two things are missing at once."""
    proved = word("has proved a moment ago who he is", lambda actor, _thing: False, "step_up_needed")
    door = Door(holds("system_admin") & proved, at=lambda: SimpleNamespace(place="1/"))
    for mandates, asleep, code in (((), (HELD,), "asleep"), ((HELD,), (), "step_up_needed"), ((), (), "not_found")):
        with pytest.raises(Refusal) as refused:
            door.open(Actor(account_id=7, name="管理员", mandates=mandates, asleep=asleep))
        assert [reason.code for reason in refused.value.reasons] == [code]


def test_who_is_to_wake_something_proves_himself_first() -> None:
    """The page that wakes is open to the sleeping: an old proof leads to the proof, not round to the page itself."""
    proved = word("has proved a moment ago who he is", lambda actor, _thing: False, "step_up_needed")
    door = Door(word("holds it, awake or asleep", lambda actor, _thing: bool(actor.asleep)) & proved)
    with pytest.raises(Refusal) as refused:
        door.open(Actor(account_id=7, name="管理员", mandates=(), asleep=(HELD,)))
    assert [reason.code for reason in refused.value.reasons] == ["step_up_needed"]
