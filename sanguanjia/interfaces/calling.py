"""One call to a subscriber: the name is resolved once, every address judged, and the judged one is called.

So that a name that answers something else a moment later leads nowhere; no redirect is followed; of the answer only the
status is read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

from .rules.addresses import is_public

TIMEOUT_SECONDS = 10


class NotDelivered(Exception):
    """It did not go; the argument is a code of `wording.FAULTS`."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer. Raises NotDelivered."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    if settings.WEBHOOK_HOSTS and host.lower() not in settings.WEBHOOK_HOSTS:  # a subscription from before
        raise NotDelivered("unsafe_address")
    address = _resolved(host, port)
    connection = _Pinned(host, port, address, secure=secure)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, {**headers, "Host": parts.netloc})
        status = connection.getresponse().status
    except ssl.SSLError as error:
        raise NotDelivered("tls") from error
    except TimeoutError as error:
        raise NotDelivered("timeout") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered("unreachable") from error
    finally:
        connection.close()
    return status


def _resolved(host: str, port: int) -> str:
    """The first address of a name, when all of them may be called."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotDelivered("unresolved") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or (not settings.WEBHOOK_PRIVATE and not all(is_public(each) for each in addresses)):
        raise NotDelivered("unsafe_address")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was judged; certificate and name are those of the host."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        """To the address, not to the name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
