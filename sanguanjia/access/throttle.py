"""How often: fixed windows per account, address or place. Counted at once, outside the act that may be rolled back."""

from __future__ import annotations

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
    INSERT INTO access_throttle AS t (id, bucket, "window", count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (bucket, "window") DO UPDATE SET count = t.count + 1
    RETURNING count
"""


def count(bucket: str, window: timedelta) -> int:
    """Count one more try in the bucket's present window and return how many there are now."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), bucket[:120], _begin(window)])
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
