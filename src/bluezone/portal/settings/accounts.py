"""How staff sign in: a password under argon2id and a second factor, by allauth; guesses are counted by axes."""

from datetime import timedelta

from bluezone.portal.settings.chosen import CONFIGURATION

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "bluezone.portal.identity.passwords.UnlikeOnesName",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "bluezone.portal.identity.passwords.AnotherThanBefore"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "bluezone.portal.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

MFA_ADAPTER = "bluezone.portal.identity.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bluezone"
MFA_TOTP_TOLERANCE = 1
"""Half minutes to both sides, as allauth has it; the forms take the one before alone."""
MFA_FORMS = {
    "activate_totp": "bluezone.portal.identity.one_time_codes.FirstCodeForm",
    "authenticate": "bluezone.portal.identity.one_time_codes.CodeForm",
    "reauthenticate": "bluezone.portal.identity.one_time_codes.CodeAgainForm",
    "add_webauthn": "bluezone.portal.identity.passkeys.FirstPasskeyForm",
    "authenticate_webauthn": "bluezone.portal.identity.passkeys.PasskeyForm",
    "login_webauthn": "bluezone.portal.identity.passkeys.PasskeyAloneForm",
    "reauthenticate_webauthn": "bluezone.portal.identity.passkeys.PasskeyAgainForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIGURATION.is_https
"""Only loopback may be plain http, and browsers take http://localhost for secure."""

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
"""Together, so that nobody locks a colleague out from elsewhere for long. allauth besides stops an address after ten
failures a minute, and a name after five in five minutes, from wherever they came: codes are guessed as well. A browser
in which the person has signed in fully is counted for itself alone (`identity/known_devices.py`), and a passkey needs
no name: neither is shut out by what somebody types elsewhere."""
AXES_USERNAME_CALLABLE = "bluezone.portal.identity.lockout.counted_name"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "bluezone.portal.identity.lockout.locked_out"
