"""How often: fixed windows per account, address or place. Counted at once, outside the act that may be rolled back."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import refuse

from .models import Throttle, username_of

_COUNT = """
    INSERT INTO access_throttle AS t (id, bucket, "window", count) VALUES (%s, %s, %s, %s)
    ON CONFLICT (bucket, "window") DO UPDATE SET count = t.count + excluded.count
    RETURNING count
"""


def count(bucket: str, window: timedelta, tries: int = 1) -> int:
    """Count more tries in the bucket's present window and return how many there are now."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), bucket[:120], _begin(window), tries])
        return int(cursor.fetchone()[0])


def check(bucket: str, most: int, window: timedelta) -> None:
    """Refuse `too_many_requests` when the bucket is full; counts nothing (for what is counted only when it fails)."""
    present = (
        Throttle.objects.filter(bucket=bucket[:120], window=_begin(window)).values_list("count", flat=True).first()
    )
    if present is not None and present >= most:
        refuse("too_many_requests")


def limit(bucket: str, most: int, window: timedelta) -> None:
    """Count one more try; refuse `too_many_requests` when there were more than `most` in the window."""
    if count(bucket, window) > most:
        refuse("too_many_requests")


_PLACES_OF_STRANGERS = 64

_PLACE = """
    SELECT m.home_id FROM access_mandate m JOIN kernel_home h ON h.id = m.home_id
    WHERE m.account_id = %s AND m.valid @> %s::date ORDER BY length(h.path) DESC, m.home_id LIMIT 1
"""


def place_of_account(account_id: int | None, typed: str) -> str:
    """The place whose share of tries an account uses: its narrowest home. Names nobody has are dealt to made-up places,
    so that they cost the same and do not crowd one another."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [account_id or 0, clock.today()])
        found = cursor.fetchone()
    if found:
        return str(found[0])
    return f"~{int(hashlib.sha256(typed.encode()).hexdigest()[:8], 16) % _PLACES_OF_STRANGERS}"


def count_all(buckets: list[tuple[str, timedelta]]) -> None:
    """Count one more try in several buckets, in one statement."""
    rows = sorted({(bucket[:120], _begin(window)) for bucket, window in buckets})  # one order: no deadlock
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO access_throttle AS t (id, bucket, "window", count) VALUES {values}
                ON CONFLICT (bucket, "window") DO UPDATE SET count = t.count + 1""",
            [part for bucket, begin in rows for part in (new_id(), bucket, begin)],
        )


def check_all(buckets: list[tuple[str, int, timedelta]]) -> None:
    """Refuse `too_many_requests` when any bucket is full; one query, whatever it finds."""
    wanted = {(bucket[:120], _begin(window)): most for bucket, most, window in buckets}
    rows = Throttle.objects.filter(bucket__in=[bucket for bucket, _ in wanted])
    found = rows.values_list("bucket", "window", "count")
    if any(count >= wanted.get((bucket, window), count + 1) for bucket, window, count in found):
        refuse("too_many_requests")


def forget(buckets: list[str]) -> None:
    """Start afresh: the right password came."""
    Throttle.objects.filter(bucket__in=[bucket[:120] for bucket in buckets]).delete()


def sweep() -> int:
    """Delete counts whose window ended two days ago; answers how many."""
    return Throttle.objects.filter(window__lt=clock.now() - timedelta(days=2)).delete()[0]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind SGJ_PROXIES trusted proxies the last entries of X-Forwarded-For are theirs."""
    proxies: int = getattr(settings, "TRUSTED_PROXIES", 0)
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not proxies:
        return direct
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else direct


def typed_name(request: HttpRequest | None, credentials: Any) -> str:
    """The name a login was tried with, so that 张三 and " 张三 " are one account for the throttle."""
    return username_of(str((credentials or {}).get("username", "")))


def _begin(window: timedelta) -> datetime:
    moment = clock.now()
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=moment.tzinfo)
