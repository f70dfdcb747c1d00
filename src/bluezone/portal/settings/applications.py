"""Which apps there are, and what each request passes through, in this order."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "rules",
    "bluezone.portal.home",
    "bluezone.portal.frame",
    "bluezone.portal.identity",
    "bluezone.portal.cases",
    "bluezone.portal.reports",
    "bluezone.portal.tracing",
    "bluezone.portal.followup",
    "bluezone.portal.interview",
    "bluezone.portal.isolation",
    "bluezone.portal.announcements",
    "bluezone.portal.directives",
    "bluezone.portal.field",
    "bluezone.portal.lists",
    "bluezone.portal.places",
    "bluezone.portal.hamlets",
    "bluezone.portal.organisations",
    "bluezone.portal.premises",
    "bluezone.portal.posts",
    "bluezone.portal.papers",
    "bluezone.portal.messages",
    "bluezone.portal.staff",
    "bluezone.portal.audit",
    "bluezone.portal.operations",
]
"""Ours stand in the order of the rail. No django.contrib.admin: it would be a second door, without the second factor
(docs/decisions/0010-portal.md)."""

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bluezone.portal.frame.middleware.Caller",
    "bluezone.portal.frame.middleware.PagePolicy",
    "bluezone.portal.frame.nulls.NoNulls",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bluezone.portal.frame.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bluezone.portal.staff.middleware.SessionLimit",
    "bluezone.portal.staff.middleware.SecondFactor",
    "bluezone.portal.staff.middleware.KnownDevice",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bluezone.portal.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
