"""One file a screen: its routes, the facts that its template needs, and the owner's taps that it carries out."""

from bluezone.citizen.screens import (
    around,
    battery,
    code,
    declaration,
    door_code,
    first_run,
    history,
    home,
    language,
    ledger,
    mark,
    more,
    news,
    offline,
    places,
    questions,
    report,
    sent,
    settings,
    warnings,
)

ROUTES = (
    *home.ROUTES,
    *around.ROUTES,
    *history.ROUTES,
    *mark.ROUTES,
    *warnings.ROUTES,
    *report.ROUTES,
    *code.ROUTES,
    *declaration.ROUTES,
    *sent.ROUTES,
    *places.ROUTES,
    *door_code.ROUTES,
    *news.ROUTES,
    *questions.ROUTES,
    *more.ROUTES,
    *settings.ROUTES,
    *battery.ROUTES,
    *ledger.ROUTES,
    *first_run.ROUTES,
    *language.ROUTES,
    *offline.ROUTES,
)

__all__ = ["ROUTES"]
