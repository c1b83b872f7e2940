"""Subscriptions (订阅推送): made, disabled by the platform after failures, resumed, ended."""

from __future__ import annotations

from django.conf import settings

from sanguanjia.access import queries as access
from sanguanjia.access.secret import Secret
from sanguanjia.interfaces.models import ConnectedSystem, Hook, HookHealth
from sanguanjia.interfaces.permissions import (
    SUBSCRIBERS,
    HookThing,
    may_disable_hook,
    may_keep_hook,
    may_subscribe,
)
from sanguanjia.interfaces.rules import addresses
from sanguanjia.interfaces.rules.events import VERBS
from sanguanjia.interfaces.rules.limits import MOST_HOOKS
from sanguanjia.interfaces.spreading import begin_looking
from sanguanjia.interfaces.types import HookRef, HookState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write


@act("interfaces.subscribe")
def subscribe(
    deed: Deed, *, estate_id: int, url: str, verbs: tuple[str, ...], secret: Secret, account_id: int | None = None
) -> HookRef:
    """Tell an address what happens to matters at or below the home; for oneself, or by an administrator for a system.

    Refuses not_found, not_permitted, step_up_needed, argument_wrong (url), unsafe_address, missing (events),
    unknown_event, too_many_hooks.
    """
    owner = account_id or deed.actor.account_id or refuse("login_needed")
    home = Home.objects.filter(pk=estate_id).first() or refuse("not_found")
    deed.permit(may_subscribe, _thing(owner, home.path))
    refuse_if_any(_wrong(url, verbs))
    if Hook.objects.filter(account_id=owner).exclude(state=HookState.ENDED.value).count() >= MOST_HOOKS:
        refuse("too_many_hooks", most=MOST_HOOKS)
    begin_looking()
    row = Hook(
        account_id=owner, home_id=home.pk, url=url, verbs=sorted(set(verbs)), secret=secret.reveal(),
        created_at=deed.at, changed_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return HookRef(row.id, row.url, row.state)


@act("interfaces.resume_subscription")
def resume_subscription(deed: Deed, *, estate_id: int, hook_id: int) -> HookRef:
    """Send again, beginning with what waited. Refuses not_found, not_permitted, step_up_needed, wrong_phase."""
    row = _lock(estate_id, hook_id)
    deed.permit(may_keep_hook, _thing(row.account_id, row.home.path))
    if row.state != HookState.DISABLED.value:
        refuse("wrong_phase")
    HookHealth.objects.filter(pk=row.pk).update(failures=0, failing_since=None)
    return _move(deed, row, HookState.ON)


@act("interfaces.end_subscription")
def end_subscription(deed: Deed, *, estate_id: int, hook_id: int) -> HookRef:
    """For good. Refuses not_found, not_permitted, step_up_needed, wrong_phase."""
    row = _lock(estate_id, hook_id)
    deed.permit(may_keep_hook, _thing(row.account_id, row.home.path))
    if row.state == HookState.ENDED.value:
        refuse("wrong_phase")
    return _move(deed, row, HookState.ENDED)


@act("interfaces.disable_subscription")
def disable_subscription(deed: Deed, *, estate_id: int, hook_id: int, fault: str) -> HookRef:
    """The platform stops sending after repeated failure, and tells the owner and the administrators.

    Refuses not_found, not_permitted, wrong_phase.
    """
    row = _lock(estate_id, hook_id)
    deed.permit(may_disable_hook, None)
    if row.state != HookState.ON.value:
        refuse("wrong_phase")
    href = f"/interfaces/webhooks/{row.pk}/"
    facts = {"host": addresses.host_of(row.url), "place": row.home.name}
    write(deed, "interfaces.disabled", audience=Audience(accounts=(row.account_id,)), facts=facts)
    administrators = Audience(roles=("system_admin",), path="1/")
    write(deed, "interfaces.disabled_for_administrators", audience=administrators, facts=facts, href=href)
    return _move(deed, row, HookState.DISABLED, fault)


def _move(deed: Deed, row: Hook, state: HookState, fault: str = "") -> HookRef:
    before = row_digest(row)
    row.state, row.fault, row.changed_at = state.value, fault, deed.at
    row.save(update_fields=["state", "fault", "changed_at"])
    deed.touched(row, before=before)
    return HookRef(row.id, row.url, row.state)


def _lock(estate_id: int, hook_id: int) -> Hook:
    rows = Hook.objects.select_related("home").select_for_update(of=("self",))
    return rows.filter(pk=hook_id, home_id=estate_id).first() or refuse("not_found")


def _thing(account_id: int, path: str) -> HookThing:
    account = access.account_of(account_id) or refuse("not_found")
    holds = access.actor_of(account).mandate_at(SUBSCRIBERS, path) is not None
    return HookThing(path, account_id, holds, ConnectedSystem.objects.filter(account_id=account_id).exists())


def _wrong(url: str, verbs: tuple[str, ...]) -> list[Reason]:
    reasons = []
    fault = addresses.wrong_with(url, private=settings.WEBHOOK_PRIVATE, hosts=settings.WEBHOOK_HOSTS)
    if fault == "malformed":
        reasons.append(Reason("argument_wrong", "url", {"name": "url"}))
    elif fault:
        reasons.append(Reason("unsafe_address", "url"))
    if not verbs:
        reasons.append(Reason("missing", "events", {"label": "事件"}))
    reasons += [Reason("unknown_event", "events", {"name": verb}) for verb in verbs if verb not in VERBS]
    return reasons
