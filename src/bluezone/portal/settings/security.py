"""What a browser may do with our pages, and who may talk to us."""

from csp.constants import NONE, SELF

from bluezone.portal.settings.chosen import CONFIGURATION, SECRET

SECRET_KEY = SECRET
DEBUG = False
CSRF_FAILURE_VIEW = "bluezone.portal.frame.views.forged"
ALLOWED_HOSTS = [CONFIGURATION.host]
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.origin]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
"""Nothing inline, nothing foreign; the same as `webui.CONTENT_SECURITY_POLICY`, and a test says so."""

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = False
"""The reverse proxy's work; behind it we only hear plain http."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.is_https else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_https else 0

SESSION_COOKIE_NAME = "portal"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
"""Seconds without a request after which a session ends; `SessionLimit` ends it after ten hours in any case."""
SESSION_ENGINE = "bluezone.portal.identity.resting"
"""Saved once a minute while somebody works, and whenever something in it changes."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = ["bluezone.portal.frame.uploads.BoundedUpload"]
"""Into memory and bounded; files with names of people never lie in a temporary folder."""
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
"""They ask for HTTPS without a condition; ours hangs on the origin, and plain http is refused beyond loopback."""
