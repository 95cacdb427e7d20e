"""What the web shell needs of the settings: templates, the order of middleware, headers, static files."""

from __future__ import annotations

from csp.constants import NONE, SELF

from candour.config import environment
from candour.web import template_folders

TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "candour.web.jinja.Templates",
        "DIRS": template_folders(),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "candour.web.jinja.environment",
            "context_processors": ["candour.web.pages.shell"],
        },
    },
    {"NAME": "mail", "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True},
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
OFFICE_CONTACT = environment.office_contact()
QUICK_EXIT_TO = environment.quick_exit()
CSRF_FAILURE_VIEW = "candour.web.problems.csrf_failure"
MESSAGE_STORAGE = "candour.web.said.Said"  # not the session: a page with nothing to say need not read it

# The order matters: static files and headers outermost, then the transaction with its context, then whatever reads
# the database, then the judgement who may enter.
_OUTER = [
    "django.middleware.security.SecurityMiddleware",
    "candour.web.packed.PackedFilesMiddleware",
    "csp.middleware.CSPMiddleware",
]
_AROUND = [
    "candour.web.middleware.HeadersMiddleware",
    "candour.web.middleware.ClockMiddleware",
    "candour.web.middleware.DoorContextMiddleware",
]
PUBLIC_MIDDLEWARE = [
    *_OUTER,
    "candour.web.languages.LanguageMiddleware",  # outside whatever may answer with a page of its own
    *_AROUND,
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "candour.web.middleware.EntranceMiddleware",
]
STAFF_MIDDLEWARE = [
    *_OUTER,
    *_AROUND,
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "candour.web.middleware.EntranceMiddleware",
]

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the package itself: nothing to collect, nothing to go stale
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # every address carries a digest of the content

_DIRECTIVES: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**_DIRECTIVES, "connect-src": [SELF]}}
PUBLIC_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**_DIRECTIVES, "require-trusted-types-for": ["'script'"], "trusted-types": [NONE]}
}
X_FRAME_OPTIONS = "DENY"
# Not "no-referrer": browsers then send a form with the origin "null", which Django rightly refuses. Other sites learn nothing.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if environment.is_demonstration() else 365 * 24 * 3600
