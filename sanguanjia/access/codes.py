"""One-time codes, by SMS or e-mail: six digits, five tries, five minutes, for one purpose and one request.

    asked = codes.ask("login", phone, account, request)       # sends, answers the token of this request
    codes.check("login", token, typed)                        # True once
    codes.ask("decisions.vote", …, words="同意更换3栋1号电梯")    # stands in the message

The token lies in the form of the page that asked and is as long as a key: a code is good for nobody else's page.
Whether the phone belongs to anybody is not told: for nobody the same row is written, nothing is sent, and no code fits.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection

from sanguanjia.access import throttle
from sanguanjia.access.models import OneTimeCode
from sanguanjia.kernel import clock, senders
from sanguanjia.kernel.outgoing import Channel, Outgoing

LIFE = timedelta(minutes=5)
TRIES = 5
_HOUR, _QUARTER = timedelta(hours=1), timedelta(minutes=15)
MOST_PER_TARGET, MOST_PER_ADDRESS, MOST_PER_PLACE = 5, 60, 120

_TRY = """
    UPDATE access_onetimecode SET tries = tries + 1
    WHERE token_digest = %s AND purpose = %s AND words_digest = %s AND spent_at IS NULL
        AND expires_at > %s AND expires_at <= %s AND tries < %s
    RETURNING id, account_id, code_digest
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A code on its way: the token of the request, and in the demo (nobody has an invented phone) the code itself."""

    token: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code that fitted: whose account it was sent for (None: of a phone without an account)."""

    account_id: int | None


def ask(
    purpose: str,
    target: str,
    account_id: int | None,
    *,
    address: str,
    words: str = "",
    to_anyone: bool = False,
    by: Channel = Channel.SMS,
    own: bool = False,
) -> Asked:
    """Make a code for a purpose and send it to the phone or mailbox, if somebody has it (`account_id`), or `to_anyone`.

    `words`: the sentence that is confirmed ("向…支付 3,000.00 元"); it is in the message and the code fits no other.
    `own`: somebody logged in as this account asks for the account itself. Then only its own limit holds: on the last
    evening of a vote two thousand owners of one estate ask within minutes, many of them behind one address.
    Refuses: too_many_requests (5 an hour per phone or mailbox, 60 per address). Beyond 120 a quarter of an hour for one
    place nothing is sent, and the answer is the same: one estate's flood neither starves others nor tells who lives
    there.
    """
    kind = "phone" if by is Channel.SMS else "email"
    target_digest = _keyed(f"{kind}|{target.lower()}")
    throttle.limit(f"code:{kind}:{target_digest[:40]}", MOST_PER_TARGET, _HOUR)
    served = own
    if not own:
        throttle.limit(f"code:address:{address}", MOST_PER_ADDRESS, _HOUR)
        place = throttle.place_of_account(account_id, target)
        served = throttle.count(f"code:place:{place}", _QUARTER) <= MOST_PER_PLACE
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06d}"
    real = served and (account_id is not None or to_anyone)
    row = OneTimeCode(
        token_digest=_digest(token), account_id=account_id, purpose=purpose,
        words_digest=_digest(words) if words else "", target_digest=target_digest,
        made_at=clock.now(), expires_at=clock.now() + LIFE,
        # Of nobody: the digest of something that cannot be typed.
        code_digest=_keyed(f"{token}|{purpose}|{code if real else secrets.token_urlsafe(8)}"),
    )  # fmt: skip
    row.save(force_insert=True)
    if real:
        about = f"您正在{words}。" if words else ""
        warning = "工作人员不会向您要这个号码。"
        text = f"【三管家】{about}验证码 {code}，5 分钟内有效。{warning}"
        senders.hand_over(Outgoing(f"c{row.pk}", by, target, "三管家验证码", text))
    return Asked(token, code if real and settings.DEMO else "")


def check(purpose: str, token: str, typed: str, *, words: str = "") -> Accepted | None:
    """Whether the typed code is the one sent for this purpose, request and words; good once, counted always.

    One statement counts the try, so that a thousand requests at the same moment have five tries among them.
    """
    with connection.cursor() as cursor:
        now = clock.now()  # made while the clock was ahead, a code would live for as long as it was
        cursor.execute(_TRY, [_digest(token), purpose, _digest(words) if words else "", now, now + 2 * LIFE, TRIES])
        found = cursor.fetchone()
    code = "".join(sign for sign in typed if sign.isascii() and sign.isdecimal())
    given = _keyed(f"{token}|{purpose}|{code}")
    fits = hmac.compare_digest(given, found[2] if found else _keyed("nothing"))
    if found is None or not fits:
        return None
    spent = OneTimeCode.objects.filter(pk=found[0], spent_at=None).update(spent_at=clock.now())
    return Accepted(found[1]) if spent else None


def sweep() -> int:
    """Delete codes that ended a day ago; answers how many."""
    return OneTimeCode.objects.filter(expires_at__lt=clock.now() - timedelta(days=1)).delete()[0]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keyed(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), "sha256").hexdigest()
