"""Time-based codes (RFC 6238, pyotp) and recovery codes: made, shown, accepted once."""

from __future__ import annotations

import base64
import hashlib
import hmac
from io import BytesIO

import pyotp
import segno
from django.conf import settings
from django.db import connection
from markupsafe import Markup

from sanguanjia.access.models import RecoveryCode, SecondFactor
from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id

ISSUER = "三管家"
RECOVERY_CODES = 10
_STEP = 30

_SPEND = """
    INSERT INTO access_spentproof (id, account_id, what, spent_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (account_id, what) DO NOTHING
"""


def new_secret() -> str:
    """160 random bits in base32."""
    return str(pyotp.random_base32())


def address_of(secret: str, username: str) -> str:
    """The otpauth:// address an authenticator reads."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER))


def picture_of(address: str) -> Markup:
    """The address as a QR code, inline SVG without styles."""
    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=3, title="动态口令二维码"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno from our own address


def accept(account_id: int, secret: str, typed: str) -> bool:
    """Whether this is the code of the present thirty seconds, not used before (ASVS 6.5.5: no code lives longer; phones
    keep the time by the network). An accepted code is spent."""
    code = typed.replace(" ", "").strip()
    if not (code.isascii() and code.isdecimal() and len(code) == 6):
        return False
    step = int(clock.now().timestamp()) // _STEP
    return hmac.compare_digest(pyotp.TOTP(secret).at(step * _STEP), code) and spend(account_id, f"totp:{step}")


def accept_any(account_id: int, typed: str) -> bool:
    """Whether this is a code of the account's second factor, or one of its recovery codes. Spent when accepted."""
    factor = SecondFactor.objects.filter(account_id=account_id, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    if accept(account_id, factor.secret, typed):
        return True
    digest = recovery_digest(typed)
    known = RecoveryCode.objects.filter(account_id=account_id, digest=digest).exists()
    return known and spend(account_id, f"recovery:{digest}")


def spend(account_id: int, what: str) -> bool:
    """Use a proof up; False when it was used before."""
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [new_id(), account_id, what, clock.now()])
        return bool(cursor.rowcount)


def recovery_codes_of(request_key: str, account_id: int) -> tuple[str, ...]:
    """Ten codes of 120 bits nobody can guess without the city's own secret key, in groups of four for people to write
    down. Drawn from the request's key: the same form sent twice shows the same codes."""
    made = []
    for number in range(RECOVERY_CODES):
        text = f"recovery code {account_id} {number} {request_key}".encode()
        drawn = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()[:15]
        code = base64.b32encode(drawn).decode().lower()
        made.append("-".join(code[at : at + 4] for at in range(0, len(code), 4)))
    return tuple(made)


def recovery_digest(code: str) -> str:
    """What is stored of a recovery code: 120 random bits need no slow hash (ASVS 6.5.2 asks for 112)."""
    plain = code.lower().replace("-", "").replace(" ", "").strip()
    return hashlib.sha256(f"recovery:{plain}".encode()).hexdigest()
