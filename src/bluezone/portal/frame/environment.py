"""The Jinja environment of every page: the shared macros and the words of the request's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined

from bluezone import webui
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.days import clock_time, day_and_month, day_name, full_date
from bluezone.vietnam.numbers import decimal_said, grouped
from bluezone.vietnam.practice import MARK

_TOP_OF_THE_PAGE = "#main"


def environment(**options: Any) -> Environment:
    """Makes the environment; Django calls it once, with the folders of the templates."""
    options = {**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": False}
    made = Environment(**options, extensions=["jinja2.ext.i18n", webui.Unindented])  # noqa: S701 - Django passes autoescape=True
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined] # of the extension
    made.globals.update(icon=webui.icon, asset=staticfiles_storage.url, qr=webui.qr_svg, url=_address)
    made.globals.update(is_training=_is_training, training_class=_training_class, training_mark=MARK, dial=_dial)
    made.filters.update(
        day=_in_language(day_name),
        day_first=lambda date: day_name(date, get_language() or "vi", sentence=True),
        short_day=_in_language(day_and_month),
        full_date=full_date,
        clock=lambda moment: clock_time(moment.astimezone(VIET_NAM)),
        local_date=lambda moment: moment.astimezone(VIET_NAM).date(),
        local_day=lambda moment: full_date(moment.astimezone(VIET_NAM)),
        moment=_moment,
        said=lambda words: words.said(get_language() or "vi"),
        grouped=lambda number: grouped(number, "en" if get_language() == "en" else "vi"),
        share=lambda quotient: quotient.said("en" if get_language() == "en" else "vi"),
        percent=lambda number: decimal_said(number, "en" if get_language() == "en" else "vi"),
        json_script=lambda value: json_script(value, "js_data"),
    )
    return made


def _address(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


def _is_training() -> bool:
    return bool(settings.TRAINING)


def _training_class() -> str:
    """Makes room at the top of a page for the mark of a training."""
    return " in-training" if settings.TRAINING else ""


def _dial(phone: str) -> str:
    """Leads to the telephone; in a training, whose numbers were invented and may be somebody's, nowhere."""
    return _TOP_OF_THE_PAGE if settings.TRAINING else f"tel:{phone.replace(' ', '')}"


def _in_language(words: Callable[[dt.date, str], str]) -> Callable[[dt.date], str]:
    return lambda date: words(date, get_language() or "vi")


def _moment(moment: dt.datetime) -> str:
    """Writes a moment in Viet Nam: 24/11/2026 14:05."""
    return f"{moment.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"
