"""Which network addresses a delivery may call: public ones only, unless the setting allows others."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
MOST_LENGTH = 500


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public internet, also when it hides an inner one (mapped, 6to4, NAT64)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _meant(found))


def _meant(found: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(found, IPv4Address):
        return [found]
    if found.ipv4_mapped is not None:
        return [found.ipv4_mapped]
    inner: list[IPv4Address | IPv6Address] = [found] if not any(found in net for net in _NAT64) else []
    if found.sixtofour is not None:
        inner.append(found.sixtofour)
    if found.teredo is not None:
        inner.extend(found.teredo)
    if any(found in net for net in _NAT64):
        inner.append(IPv4Address(int(found) & 0xFFFFFFFF))
    if int(found) >> 32 == 0:  # ::a.b.c.d, long out of use
        inner.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return inner


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def wrong_with(url: str, *, private: bool, hosts: Collection[str] = ()) -> str:
    """Why an address may not be subscribed: malformed | unsafe; "" if it may. `private`: inner ones are allowed.
    `hosts`: the only names that may be called, where the city names any."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "malformed"
    host = parts.hostname or ""
    if len(url) > MOST_LENGTH or not host or not url.isascii() or any(c.isspace() or ord(c) < 33 for c in url):
        return "malformed"
    if parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        return "malformed"
    if parts.scheme not in (("http", "https") if private else ("https",)):
        return "unsafe"
    if hosts and host.lower() not in hosts:
        return "unsafe"
    if private:
        return ""
    if _looks_like_address(host):
        return "" if is_public(host) else "unsafe"
    return "unsafe" if "." not in host or host.rsplit(".", 1)[-1] in ("localhost", "local", "internal", "lan") else ""


def host_of(url: str) -> str:
    """The host of an address, as a notice names it."""
    return urlsplit(url).hostname or ""


def _looks_like_address(host: str) -> bool:
    """Also in the short and odd forms that resolvers take (127.1, 0x7f000001, 2130706433): digits at the end."""
    last = host.rstrip(".").rsplit(".", 1)[-1]
    return ":" in host or last.isdecimal() or last.startswith("0x")
