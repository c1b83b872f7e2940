"""Filling an estate with what the blueprint drew: one act, one record, however many rows."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.contrib.auth.hashers import make_password

from sanguanjia.access.models import Account
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.scoped import cross_estate

from .blueprint import EstateRows
from .bulk import copy_rows, sealed_in_order

MODELS = {model._meta.db_table: model for model in apps.get_models()}
may_fill = is_system.named("demo.fill_estate: only the platform itself, in a demo city")


class Drawn:
    """Rows on their way into an act: too many for the digest of the request, so they show themselves as counts."""

    def __init__(self, rows: EstateRows) -> None:
        self.rows = rows

    def __repr__(self) -> str:
        return f"Drawn({ {table: len(rows) for table, rows in self.rows.tables.items()} })"


@act("demo.fill_estate")
def fill_estate(deed: Deed, *, estate_id: int, drawn: Drawn) -> Mapping[str, int]:
    """Buildings, entrances, units, lifts, people and ownerships of one invented estate; answers the counts by table."""
    deed.permit(may_fill, None)
    counts = {}
    for table, columns, rows in sealed_in_order(drawn.rows):
        if rows:
            with cross_estate():  # COPY names the estate in every row
                copy_rows(table, columns, rows)
            deed.made(MODELS[table], [row[0] for row in rows])
        counts[table] = len(rows)
    return counts


@act("demo.open_accounts")
def open_accounts(
    deed: Deed, *, estate_id: int, people: tuple[tuple[str, str, str], ...], password: str
) -> dict[str, int]:
    """Accounts for (user name, name, phone), all with one public password that is hashed once; answers their ids."""
    deed.permit(may_fill, None)
    hashed = make_password(password)  # a tenth of a second on purpose: once, not forty times
    made = {}
    for username, name, phone in people:
        account = Account(username=username, name=name, phone=phone, password=hashed, phone_verified_at=deed.at)
        account.save(force_insert=True)
        deed.touched(account)
        made[username] = account.id
    return made
