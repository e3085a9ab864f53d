"""Every setting of Comptoir, in one file. What differs between installations is a value of the environment (docs/settings.md)."""

import contextlib
import ipaddress
import os
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules


def _data_dir():
    """Where the database and the files live: COMPTOIR_DATA_DIR, else the current folder if it holds them, else var/."""
    named = env.text("COMPTOIR_DATA_DIR")
    if named:
        return Path(named).resolve()
    return Path.cwd() if Path("comptoir.sqlite3").exists() else BASE_DIR / "var"


def _secret_key():
    """SECRET_KEY, else one made once and kept in the data folder (the demo; `check --deploy` asks for a real one)."""
    given = env.text("SECRET_KEY")
    if given:
        if len(given) < 32:
            raise env.Misconfigured("SECRET_KEY", "doit compter au moins 32 caractères")
        return given
    path = DATA_DIR / "secret_key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _secrets_key():
    """What secrets are sealed with (comptoir.kernel.secrets): SECRETS_KEY, else SECRET_KEY."""
    given = env.text("SECRETS_KEY") or SECRET_KEY
    if len(given) < 32:
        raise env.Misconfigured("SECRETS_KEY", "doit compter au moins 32 caractères")
    return given


def _vapid_private_key():
    """The key that push messages are signed with (RFC 8292): VAPID_PRIVATE_KEY, else one made once and kept in the data folder."""
    from comptoir.transports.push import new_key, read_key

    given = env.text("VAPID_PRIVATE_KEY").strip()
    path = DATA_DIR / "vapid_key"
    if not given and not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(new_key())
    key = given or path.read_text().strip()
    try:
        read_key(key)
    except ValueError:
        raise env.Misconfigured("VAPID_PRIVATE_KEY", "doit être une clé P-256 : 32 octets en base64url, ou du PEM") from None
    return key


def _oidc_private_key():
    """The key that sign-ins at applications are signed with (OpenID Connect): OIDC_PRIVATE_KEY, else one made once and kept in the data folder."""
    from comptoir.kernel.signing_keys import is_signing_key, new_signing_key

    given = env.text("OIDC_PRIVATE_KEY").strip().replace("\\n", "\n")
    path = DATA_DIR / "oidc_key"
    if not given and not path.exists():
        # Whole or not at all: of two processes that start at once, neither reads half a key, and both have the same in the end.
        made = path.with_name(f"oidc_key.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(new_signing_key())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    key = given or path.read_text().strip()
    if not is_signing_key(key):
        raise env.Misconfigured("OIDC_PRIVATE_KEY", "doit être une clé RSA d’au moins 2048 bits, en PEM et sans mot de passe")
    return key


def _inbound_secret():
    """What a mail server shows to hand mail in (docs/inbound-mail.md); without it the door is not there."""
    given = env.text("INBOUND_SECRET").strip()
    if given and len(given) < 16:
        raise env.Misconfigured("INBOUND_SECRET", "doit compter au moins 16 caractères")
    return given


def _inbound_address():
    """Where answers to our mails come in, such as reponse@in.lormeau.example (docs/replies-by-mail.md); "" when nothing does."""
    given = env.text("INBOUND_ADDRESS").strip().lower()
    # Behind the name come «+» and a signed token of forty letters, and a name has at most sixty-four (RFC 5321).
    if given and not re.fullmatch(r"[a-z0-9._-]{1,23}@[a-z0-9-]+(\.[a-z0-9-]+)+", given):
        raise env.Misconfigured("INBOUND_ADDRESS", "doit être une adresse comme reponse@in.cabinet.example, au plus 23 lettres devant le @ et sans «+»")
    return given


def _sms():
    """Who carries short messages (docs/sms.md): SMS_URL as comptoir.transports.sms.service reads it; None without it."""
    from comptoir.transports.sms.service import read_service

    given = env.text("SMS_URL").strip()
    try:
        return read_service(given) if given else None
    except ValueError as error:
        raise env.Misconfigured("SMS_URL", str(error)) from None


def _card_provider():
    """Who keeps the cards of who pays (docs/billing.md): CARD_PROVIDER_URL as comptoir.billing.providers reads it; None without it."""
    from comptoir.billing.providers import read_provider

    given = env.text("CARD_PROVIDER_URL").strip()
    try:
        return read_provider(given) if given else None
    except ValueError as error:
        raise env.Misconfigured("CARD_PROVIDER_URL", str(error)) from None


def _outgoing_allowed():
    """What requests to the outside may reach inside: hosts, host:port pairs, networks."""
    words = [word.strip() for word in env.text("OUTGOING_ALLOWED").split(",") if word.strip()]
    for word in words:
        try:
            ipaddress.ip_network(word if "/" in word else "::1")
        except ValueError:
            raise env.Misconfigured("OUTGOING_ALLOWED", f"contient un réseau illisible : {word!r}") from None
    return words


DATA_DIR = _data_dir()
ASSETS_DIR = DATA_DIR / "assets"
STATIC_ROOT = DATA_DIR / "static"
try:
    for folder in (ASSETS_DIR, STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = _secret_key()
    VAPID_PRIVATE_KEY = _vapid_private_key()
    IDP_OIDC_PRIVATE_KEY = _oidc_private_key()
except OSError as error:
    raise env.Misconfigured("COMPTOIR_DATA_DIR", f"est inutilisable : {error}") from None
SECRET_KEY_IS_GENERATED = not env.text("SECRET_KEY")
# Keys of before: what they signed (answers' addresses, links in mails) is still believed.
SECRET_KEY_FALLBACKS = [key.strip() for key in env.text("SECRET_KEY_OLD").split(",") if key.strip()]
SECRETS_KEY = _secrets_key()
SECRETS_KEY_OLD = [key.strip() for key in env.text("SECRETS_KEY_OLD").split(",") if key.strip()]
DEBUG = env.flag("DEBUG")
PORT = env.whole_number("PORT", 8000, low=1, high=65535)
BASE_URL = env.address("BASE_URL", f"http://localhost:{PORT}")
HTTPS = BASE_URL.startswith("https://")
SITE_HOST = urlsplit(BASE_URL).hostname
# The installation's own names; firms' own domains are rows (comptoir.firms.middleware.KnownHosts, which refuses every other Host).
INSTALLATION_HOSTS = frozenset([SITE_HOST, *(["localhost", "127.0.0.1", "[::1]"] if not HTTPS else []), *(["testserver"] if TESTING else [])])
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
VERSION = "0.1.0"
API_REQUESTS_PER_MINUTE = env.whole_number("API_REQUESTS_PER_MINUTE", 600, low=0, high=1_000_000)  # 0: no limit

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "comptoir.ui",
    "comptoir.accounts",
    "comptoir.firms",
    "comptoir.events",
    "comptoir.clients",
    "comptoir.preferences",
    "comptoir.away",
    "comptoir.transports",
    "comptoir.notifications",
    "comptoir.documents",
    "comptoir.links",
    "comptoir.applications",
    "comptoir.billing",
    "comptoir.security",
    "comptoir.profile",
    "comptoir.connectors",
    "comptoir.imports",
    "comptoir.conversations",
    "comptoir.validations",
    "comptoir.client_notes",
    "comptoir.portal",
    "comptoir.invitations",
    "comptoir.requests",
    "comptoir.provisioning",
    "comptoir.staffing",
    "comptoir.oversight",
    "comptoir.hosting",
    "comptoir.api",
    "comptoir.web",
    "comptoir.server",
]
MIDDLEWARE = [
    "comptoir.firms.middleware.KnownHosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comptoir.web.middleware.PrivateResponses",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comptoir.accounts.middleware.PersonOfSession",
    "comptoir.events.middleware.FromWhere",
    "comptoir.accounts.middleware.IdleSessions",
    "comptoir.accounts.middleware.PersonalLanguage",
    "comptoir.preferences.middleware.PersonalStyle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comptoir.web.middleware.PaymentFirst",
    "comptoir.web.parts.PartsGiven",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "comptoir" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "comptoir.web.shell.shell",
                "comptoir.web.counter.counter",
            ],
            "builtins": ["django.templatetags.i18n", "comptoir.ui.templatetags.ui"],
        },
    }
]

# --- Events: who listens to what is recorded, in order. Read this list to know what an event causes. ---
EVENT_LISTENERS = [
    "comptoir.notifications.listener.notify",
    "comptoir.conversations.retiming.retime",
    "comptoir.transports.hearing.stop_waiting",
    "comptoir.invitations.listener.hear_failures",
    "comptoir.conversations.actions.absence_notice.tell_clients",
    "comptoir.conversations.absence_mails.owe_briefs",
    "comptoir.conversations.texting.text_clients",
    "comptoir.conversations.search.index",
    "comptoir.web.asking.serve",
    "comptoir.web.live.announce",
]

# --- Data ---
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'comptoir.sqlite3'}")}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    # Kept open: closing the last connection writes the whole log back, at every request.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
REDIS = env.service("REDIS_URL", ["redis", "rediss", "unix"])
CACHES = {
    "default": (
        {"BACKEND": "comptoir.kernel.cache.ForgivingRedisCache", "LOCATION": REDIS["url"]}
        if REDIS
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Files ---
FILES_URL = env.folder("FILES_URL", DATA_DIR / "files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_URL}},
    "staticfiles": {"BACKEND": "comptoir.ui.storage.HashedFiles"},
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [ASSETS_DIR]
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
PHOTO_MAX_BYTES = 10 * 1024 * 1024
ATTACHMENTS_PER_MESSAGE = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["comptoir.documents.uploads.CappedUploadHandler"]

# --- Other people's servers (comptoir.kernel.outgoing) ---
INPI_URL = env.address("INPI_URL", "https://registre-national-entreprises.inpi.fr")
OUTGOING_ALLOWED = _outgoing_allowed()

# --- Mail ---
SMTP = env.service("SMTP_URL", ["smtp", "smtps"])
# How long a mail waits in case its news is read meanwhile (N7).
MAIL_HOLD_SECONDS = env.whole_number("MAIL_HOLD_SECONDS", 180, low=0, high=3600)
MAIL_FROM = env.text("MAIL_FROM") or f"ne-pas-repondre@{SITE_HOST if '.' in SITE_HOST else 'comptoir.example'}"
INBOUND_SECRET = _inbound_secret()
INBOUND_ADDRESS = _inbound_address()
# A mailbox that is looked into for what came in; its folder is the path, INBOX without one.
IMAP = env.service("IMAP_URL", ["imap", "imaps"])
IMAP_SECONDS = env.whole_number("IMAP_SECONDS", 60, low=5, high=3600)
# Who reads the mail that comes in, in order: the first for whom it is ends the walk.
INBOUND_READERS = ["comptoir.transports.hearing.hear_bounce", "comptoir.conversations.actions.receiving.receive_mail"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing leaves but through comptoir.transports

# --- SMS ---
SMS = _sms()

# --- Cards (comptoir.billing) ---
CARD_PROVIDER = _card_provider()

# --- Sign-in (django-allauth; the pages are ours) ---
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
ACCOUNT_ADAPTER = "comptoir.web.sign_in.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# Ten tries at one account, then ten minutes; an address may try for many people (a whole office behind one router).
# Second factors are counted apart (comptoir.security.tries).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "10/10m/key,60/m/ip",
    "reset_password": "20/m/ip,5/10m/key",
    "current_password": "10/10m/key",
    "second_factor": "5/m/key",
    "second_factor_long": "10/15m/key",
    "sign_in_code": "30/m/ip,5/10m/key",
    "sign_in_code_try": "60/m/ip,10/10m/key",
    "invitation_again": "20/m/ip,3/h/key",
}
# Long enough to put a new telephone into use in one go, short enough for a desk that was left; an hour, as for an idle
# session, would make the question pointless.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# The second factor: django-allauth's rows and stages, our checks (comptoir.security). localhost needs no exception: browsers and fido2 trust it over http.
ACCOUNT_FORMS = {"reauthenticate": "comptoir.security.factor_forms.PasswordConfirmationForm"}
MFA_ADAPTER = "comptoir.security.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "comptoir.security.factor_forms.SecondFactorForm",
    "reauthenticate": "comptoir.security.factor_forms.ConfirmationForm",
    "authenticate_webauthn": "comptoir.security.factor_forms.PasskeyForm",
    "login_webauthn": "comptoir.security.factor_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "comptoir.security.factor_forms.PasskeyConfirmationForm",
}
# --- Signing in at applications with our session (OpenID Connect; docs/applications.md) ---
IDP_OIDC_ADAPTER = "comptoir.applications.oidc.ApplicationsAdapter"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 5 * 60
# What is told is asked again at every look; nothing outlives it, since there are no refresh tokens.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 10 * 60
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60
PASSWORD_HASHERS = ["comptoir.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "comptoir.security.passwords.LongEnough"},
    {"NAME": "comptoir.accounts.passwords.LettersAndDigits"},
    {"NAME": "comptoir.security.passwords.NotGuessable"},
]
SESSION_ENGINE = "comptoir.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
# At which firm's counter a browser stands now, and where it signed in last: a firm's name, signed, and nothing of a person.
COUNTER_COOKIE_NAME = "__Host-counter" if HTTPS else "counter"
FIRM_COOKIE_NAME = "__Host-firm" if HTTPS else "firm"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "langue"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "comptoir.web.errors.stale_page"

# --- Headers ---
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_SSL_REDIRECT = HTTPS and not TESTING
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Languages and time ---
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "comptoir" / "locale"]
FORMAT_MODULE_PATH = ["comptoir.ui.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "comptoir": {"level": "INFO"},
        # At their lower levels they write down what other people's servers answer.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
