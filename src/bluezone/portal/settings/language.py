"""Vietnamese first, English complete. The catalogues are compiled into the data directory when the portal starts."""

from bluezone.portal.settings.chosen import CONFIGURATION

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = CONFIGURATION.is_https
LOCALE_PATHS = [str(CONFIGURATION.data / "words")] if CONFIGURATION.data else []
USE_I18N = True
FORMAT_MODULE_PATH = ["bluezone.portal.settings.formats"]
"""The day before the month."""
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
