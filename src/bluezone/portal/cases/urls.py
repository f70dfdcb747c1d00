"""Addresses of cases and the code desk."""

from django.urls import path

from bluezone.portal.cases.views import alerts, changing, desk, doubles, figures, moving, rules

urlpatterns = [
    path("cases", desk.case_list, name="case_list"),
    path("cases/export", desk.case_export, name="case_export"),
    path("cases/offers/<number:offer>/take", moving.offer_take, name="offer_take"),
    path("cases/offers/<number:offer>/decline", moving.offer_decline, name="offer_decline"),
    path("cases/figures", figures.case_figures, name="case_figures"),
    path("cases/rules", rules.desk_rules, name="desk_rules"),
    path("cases/rules/<number:asked>/agree", rules.rule_agree, name="rule_agree"),
    path("cases/rules/<number:asked>/leave", rules.rule_leave, name="rule_leave"),
    path("cases/doubles", doubles.person_doubles, name="person_doubles"),
    path("cases/doubles/<number:double>/apart", doubles.person_apart, name="person_apart"),
    path("cases/doubles/<number:double>/merge", doubles.person_merge, name="person_merge"),
    path("cases/merges/<number:merge>/agree", doubles.merge_agree, name="merge_agree"),
    path("cases/merges/<number:merge>/leave", doubles.merge_leave, name="merge_leave"),
    path("cases/merges/<number:merge>/undo", doubles.merge_undo, name="merge_undo"),
    path("cases/new", desk.case_new, name="case_new"),
    path("cases/communes", desk.commune_choices, name="commune_choices"),
    path("cases/<str:number>", desk.case_page, name="case"),
    path("cases/<str:number>/confirm", desk.case_confirm, name="case_confirm"),
    path("cases/<str:number>/correct", changing.case_correct, name="case_correct"),
    path("cases/<str:number>/move", moving.case_move, name="case_move"),
    path("cases/<str:number>/keep", moving.case_keep, name="case_keep"),
    path("cases/<str:number>/close", changing.case_close, name="case_close"),
    path("cases/<str:number>/reopen", changing.case_reopen, name="case_reopen"),
    path("cases/<str:number>/code", desk.case_code, name="case_code"),
    path("cases/<str:number>/alerts", alerts.case_alert, name="case_alert"),
]
