"""`sgj doctor --site https://city.example`: what stands in front of the platform, looked at as a stranger sees it.

TLS is ended by the operator's web server, so no test of ours can show that it is right in his city: this does. It asks
for the certificate and its days, for versions and ciphers that must be refused, for the way from plain HTTP, for the
headers and cookies that arrive, and for doors that must be shut (ASVS V12, 3.3, 3.4).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 8
LEAST_DAYS = 21
_YEAR = 31_536_000
_WEAK = "AES256-SHA:AES128-SHA:AES256-SHA256:AES128-SHA256:DES-CBC3-SHA:@SECLEVEL=0"  # no forward secrecy, or CBC


_VERSIONS = ("tls-versions", "只接受 TLS 1.2 和 1.3。", "还接受 TLS 1.0 或 1.1，请关闭。")
_CIPHERS = ("tls-ciphers", "不接受没有前向保密的加密套件。", "接受没有前向保密的加密套件，请按样例限制。")
_HSTS = ("hsts", "要求浏览器一年内只用 https。", "没有一年的 Strict-Transport-Security：请设 SGJ_SECURE_COOKIES=1。")
_HEADERS = ("headers", "平台的安全头原样到达。", "平台的 Content-Security-Policy 没有原样到达，请检查前面的服务器。")
_METRICS = ("metrics", "/metrics 对外关闭。", "外人可以读 /metrics，请在前面的服务器上关闭。")


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing looked at. level: good, hint, bad."""

    about: str
    level: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where the city answers; `http_port`: of the plain door beside it; `trust`: authorities of a closed network."""

    host: str
    port: int = 443
    http_port: int = 80
    trust: str | None = None


def site_of(address: str, *, trust: str | None = None) -> Site:
    """From `https://name[:port]`. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("https://name")
    return Site(parts.hostname, parts.port or 443, trust=trust)


def look(site: Site) -> Iterator[Seen]:
    """Everything; never raises."""
    certificate = _certificate(site)
    yield certificate
    if certificate.level == "bad":
        return  # what arrives over a connection that proves nothing is worth nothing
    yield _refused(site, _old_versions, _VERSIONS)
    yield _refused(site, _weak_ciphers, _CIPHERS)
    yield _plain_http(site)
    yield from _answers(site)


def _trusting(site: Site) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=site.trust)


def _certificate(site: Site) -> Seen:
    try:
        with _connected(site, _trusting(site)) as connection:
            facts, version = connection.getpeercert() or {}, connection.version()
    except ssl.SSLCertVerificationError as error:
        return Seen("certificate", "bad", f"证书不被信任：{error.verify_message}。请换公认机构签发的证书。")
    except (OSError, ssl.SSLError) as error:
        return Seen("certificate", "bad", f"连接不上 {site.host}:{site.port}：{type(error).__name__}。")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(facts["notAfter"])), UTC)
    days = (ends - datetime.now(UTC)).days
    level = "good" if days >= LEAST_DAYS else "bad" if days < 3 else "hint"
    return Seen("certificate", level, f"证书可信，{version}，还有 {days} 天到期。")


def _refused(site: Site, lower: Callable[[ssl.SSLContext], bool], words: tuple[str, str, str]) -> Seen:
    about, good, bad = words
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # whether it is taken at all is the question
    try:
        possible = lower(context)
    except ssl.SSLError:
        possible = False
    if not possible:
        return Seen(about, "hint", "本机的加密库不会用旧的方式连接，没有检查这一项，请在另一台机器上检查。")
    try:
        with _connected(site, context):
            return Seen(about, "bad", bad)
    except (OSError, ssl.SSLError):
        return Seen(about, "good", good)


def _old_versions(context: ssl.SSLContext) -> bool:
    if not (ssl.HAS_TLSv1 or ssl.HAS_TLSv1_1):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return True


def _weak_ciphers(context: ssl.SSLContext) -> bool:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_WEAK)
    return True


def _connected(site: Site, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection((site.host, site.port), TIMEOUT_SECONDS)
    try:
        return context.wrap_socket(plain, server_hostname=site.host)
    except BaseException:
        plain.close()
        raise


def _plain_http(site: Site) -> Seen:
    connection = http.client.HTTPConnection(site.host, site.http_port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/login/")
        answer = connection.getresponse()
        led = str(answer.headers.get("Location", ""))
    except (OSError, http.client.HTTPException):
        return Seen("plain-http", "good", "没有不加密的入口。")
    finally:
        connection.close()
    if answer.status in (301, 308) and led.startswith("https://"):
        return Seen("plain-http", "good", "不加密的入口只把人带到 https。")
    return Seen("plain-http", "bad", f"不加密的入口回答了 {answer.status}，应当只跳转到 https，或不开。")


def _answers(site: Site) -> Iterator[Seen]:
    try:
        status, headers, cookies = _asked(site, "/login/")
        metrics, _headers, _cookies = _asked(site, "/metrics")
    except (OSError, ssl.SSLError, http.client.HTTPException) as error:
        yield Seen("answers", "bad", f"/login/ 没有回答：{type(error).__name__}。")
        return
    strict = dict(part.strip().partition("=")[::2] for part in headers.get("strict-transport-security", "").split(";"))
    ages = strict.get("max-age", "0")
    long = ages.isdecimal() and int(ages) >= _YEAR
    yield _judged(long, _HSTS)
    own = status == 200 and "default-src 'self'" in headers.get("content-security-policy", "")
    yield _judged(own, _HEADERS)
    loose = [each for each in cookies if "secure" not in each.lower() or not each.startswith("__Host-")]
    names = "、".join(each.partition("=")[0] for each in loose)
    yield _judged(not loose, ("cookies", "cookie 都锁定在本站的 https。", f"这些 cookie 没有锁定在 https：{names}。"))
    yield _judged(metrics != 200, _METRICS)


def _judged(fine: bool, words: tuple[str, str, str]) -> Seen:
    about, good, bad = words
    return Seen(about, "good" if fine else "bad", good if fine else bad)


def _asked(site: Site, path: str) -> tuple[int, dict[str, str], list[str]]:
    connection = http.client.HTTPSConnection(site.host, site.port, timeout=TIMEOUT_SECONDS, context=_trusting(site))
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read(1 << 20)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, headers, answer.headers.get_all("Set-Cookie") or []
    finally:
        connection.close()
