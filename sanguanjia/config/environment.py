"""What the environment says, read once, typed. Nothing else in the project reads os.environ for settings."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the platform keeps its things and how it reaches its database."""

    owner_database_url: str
    app_database_url: str
    data_dir: Path
    secret_key: str
    demo: bool
    debug: bool
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    secure_cookies: bool
    pool: bool
    proxies: int
    staff_second_factor: bool
    resident_second_factor: bool
    hash_suite: str
    anchor_dir: Path
    scan_command: str
    sms_sender: str
    email_sender: str
    mail_host: str
    mail_port: int
    mail_user: str
    mail_password: str
    mail_tls: str
    mail_from: str
    mail_domain: str
    log_requests: bool
    metrics_token: str
    webhook_private: bool
    webhook_hosts: tuple[str, ...]
    breached_passwords: Path | None
    admin_host: str


def _city_says(name: str) -> str:
    """What `sgj init` settled for a real city, "" if nothing: a setting in the environment counts before it."""
    note = Path(os.environ.get("SGJ_DATA_DIR") or Path.cwd() / ".sgj") / "city.json"
    try:
        return str(json.loads(note.read_text(encoding="utf-8")).get(name, ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _settled(name: str) -> str:
    return os.environ.get(f"SGJ_{name.upper()}") or _city_says(name)


def read_environment() -> Environment:
    """Read SGJ_* (see docs/operations/settings.md); every value has a safe default except the database."""
    env = os.environ
    return Environment(
        owner_database_url=env.get("SGJ_OWNER_DATABASE_URL", ""),
        app_database_url=env.get("SGJ_APP_DATABASE_URL", ""),
        data_dir=Path(env.get("SGJ_DATA_DIR") or Path.cwd() / ".sgj"),
        secret_key=env.get("SGJ_SECRET_KEY", ""),
        demo=env.get("SGJ_DEMO", "") == "1",
        debug=env.get("SGJ_DEBUG", "") == "1",
        allowed_hosts=_listed(env.get("SGJ_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")),
        trusted_origins=_listed(env.get("SGJ_TRUSTED_ORIGINS", "")),
        secure_cookies=env.get("SGJ_SECURE_COOKIES", "") == "1",
        pool=env.get("SGJ_DB_POOL", "") == "1",
        proxies=int(env.get("SGJ_PROXIES", "") or 0),
        staff_second_factor=_settled("staff_second_factor") == "required",
        resident_second_factor=_settled("resident_second_factor") == "required",
        hash_suite=_one_of(env.get("SGJ_HASH_SUITE") or "sha256", ("sha256", "sm3")),
        anchor_dir=Path(env.get("SGJ_ANCHOR_DIR") or Path(env.get("SGJ_DATA_DIR") or Path.cwd() / ".sgj") / "anchors"),
        scan_command=env.get("SGJ_SCAN_COMMAND", "").strip(),
        sms_sender=env.get("SGJ_SMS_SENDER") or "file",
        email_sender=env.get("SGJ_EMAIL_SENDER") or ("smtp" if env.get("SGJ_MAIL_HOST") else "file"),
        mail_host=env.get("SGJ_MAIL_HOST", "localhost"),
        mail_port=int(env.get("SGJ_MAIL_PORT", "") or 25),
        mail_user=env.get("SGJ_MAIL_USER", ""),
        mail_password=env.get("SGJ_MAIL_PASSWORD", ""),
        mail_tls=_one_of(env.get("SGJ_MAIL_TLS") or "0", ("0", "1", "start", "direct")),
        mail_from=env.get("SGJ_MAIL_FROM", "sanguanjia@localhost"),
        mail_domain=env.get("SGJ_MAIL_DOMAIN", "sanguanjia.invalid"),
        log_requests=env.get("SGJ_LOG", "") != "off",
        metrics_token=env.get("SGJ_METRICS_TOKEN", ""),
        webhook_private=env.get("SGJ_WEBHOOK_PRIVATE", "") == "1",
        webhook_hosts=_listed(env.get("SGJ_WEBHOOK_HOSTS", "").lower()),
        breached_passwords=Path(env["SGJ_BREACHED_PASSWORDS"]) if env.get("SGJ_BREACHED_PASSWORDS") else None,
        admin_host=env.get("SGJ_ADMIN_HOST", "").strip().lower(),
    )


def database(url: str) -> dict[str, object]:
    """A postgresql:// address as Django's settings; ?host=/dir names a unix socket directory."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "sanguanjia.kernel.engine",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2, **query},
    }


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(f"{text!r} is none of {known}")
    return text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
