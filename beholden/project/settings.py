"""Settings from the environment (`BEHOLDEN_…`, or `BEHOLDEN_…_FILE` naming a file that holds the value).

Wrong values stop the start with one sentence. `docs/know/settings.md` lists every one; a test keeps it true.
"""

from __future__ import annotations

from pathlib import Path

from beholden.project import environment as env

ROOT = Path(__file__).resolve().parents[2]
DATA = env.folder("BEHOLDEN_DATA", ROOT / "data")
ROLE = env.choice("BEHOLDEN_ROLE", ("all", "site", "registry"), "all")
DEBUG = env.flag("BEHOLDEN_DEBUG", False)
SECRET_KEY = env.secret_key("BEHOLDEN_SECRET_KEY", DATA)
ALLOWED_HOSTS = env.words("BEHOLDEN_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("BEHOLDEN_ORIGINS", [])
SECURE = env.flag("BEHOLDEN_TLS", False)
# where cameras of this site may be; nothing else is ever connected to on a person's word
CAMERA_NETWORKS = env.networks(
    "BEHOLDEN_CAMERA_NETWORKS", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
)

LAW = ROOT / "law"
WEB = ROOT / "web"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    *(
        room
        for room in (
            "beholden.ground.people",
            "beholden.ground.systems",
            "beholden.ground.evidence",
            "beholden.site.recordings",
            "beholden.site.access",
        )
        if (ROOT / room.replace(".", "/") / "apps.py").is_file()
    ),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "beholden.project.urls"
ASGI_APPLICATION = "beholden.project.asgi.application"
AUTH_USER_MODEL = "people.Account"
DATABASES = {"default": env.database("DATABASE_URL", DATA / "beholden.sqlite")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                "django.template.loaders.filesystem.Loader",
                "beholden.project.templates.RoomLoader",
            ],
            "builtins": ["beholden.project.assets"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in (WEB / "dist", WEB / "static") if path.is_dir()]
STATIC_ROOT = DATA / "static"
