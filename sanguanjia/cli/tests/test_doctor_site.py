"""`sgj doctor --site` against web servers of our own: a right one is found right, and each fault is named."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from sanguanjia.cli import doctor, doctor_site
from sanguanjia.cli.doctor_site import Site
from sanguanjia.hosting import keys

HERE = ipaddress.ip_address("127.0.0.1")
RIGHT = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'self'",
    "Set-Cookie": "__Host-csrftoken=x; Path=/; Secure",
}


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A certificate for this machine that signs itself, with its key in the same file."""
    folder = tmp_path_factory.mktemp("certificates")

    def make(days: int = 90, *, old: bool = False) -> Path:
        path = folder / f"{days}-{old}.pem"
        if path.exists():
            return path
        key: Any = rsa.generate_private_key(65537, 2048) if old else ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=days, hours=1))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(HERE)]), critical=False)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
        return path

    return make


@contextmanager
def serving(context: ssl.SSLContext | None, answer: Callable[[str], tuple[int, dict[str, str]]]) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a handshake that was refused is what the test wants

        def get_request(self) -> tuple[Any, Any]:
            plain, address = super().get_request()
            plain.settimeout(5)
            return (context.wrap_socket(plain, server_side=True) if context else plain), address

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ended(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    context.load_cert_chain(path)
    return context


def levels(site: Site) -> dict[str, str]:
    return {seen.about: seen.level for seen in doctor_site.look(site)}


def test_a_right_front_has_nothing_to_say_against_it(pem: Callable[..., Path]) -> None:
    path = pem()
    away = (308, {"Location": "https://city.example/login/"})
    with (
        serving(ended(path), lambda at: (404, {}) if at == "/metrics" else (200, RIGHT)) as port,
        serving(None, lambda _at: away) as plain,
    ):
        found = levels(Site("127.0.0.1", port, plain, str(path)))
    assert set(found) == {
        "certificate", "tls-versions", "tls-ciphers", "plain-http", "hsts", "headers", "cookies", "metrics"
    }  # fmt: skip
    assert {about for about, level in found.items() if level == "bad"} == set()
    assert found["tls-ciphers"] == "good"


def test_every_fault_is_named(pem: Callable[..., Path]) -> None:
    path = pem(old=True, days=5)
    weak = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        weak.minimum_version = ssl.TLSVersion.TLSv1
    weak.set_ciphers("ALL:@SECLEVEL=0")
    weak.load_cert_chain(path)
    answer = (200, {"Set-Cookie": "sessionid=x; Path=/"})
    with serving(weak, lambda _at: answer) as port, serving(None, lambda _at: answer) as plain:
        found = levels(Site("127.0.0.1", port, plain, str(path)))
    assert found.pop("tls-versions") in ("bad", "hint")  # a library that no longer speaks them
    assert found == {
        "certificate": "hint", "tls-ciphers": "bad", "plain-http": "bad", "hsts": "bad", "headers": "bad",
        "cookies": "bad", "metrics": "bad",
    }  # fmt: skip


def test_a_certificate_nobody_trusts_ends_the_look(pem: Callable[..., Path]) -> None:
    with serving(ended(pem()), lambda _at: (200, RIGHT)) as port:
        assert levels(Site("127.0.0.1", port)) == {"certificate": "bad"}
        assert levels(Site("127.0.0.1", port + 1 if port < 65535 else 1)) == {"certificate": "bad"}


@pytest.mark.parametrize(("days", "level"), [(0, "good"), (366, "good"), (367, "hint")])
def test_a_data_key_of_more_than_a_year_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, level: str
) -> None:
    monkeypatch.setenv("SGJ_DATA_DIR", str(tmp_path))
    assert doctor._keys().level == "good", "none yet"
    keys.ensure(tmp_path)
    content = json.loads(keys.path_of(tmp_path).read_text("utf-8"))
    made = dt.datetime.now(dt.UTC) - dt.timedelta(days=days, minutes=1)
    content["keys"][content["current"]]["made"] = made.isoformat(timespec="seconds")
    keys.path_of(tmp_path).write_text(json.dumps(content), "utf-8")
    assert doctor._keys().level == level
    keys.path_of(tmp_path).write_text("{}", "utf-8")
    assert doctor._keys().level == "bad"


@pytest.mark.parametrize("address", ["http://city.example", "city.example", "https://", "https://a/b"])
def test_only_an_https_name_is_looked_at(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        doctor_site.site_of(address)
