"""Every address of the portal. Of allauth only the pages that we dress: nobody signs up or resets by mail here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from bluezone.portal.accounts import invitation_views as invitations
from bluezone.portal.accounts import views as accounts
from bluezone.portal.announcements import broadcast_views
from bluezone.portal.announcements import views as announcements
from bluezone.portal.audit import views as audit
from bluezone.portal.cases import alert_views as case_alerts
from bluezone.portal.cases import rule_views as rules
from bluezone.portal.cases import views as cases
from bluezone.portal.field import public_views as field_public
from bluezone.portal.field import views as field
from bluezone.portal.inbox import views as inbox
from bluezone.portal.messages import views as messages
from bluezone.portal.organisations import views as organisations
from bluezone.portal.papers import views as papers
from bluezone.portal.places import views as places
from bluezone.portal.registers import views as registers
from bluezone.portal.rollout_desk.views import answering, collecting, evidence, keying, register, summing, watching
from bluezone.portal.rollout_desk.views import papers as rollout_papers
from bluezone.portal.web import views as web

urlpatterns = [
    path("", web.today, name="today"),
    path("language", web.choose_language, name="language"),
    path("cases", cases.case_list, name="case_list"),
    path("cases/export", cases.case_export, name="case_export"),
    path("cases/rules", rules.desk_rules, name="desk_rules"),
    path("cases/new", cases.case_new, name="case_new"),
    path("cases/communes", cases.commune_choices, name="commune_choices"),
    path("cases/<str:number>", cases.case_page, name="case"),
    path("cases/<str:number>/confirm", cases.case_confirm, name="case_confirm"),
    path("cases/<str:number>/code", cases.case_code, name="case_code"),
    path("cases/<str:number>/code/send", messages.code_send, name="code_send"),
    path("cases/<str:number>/alerts", case_alerts.case_alert, name="case_alert"),
    path("cases/<str:number>/slip", papers.code_slip, name="code_slip"),
    path("reports", inbox.inbox, name="inbox"),
    path("reports/key", inbox.report_key, name="report_key"),
    path("reports/phrase", inbox.recovery_phrase, name="recovery_phrase"),
    path("reports/<int:number>/open", inbox.report_open, name="report_open"),
    path("reports/<int:number>/join", inbox.report_join, name="report_join"),
    path("reports/<int:number>/close", inbox.report_close, name="report_close"),
    path("places", places.places, name="places"),
    path("places/crosswalk", places.crosswalk, name="crosswalk"),
    path("places/<str:key>", places.place, name="place"),
    path("places/<str:key>/rename", places.hamlet_rename, name="hamlet_rename"),
    path("places/<str:key>/close", places.hamlet_close, name="hamlet_close"),
    path("places/<str:key>/hamlets", places.hamlet_new, name="hamlet_new"),
    path("organisations", organisations.organisations, name="organisations"),
    path("organisations/export", organisations.organisations_export, name="organisations_export"),
    path("organisations/tree", organisations.organisation_tree, name="organisation_tree"),
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
    path("announcements/<int:key>/directive", announcements.announcement_directive, name="announcement_directive"),
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
    path("directives", register.directive_list, name="directive_list"),
    path("directives/new", register.directive_new, name="directive_new"),
    path("directives/example/<str:name>", register.directive_example, name="directive_example"),
    path("directives/<str:key>", register.directive, name="directive"),
    path("directives/<str:key>/letter.pdf", register.directive_pdf, name="directive_pdf"),
    path("directives/<str:key>/letter", register.directive_sign, name="directive_sign"),
    path("directives/<str:key>/letter/check", register.directive_check, name="directive_check"),
    path("directives/<str:key>/seats", register.directive_seats, name="directive_seats"),
    path("directives/<str:key>/seats/<int:seat_id>/end", register.seat_end, name="seat_end"),
    path("directives/<str:key>/progress", watching.directive_progress, name="directive_progress"),
    path("directives/<str:key>/reports", collecting.report_list, name="report_list"),
    path("directives/<str:key>/reports/approve", collecting.reports_approve, name="reports_approve"),
    path("directives/<str:key>/reports/<str:unit>", collecting.report_page, name="report_page"),
    path("directives/<str:key>/reports/<str:unit>/decide", collecting.report_decide, name="report_decide"),
    path("directives/<str:key>/reports/<str:unit>/extend", collecting.report_extend, name="report_extend"),
    path("directives/<str:key>/reports/<str:unit>/correct", collecting.report_correct, name="report_correct"),
    path("directives/<str:key>/reports/<str:unit>/lead", collecting.report_lead, name="report_lead"),
    path("directives/<str:key>/reports/<str:unit>/paper", keying.paper_keying, name="paper_keying"),
    path("directives/<str:key>/forms.zip", collecting.forms_zip, name="forms_zip"),
    path("directives/<str:key>/forms", collecting.forms_upload, name="forms_upload"),
    path("directives/<str:key>/forms/<str:unit>.xlsx", answering.report_form, name="report_form"),
    path("directives/<str:key>/mine/<str:unit>", answering.my_report, name="my_report"),
    path("directives/<str:key>/mine/<str:unit>/draft", answering.my_draft, name="my_draft"),
    path("directives/<str:key>/mine/<str:unit>/files", answering.my_upload, name="my_upload"),
    path("directives/<str:key>/mine/<str:unit>/evidence", evidence.my_evidence, name="my_evidence"),
    path(
        "directives/<str:key>/mine/<str:unit>/evidence/<int:number>/withdraw",
        evidence.evidence_withdraw,
        name="evidence_withdraw",
    ),
    path(
        "directives/<str:key>/mine/<str:unit>/corrections/<int:number>", answering.my_correction, name="my_correction"
    ),
    path("directives/<str:key>/files/<str:unit>/<str:sha256>", evidence.rollout_file, name="rollout_file"),
    path("directives/<str:key>/sums", summing.sums, name="sums"),
    path("directives/<str:key>/sums/published", summing.rate_published, name="rate_published"),
    path("directives/<str:key>/sums/<str:indicator>", summing.figure, name="figure"),
    path("directives/<str:key>/levels/<str:unit>", summing.level_approve, name="level_approve"),
    path("directives/<str:key>/papers", rollout_papers.directive_papers, name="directive_papers"),
    path(
        "directives/<str:key>/papers/<int:number>/anew",
        rollout_papers.directive_paper_anew,
        name="directive_paper_anew",
    ),
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
    path("papers/registers/<int:key>", papers.register, name="register"),
    path("papers/registers/<int:key>/print", papers.register_print, name="register_print"),
    path("papers/registers/<int:key>/export", papers.register_export, name="register_export"),
    path("papers/registers/<int:key>/arrivals/new", papers.arrival_new, name="arrival_new"),
    path("organisations/<int:key>/poster", papers.poster, name="poster"),
    path("papers", papers.paper_list, name="paper_list"),
    path("papers/new", papers.paper_new, name="paper_new"),
    path("papers/<int:paper>", papers.paper, name="paper"),
    path("papers/<int:paper>/edit", papers.paper_edit, name="paper_edit"),
    path("papers/<int:paper>/submit", papers.paper_submit, name="paper_submit"),
    path("papers/<int:paper>/return", papers.paper_return, name="paper_return"),
    path("papers/<int:paper>/file.pdf", papers.paper_pdf, name="paper_pdf"),
    path("papers/<int:paper>/draft.docx", papers.paper_docx, name="paper_docx"),
    path("papers/<int:paper>/page.png", papers.paper_picture, name="paper_picture"),
    path("papers/<int:paper>/sign", papers.paper_sign, name="paper_sign"),
    path("papers/<int:paper>/differences", papers.paper_note, name="paper_note"),
    path("papers/<int:paper>/seal", papers.paper_seal, name="paper_seal"),
    path("papers/<int:paper>/reserve", papers.paper_reserve, name="paper_reserve"),
    path("papers/<int:paper>/release", papers.paper_release, name="paper_release"),
    path("papers/<int:paper>/returned", papers.paper_returned, name="paper_returned"),
    path("papers/<int:paper>/scan", papers.paper_scan, name="paper_scan"),
    path("papers/<int:paper>/issue", papers.paper_issue, name="paper_issue"),
    path("papers/<int:paper>/recall", papers.paper_recall, name="paper_recall"),
    path("messages", messages.message_list, name="message_list"),
    path("messages/new", messages.message_new, name="message_new"),
    path("messages/picture", messages.message_picture, name="message_picture"),
    path("messages/opt-outs", messages.opt_outs, name="opt_outs"),
    path("messages/receipt", messages.receipt, name="message_receipt"),
    path("verify", papers.check_file, name="check_file"),
    path("verify/form", papers.check_form, name="check_form"),
    path("verify/form/<str:name>.png", papers.checked_page, name="checked_page"),
    path("verify/<str:check_key>", papers.check_paper, name="check_paper"),
    path("staff", accounts.staff_list, name="staff_list"),
    path("staff/new", accounts.staff_new, name="staff_new"),
    path("staff/<str:username>", accounts.staff_page, name="staff"),
    path("staff/<str:username>/invitation", invitations.invitation_new, name="invitation_new"),
    path("staff/<str:username>/invitation/give", invitations.invitation_give, name="invitation_give"),
    path("staff/<str:username>/invitation/withdraw", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("staff/<str:username>/roles/<int:grant>/end", accounts.role_end, name="role_end"),
    path("audit/export", audit.audit_export, name="audit_export"),
    path("audit", audit.audit_log, name="audit_log"),
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
    path("account/second-factor/passkeys/<int:pk>/remove", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/name", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/second-factor/passkeys/login", webauthn.login_webauthn, name="mfa_login_webauthn"),
]

handler400 = web.unacceptable
handler403 = web.refused
handler404 = web.missing
handler500 = web.broken
