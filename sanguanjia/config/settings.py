"""Django's settings. One file, typed environment (`environment.py`), no branches by deployment name."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from .environment import database, read_environment

ENV = read_environment()

# Without a given key every start signs anew: sessions end, nothing is weak. `sgj up` and `sgj init` keep one.
SECRET_KEY = ENV.secret_key or secrets.token_urlsafe(50)
DEBUG = ENV.debug
DEMO = ENV.demo
DATA_DIR = ENV.data_dir
HASH_SUITE = ENV.hash_suite  # of new digests and links; each names its own (docs/audit.md)
ANCHOR_DIR = ENV.anchor_dir
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.trusted_origins)

INSTALLED_APPS = [
    "sanguanjia.kernel.apps.KernelConfig",
    "sanguanjia.look.apps.LookConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "sanguanjia.registry.apps.RegistryConfig",
    "sanguanjia.policy.apps.PolicyConfig",
    "sanguanjia.words.apps.WordsConfig",
    "sanguanjia.access.apps.AccessConfig",
    "sanguanjia.privacy.apps.PrivacyConfig",
    "sanguanjia.notices.apps.NoticesConfig",
    "sanguanjia.applications.apps.ApplicationsConfig",
    "sanguanjia.cases.apps.CasesConfig",
    "sanguanjia.funds.apps.FundsConfig",
    "sanguanjia.banking.apps.BankingConfig",
    "sanguanjia.whistle.apps.WhistleConfig",
    "sanguanjia.petitions.apps.PetitionsConfig",
    "sanguanjia.surveys.apps.SurveysConfig",
    "sanguanjia.decisions.apps.DecisionsConfig",
    "sanguanjia.assemblies.apps.AssembliesConfig",
    "sanguanjia.intake.apps.IntakeConfig",
    "sanguanjia.interfaces.apps.InterfacesConfig",
    "sanguanjia.councils.apps.CouncilsConfig",
    "sanguanjia.audit.apps.AuditConfig",
    "sanguanjia.desks.apps.DesksConfig",
    "axes",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "sanguanjia.config.edge.Edge",  # headers, health, request numbers, the log line; see there
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sanguanjia.access.middleware.ActorMiddleware",
    "sanguanjia.privacy.middleware.WallMiddleware",
    "sanguanjia.config.messages.LazyMessages",  # Django's, made only where it is used
    "django_htmx.middleware.HtmxMiddleware",
    "sanguanjia.interfaces.middleware.KeyBudgetMiddleware",
    "sanguanjia.access.edge.RefusalMiddleware",
    "sanguanjia.access.edge.DoorMiddleware",
    "axes.middleware.AxesMiddleware",
]
SCAN_COMMAND = ENV.scan_command
if SCAN_COMMAND:  # behind the doors: only what somebody may send is looked at
    MIDDLEWARE.append("sanguanjia.config.uploads.ScanUploads")

ROOT_URLCONF = "sanguanjia.config.urls"
WSGI_APPLICATION = "sanguanjia.config.wsgi.application"

# Two roles: `default` runs the application; `owner` owns the tables and migrates (kernel/grants.py).
_UNSET = "postgresql://nobody@localhost/unset"
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(ENV.app_database_url or _UNSET),
    "owner": database(ENV.owner_database_url or _UNSET),
}
if ENV.pool:
    # The pool tries again after 1, 3, 7, 15, 31 s: a database that came back would be found up to half a minute late.
    # Told to give up after 2 s, it begins anew with the next request. Nobody waits long for a database that is away:
    # threads are fewer than connections, so that only its absence makes anyone wait.
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8, "timeout": 3, "reconnect_timeout": 2}
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # every page of ours: <room>/jinja2/<room>/….html
        "NAME": "jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "sanguanjia.look.jinja.environment",
            "context_processors": ["sanguanjia.look.context.look", "sanguanjia.desks.context.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # Django's own admin only
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the packages themselves: nothing to collect, nothing to forget
MEDIA_ROOT = ENV.data_dir / "media"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.secure_cookies
CSRF_COOKIE_SECURE = ENV.secure_cookies
CSRF_COOKIE_HTTPONLY = True  # our pages take the token from the form, never from the cookie
CSRF_COOKIE_SAMESITE = "Lax"
if ENV.secure_cookies:  # bound to this very host, to https and to the whole site: no neighbour can plant one
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
if ENV.proxies:  # the proxy in front ends TLS and says so; without one the header is anybody's
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "sanguanjia.look.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "sanguanjia.access.backend.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Length over rules: no classes of characters, but long enough, not a common one, not one's own name or phone.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "sanguanjia.access.sessions"

# Wrong passwords: five in a quarter of an hour close the account's door for as long; a limit per address stands in
# access/throttle.py, because one address may be a whole office behind one router.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "sanguanjia.access.throttle.typed_name"
AXES_CLIENT_IP_CALLABLE = "sanguanjia.access.throttle.address_of"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "sanguanjia.access.edge.locked_out"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # the limit per address is our own, see above
TRUSTED_PROXIES = ENV.proxies
# Whether staff must have a second factor (else it is offered), and whether everybody gives two proofs at login.
STAFF_SECOND_FACTOR_REQUIRED = ENV.staff_second_factor or ENV.resident_second_factor
RESIDENT_SECOND_FACTOR_REQUIRED = ENV.resident_second_factor

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each room's jobs.py

# Who carries codes and notices out, by channel (kernel/senders.py); an own gateway is a class, named by its path.
SENDERS = {"sms": ENV.sms_sender, "email": ENV.email_sender}
NOTICE_MAIL_DOMAIN = ENV.mail_domain
EMAIL_HOST, EMAIL_PORT = ENV.mail_host, ENV.mail_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail_user, ENV.mail_password
EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.mail_tls in ("1", "start"), ENV.mail_tls == "direct"
EMAIL_TIMEOUT = 10  # less than a claim of the send job lasts
DEFAULT_FROM_EMAIL = ENV.mail_from

WEBHOOK_HOSTS = ENV.webhook_hosts  # where pushes may go; none named: to any public address
BREACHED_PASSWORDS = ENV.breached_passwords  # access/breached.py
ADMIN_HOST = ENV.admin_host  # the only name under which Django's admin answers, and which answers nothing else
WEBHOOK_PRIVATE = ENV.webhook_private  # whether pushes may go to addresses inside (tests, a closed network)

# One line per request and per error, as JSON, without personal data (hosting/lines.py). SGJ_LOG=off for benches.
LOG_REQUESTS = ENV.log_requests
METRICS_TOKEN = ENV.metrics_token
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "sanguanjia.hosting.lines.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "sgj": {"level": "INFO"},
        # A refusal is an answer: its status stands in the request's own line. What is left are errors.
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
