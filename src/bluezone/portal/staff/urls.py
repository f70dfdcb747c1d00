"""Addresses of work on accounts. Of allauth only the pages that we dress: nobody signs up or resets by mail here.

At /staff one works on colleagues; at /account everybody has their own, also before they have signed in.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from bluezone.portal.staff.views import colleagues, invitations

urlpatterns = [
    path("staff/export", colleagues.staff_export, name="staff_export"),
    path("staff", colleagues.staff_list, name="staff_list"),
    path("staff/new", colleagues.staff_new, name="staff_new"),
    path("staff/<str:username>", colleagues.staff_page, name="staff"),
    path("staff/<str:username>/invitation", invitations.invitation_new, name="invitation_new"),
    path("staff/<str:username>/invitation/give", invitations.invitation_give, name="invitation_give"),
    path("staff/<str:username>/invitation/withdraw", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("staff/<str:username>/roles/<number:grant>/end", colleagues.role_end, name="role_end"),
    path("account/login", account.login, name="account_login"),
    path("account/logout", account.logout, name="account_logout"),
    path("account/invitation", invitations.invitation, name="invitation"),
    path("account/inactive", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate", account.reauthenticate, name="account_reauthenticate"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/second-factor", mfa.index, name="mfa_index"),
    path("account/second-factor/authenticate", mfa.authenticate, name="mfa_authenticate"),
    path("account/second-factor/reauthenticate", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/app/activate", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/app/deactivate", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/second-factor/codes/file", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("account/second-factor/passkeys", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/reauthenticate",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second-factor/passkeys/<number:pk>/remove", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/second-factor/passkeys/<number:pk>/name", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/second-factor/passkeys/login", webauthn.login_webauthn, name="mfa_login_webauthn"),
]
