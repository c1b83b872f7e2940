"""Things of the interfaces room behind the parts of addresses: a connected system, its key, a subscription."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def request_id(city: City, at: str, case_id: int) -> str:
    """The public id of the matter of the scene."""
    from sanguanjia.cases.models import Case

    home = city.homes[at].pk
    return f"{home}-{Case.objects.get(estate_id=home, pk=case_id).number}"


def system_id(_city: City, at: str) -> int:
    """A connected system, made when first asked for."""
    return int(_system(at).pk)


def token_id(_city: City, at: str) -> int:
    """Its key."""
    from sanguanjia.access.models import ApiToken
    from sanguanjia.interfaces.models import KeyLimit

    account_id = _system(at).account_id
    found = ApiToken.objects.filter(account_id=account_id).first()
    if found is None:
        with preparing():
            end = clock.now() + timedelta(days=30)
            found = ApiToken.objects.create(account_id=account_id, name="钥", digest=f"digest {at}", expires_at=end)
            KeyLimit.objects.create(token=found, per_minute=600)
    return int(found.pk)


def hook_id(city: City, at: str) -> int:
    """A subscription of the hotline operator's machine."""
    from sanguanjia.interfaces.models import Hook

    owner = city.person("hotline_operator", at)
    home = city.place_of("hotline_operator", at)
    found = Hook.objects.filter(account=owner).first()
    if found is None:
        with preparing():
            found = Hook.objects.create(
                account=owner, home=home, url="https://example.org/hook", verbs=["close"], secret="whsec_MDEyMw=="
            )
    return int(found.pk)


def _system(at: str) -> Any:
    from sanguanjia.access.models import Account
    from sanguanjia.interfaces.models import ConnectedSystem

    found = ConnectedSystem.objects.filter(name=f"系统{at}").first()
    if found is None:
        with preparing():
            account = Account.objects.create(username=f"sys-{at}", name=f"系统{at}", password="!")
            found = ConnectedSystem.objects.create(account=account, name=f"系统{at}")
    return found
