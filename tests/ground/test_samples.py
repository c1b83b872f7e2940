"""The files of docs/operations/samples, and every `sgj` line of docs/operations: what they call and set is there."""

from __future__ import annotations

import configparser
import datetime as dt
import importlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sanguanjia.cli.main import COMMANDS, Parser

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations"
SAMPLES = DOCS / "samples"
UNITS = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".service", ".timer"))
PROGRAM = "/opt/sanguanjia/sgj"
CALL = re.compile(r"(?:^|\s)(?:\./sgj|/opt/sanguanjia/sgj|sgj) +([a-z].*)$")
KNOWN = {
    "Unit": {"Description", "After", "Wants"},
    "Service": {
        "Type", "User", "EnvironmentFile", "ExecStart", "Restart", "RestartSec", "KillMode", "TimeoutStopSec",
        "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "ReadWritePaths", "IPAddressDeny",
        "IPAddressAllow", "MemoryMax",
    },
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}  # fmt: skip


def unit(name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None, strict=True)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string((SAMPLES / name).read_text("utf-8"))
    return found


def understood(words: list[str]) -> bool:
    """Whether our command line takes these words."""
    command = COMMANDS.get(words[0])
    if command is None:
        return False
    parser = Parser(prog=f"sgj {words[0]}")
    importlib.import_module(command.module).configure(parser)
    try:
        parser.parse_args(words[1:])
    except SystemExit:
        return False
    return True


def calls() -> list[tuple[str, list[str]]]:
    """(page, words) of every call in a code block of the pages, without what is said beside it."""
    found = []
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text("utf-8")
        for block in [*re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M), *re.findall(r"^ {4}(\S.*)$", text, re.M)]:
            for line in block.splitlines():
                call = CALL.search(re.split(r"\s{3,}|\s#|&&|\s\|\s", line.strip())[0])
                if call and "[" not in call[1]:  # not the grammar of a command
                    found.append((page.name, shlex.split(call[1])))
    return found


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_says_only_what_systemd_knows_and_calls_what_we_have(name: str) -> None:
    found = unit(name)
    assert [key for section in found.sections() for key in set(found[section]) - KNOWN[section]] == []
    if name.endswith(".timer"):
        assert (SAMPLES / name.replace(".timer", ".service")).exists()
        return
    program, *words = shlex.split(found["Service"]["ExecStart"])
    assert program == PROGRAM
    assert understood(words), words
    assert found["Service"]["EnvironmentFile"] == "/etc/sanguanjia.env"
    assert name in (DOCS / "services.md").read_text("utf-8")


def test_units_are_taken_by_systemd_itself(tmp_path: Path) -> None:
    """Where it is installed; with a program that is there, for ours lies in /opt only after an installation."""
    if not shutil.which("systemd-analyze"):
        return
    for name in UNITS:
        text = (SAMPLES / name).read_text("utf-8").replace(PROGRAM, "/bin/true").replace("User=sanguanjia", "User=root")
        (tmp_path / name).write_text(text, "utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)], capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert [line for line in told.stderr.splitlines() if "sanguanjia" in line] == []


def test_every_variable_of_the_sample_is_documented() -> None:
    names = re.findall(r"^(SGJ_\w+)=", (SAMPLES / "sanguanjia.env").read_text("utf-8"), re.M)
    told = (DOCS / "settings.md").read_text("utf-8")
    assert len(names) == 5
    assert [name for name in names if f"`{name}`" not in told] == []


def test_every_call_on_the_pages_is_one_we_understand() -> None:
    found = calls()
    assert len(found) > 20
    assert [(page, words) for page, words in found if not understood(words)] == []
    assert not understood(["restore", "/mnt/backup/city", "--into", "x"]), "the parser takes anything"


def test_caddy_gets_what_nginx_gets() -> None:
    text = (SAMPLES / "Caddyfile").read_text("utf-8")
    depth = 0
    for line in re.sub(r"(^|\s)#.*", "", text).splitlines():
        words = [word for word in line.split() if word in ("{", "}")]  # a placeholder is one word with its braces
        depth += words.count("{") - words.count("}")
        assert depth >= 0, line
        assert not words or line.rstrip().endswith(tuple(words)), "a brace ends its line"
    assert depth == 0
    for wanted in ("respond /metrics 404", "reverse_proxy 127.0.0.1:8000", "header_up X-Forwarded-For {remote_host}",
                   "header_up X-Forwarded-Proto https", "max_size 64MB", "respond /api/* 403"):  # fmt: skip
        assert wanted in text
    nginx = (SAMPLES / "nginx.conf").read_text("utf-8")
    for wanted in ("location = /metrics { return 404; }", "proxy_pass http://127.0.0.1:8000;", "TLSv1.2 TLSv1.3;",
                   "X-Forwarded-For $remote_addr", "client_max_body_size 64m",
                   "location /api/ { return 403; }"):  # fmt: skip
        assert wanted in nginx


def certificate(folder: Path) -> None:
    """A certificate of our own for the sample's name."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*private))


def test_nginx_takes_its_sample(tmp_path: Path) -> None:
    """Where it is installed."""
    if not shutil.which("nginx"):
        return
    certificate(tmp_path)
    sample = (SAMPLES / "nginx.conf").read_text("utf-8").replace("/etc/ssl/city.example", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{sample}\n}}\n", "utf-8")
    told = subprocess.run(
        ["nginx", "-t", "-q", "-c", str(whole), "-e", "stderr", "-p", str(tmp_path)], capture_output=True, text=True,
        check=False, timeout=30,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
