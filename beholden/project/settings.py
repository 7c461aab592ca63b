"""Settings from the environment (`BEHOLDEN_…`, or `BEHOLDEN_…_FILE` naming a file that holds the value).

Wrong values stop the start with one sentence. `docs/know/settings.md` lists every one; a test keeps it true.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from beholden.project import environment as env
from beholden.project.environment import origin_of

ROOT = Path(__file__).resolve().parents[2]
DATA = env.folder("BEHOLDEN_DATA", ROOT / "data")
ROLE = env.choice("BEHOLDEN_ROLE", ("all", "site", "registry"), "all")
DEBUG = env.flag("BEHOLDEN_DEBUG", False)
SECRET_KEY = env.secret_key("BEHOLDEN_SECRET_KEY", DATA)
ALLOWED_HOSTS = env.hosts("BEHOLDEN_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins("BEHOLDEN_ORIGINS", [])
SECURE = env.flag("BEHOLDEN_TLS", False)
# where cameras of this site may be; nothing else is ever connected to on a person's word
CAMERA_NETWORKS = env.networks(
    "BEHOLDEN_CAMERA_NETWORKS", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
)
# the authorities that vouch for encrypted cameras; without it those of the operating system
CAMERA_CA = env.certificates("BEHOLDEN_CAMERA_CA")

# what QR codes on paper lead to; without it the first origin, else the first host
PUBLIC_ORIGIN = env.origins("BEHOLDEN_PUBLIC", [])
# where a site's questions and attestations go; without it, site and registry in one ask themselves
REGISTRY = env.origins("BEHOLDEN_REGISTRY", [])
SELFCHECK_DAYS = env.integer("BEHOLDEN_SELFCHECK_DAYS", 180, 1, 366)  # how long a person's word on an item is taken
EXPORT_HOURS = env.integer("BEHOLDEN_EXPORT_HOURS", 72, 1, 24 * 30)  # how long a made package waits to be fetched
EXPORT_TWO_PERSONS = env.flag("BEHOLDEN_EXPORT_TWO_PERSONS", False)
REGISTER_MONTHS = env.integer("BEHOLDEN_REGISTER_MONTHS", 0, 0, 1200)  # 0: nothing of the register is ever erased
REDACTION_HOURS = env.integer("BEHOLDEN_REDACTION_HOURS", 72, 1, 24 * 30)  # how long a published copy waits
FACE_MODEL = env.text("BEHOLDEN_FACE_MODEL", "")  # a YuNet file the operator brings; else that of the extra `redaction`
FONTS = Path(env.text("BEHOLDEN_FONTS", "/usr/share/fonts"))

# tiles under the marks; without them the map shows land and no more
MAP_TILES = env.tiles("BEHOLDEN_MAP_TILES", "")
MAP_CREDIT = env.text("BEHOLDEN_MAP_CREDIT", "")
MAP_DATUM = env.choice("BEHOLDEN_MAP_DATUM", ("wgs84", "gcj02"), "wgs84")

LAW = ROOT / "law"
WEB = ROOT / "web"

INSTALLED_APPS = [
    "beholden.project.database",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "ninja",
    "beholden.ground.people",
    "beholden.ground.systems",
    "beholden.ground.evidence",
    "beholden.ground.lawbook",
    "beholden.ground.documents",
    "beholden.ground.deadlines",
    "beholden.ground.places",
    "beholden.ground.calls",
    "beholden.site.recordings",
    "beholden.site.access",
    "beholden.site.exports",
    "beholden.site.redactions",
    "beholden.site.dossiers",
    "beholden.site.selfcheck",
    "beholden.site.requests",
    "beholden.registry.filings",
    "beholden.registry.imports",
    "beholden.registry.inspections",
    "beholden.registry.orders",
    "beholden.registry.penalties",
    "beholden.registry.tips",
    "beholden.registry.statistics",
    "beholden.registry.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "beholden.project.flowing.FlowingMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "beholden.project.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "beholden.ground.people.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "beholden.project.requests.NoNulMiddleware",
    "axes.middleware.AxesMiddleware",
    "beholden.ground.documents.middleware.NoPaperMiddleware",
]

ROOT_URLCONF = "beholden.project.urls"
APPEND_SLASH = False
ASGI_APPLICATION = "beholden.project.asgi.application"
DATABASES = {"default": env.database("DATABASE_URL", DATA / "beholden.sqlite")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "beholden.project.templates.RoomLoader",
                        "django.template.loaders.app_directories.Loader",  # libraries' own pages
                    ],
                )
            ],
            "builtins": ["beholden.project.assets", "beholden.ground.lawbook.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# People sign in -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "beholden.ground.people.passwords.NotOnesNameValidator"},
]
SESSION_IDLE_MINUTES = env.integer("BEHOLDEN_SESSION_IDLE", 30, 1, 24 * 60)
SESSION_LONGEST_HOURS = env.integer("BEHOLDEN_SESSION_LONGEST", 12, 1, 24 * 7)
SESSION_COOKIE_AGE = (SESSION_LONGEST_HOURS + 1) * 3600  # the sign-in ends first, and the sign-in page says why
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = env.integer("BEHOLDEN_LOCK_AFTER", 5, 3, 20)
AXES_COOLOFF_TIME = env.minutes("BEHOLDEN_LOCK_MINUTES", 15, 1, 24 * 60)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "beholden.ground.people.web.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # SecurityEvent is the one record
AXES_VERBOSE = False

# What a browser may do with our pages ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *origin_of(MAP_TILES)],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
PROXIES = env.networks("BEHOLDEN_PROXIES", [])  # whose X-Forwarded-For and -Proto are believed
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Language, time, files ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in (WEB / "dist", WEB / "static") if path.is_dir()]
WHITENOISE_USE_FINDERS = True  # built files are served from web/dist; nothing has to be collected
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Za-z_-]{8}\.[0-9a-z]+$"  # Vite puts a hash in the name

METRICS_TOKEN = env.text("BEHOLDEN_METRICS_TOKEN", "")
LOG_LEVEL = env.choice("BEHOLDEN_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "beholden.project.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django": {
            "handlers": ["stderr"],
            "level": "WARNING" if LOG_LEVEL == "INFO" else LOG_LEVEL,
            "propagate": False,
        },
    },
}
