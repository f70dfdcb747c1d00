"""Every address of the portal. Of allauth only the pages that we dress: nobody signs up or resets by mail here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from bluezone.portal.accounts import views as accounts
from bluezone.portal.announcements import broadcast_views
from bluezone.portal.announcements import views as announcements
from bluezone.portal.audit import views as audit
from bluezone.portal.cases import views as cases
from bluezone.portal.field import public_views as field_public
from bluezone.portal.field import views as field
from bluezone.portal.inbox import views as inbox
from bluezone.portal.organisations import views as organisations
from bluezone.portal.places import views as places
from bluezone.portal.registers import views as registers
from bluezone.portal.web import views as web

urlpatterns = [
    path("", web.today, name="today"),
    path("language", web.choose_language, name="language"),
    path("cases", cases.case_list, name="case_list"),
    path("cases/export", cases.case_export, name="case_export"),
    path("cases/new", cases.case_new, name="case_new"),
    path("cases/communes", cases.commune_choices, name="commune_choices"),
    path("cases/<str:number>", cases.case_page, name="case"),
    path("cases/<str:number>/confirm", cases.case_confirm, name="case_confirm"),
    path("cases/<str:number>/code", cases.case_code, name="case_code"),
    path("reports", inbox.inbox, name="inbox"),
    path("reports/key", inbox.report_key, name="report_key"),
    path("reports/phrase", inbox.recovery_phrase, name="recovery_phrase"),
    path("reports/<int:number>/open", inbox.report_open, name="report_open"),
    path("reports/<int:number>/close", inbox.report_close, name="report_close"),
    path("places", places.places, name="places"),
    path("places/<str:key>", places.place, name="place"),
    path("places/<str:key>/hamlets", places.hamlet_new, name="hamlet_new"),
    path("organisations", organisations.organisations, name="organisations"),
    path("organisations/export", organisations.organisations_export, name="organisations_export"),
    path("organisations/choices", organisations.organisation_choices, name="organisation_choices"),
    path("organisations/new", organisations.organisation_new, name="organisation_new"),
    path("organisations/<int:key>", organisations.organisation, name="organisation"),
    path("organisations/<int:key>/place", organisations.organisation_place, name="organisation_place"),
    path("organisations/<int:key>/close", organisations.organisation_close, name="organisation_close"),
    path("organisations/<int:key>/contacts", organisations.contact_new, name="contact_new"),
    path("organisations/<int:key>/contacts/<int:contact>/end", organisations.contact_end, name="contact_end"),
    path("announcements", announcements.announcements, name="announcements"),
    path("announcements/new", announcements.announcement_new, name="announcement_new"),
    path("announcements/app", announcements.announcements_in_app, name="announcements_in_app"),
    path("announcements/app/configuration.json", announcements.announcements_draft, name="announcements_draft"),
    path("announcements/<int:key>", announcements.announcement, name="announcement"),
    path("announcements/<int:key>/words", announcements.announcement_words, name="announcement_words"),
    path("announcements/<int:key>/approve", announcements.announcement_approve, name="announcement_approve"),
    path("announcements/<int:key>/withdraw", announcements.announcement_withdraw, name="announcement_withdraw"),
    path(
        "announcements/<int:key>/script-<str:language>.pdf",
        announcements.announcement_script_pdf,
        name="announcement_script",
    ),
    path(
        "announcements/<int:key>/poster-<str:language>.pdf",
        announcements.announcement_poster_pdf,
        name="announcement_poster",
    ),
    path(
        "announcements/<int:key>/speak/<str:language>",
        announcements.announcement_audio_new,
        name="announcement_audio_new",
    ),
    path(
        "announcements/<int:key>/audio-<str:language>.wav", announcements.announcement_audio, name="announcement_audio"
    ),
    path("announcements/<int:key>/broadcasts", broadcast_views.broadcast_new, name="broadcast_new"),
    path("broadcasts", broadcast_views.broadcasts, name="broadcasts"),
    path("broadcasts/<int:key>/read", broadcast_views.broadcast_read, name="broadcast_read"),
    path("broadcasts/<int:key>/left-out", broadcast_views.broadcast_left_out, name="broadcast_left_out"),
    path("teams", field.teams, name="field_teams"),
    path("teams/<int:key>", field.team_day, name="field_team_day"),
    path("teams/<int:key>/evidence", field.team_day_take_over, name="field_take_over"),
    path("teams/links/<int:key>", field.link, name="field_link"),
    path("teams/links/<int:key>/revoke", field.link_revoke, name="field_link_revoke"),
    path("teams/photos/<int:key>", field.team_photo, name="field_team_photo"),
    path("field/", field_public.field_page, name="field_page"),
    path("field/en", field_public.field_page_en, name="field_page_en"),
    path("field/worker.js", field_public.field_worker, name="field_worker"),
    path("field/entries", field_public.field_entries, name="field_entries"),
    path("field/photos/<str:identity>", field_public.field_photo, name="field_photo"),
    path("lists", registers.lists, name="lists"),
    path("lists/new", registers.list_new, name="list_new"),
    path("lists/contacts", registers.contacts, name="contacts"),
    path("lists/contacts/export", registers.contacts_export, name="contacts_export"),
    path("lists/rosters/<str:kind>", registers.roster, name="roster"),
    path("lists/rosters/<str:kind>/export", registers.roster_export, name="roster_export"),
    path("lists/sent/<int:number>", registers.sent_list_page, name="sent_list"),
    path("lists/sent/<int:number>/columns", registers.sent_list_choose, name="sent_list_choose"),
    path("lists/sent/<int:number>/store", registers.sent_list_store, name="sent_list_store"),
    path("lists/sent/<int:number>/put-aside", registers.sent_list_put_aside, name="sent_list_put_aside"),
    path("lists/doubles", registers.doubles, name="doubles"),
    path("lists/doubles/<int:number>/judge", registers.double_judge, name="double_judge"),
    path("staff/export", accounts.staff_export, name="staff_export"),
    path("staff", accounts.staff_list, name="staff_list"),
    path("staff/new", accounts.staff_new, name="staff_new"),
    path("staff/<str:username>", accounts.staff_page, name="staff"),
    path("staff/<str:username>/roles/<int:grant>/end", accounts.role_end, name="role_end"),
    path("audit/export", audit.audit_export, name="audit_export"),
    path("audit", audit.audit_log, name="audit_log"),
    path("account/login", account.login, name="account_login"),
    path("account/logout", account.logout, name="account_logout"),
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
    path("account/second-factor/passkeys/<int:pk>/remove", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/name", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/second-factor/passkeys/login", webauthn.login_webauthn, name="mfa_login_webauthn"),
]

handler400 = web.unacceptable
handler403 = web.refused
handler404 = web.missing
handler500 = web.broken
