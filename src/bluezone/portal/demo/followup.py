"""Answers of contacts for a demonstration: each that somebody may give, by each way, on the days since they were
entered; symptoms with and without a word on what was done; codes by which people answer for themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from bluezone.portal.demo.cluster import Cluster, Days
from bluezone.portal.followup.answers import Answer, Channel, Outcome, Symptom
from bluezone.portal.followup.links import digest_of_link, end_link, give_link, take_own_answer
from bluezone.portal.followup.models import Task, Watch
from bluezone.portal.followup.services import digest_of_watch, record_visit, settle_task
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.models import Involvement

_WELL, _WELL_AT_THE_DOOR = Answer(Outcome.WELL), Answer(Outcome.WELL, Channel.VISIT, temperature=Decimal("36.6"))
_COUGHS = Answer(Outcome.SYMPTOMS, symptoms=(Symptom.COUGH, Symptom.SORE_THROAT))
_FEVERISH = Answer(Outcome.SYMPTOMS, Channel.VISIT, (Symptom.FEVER,), Decimal("38.2"), "sốt từ tối qua")
_NOT_REACHED = Answer(Outcome.NOT_REACHED, words="máy bận")
_REFUSED = Answer(Outcome.REFUSED, Channel.VISIT)
_OWN_WELL, _OWN_ILL = (
    Answer(Outcome.WELL, Channel.OWN),
    Answer(Outcome.SYMPTOMS, Channel.OWN, (Symptom.ACHES,)),
)
_ANSWERS = {
    0: (_WELL, _WELL, _WELL, _WELL),
    1: (_WELL_AT_THE_DOOR, _WELL, _WELL_AT_THE_DOOR, _WELL_AT_THE_DOOR),
    2: (_WELL, _COUGHS, _WELL),
    3: (_FEVERISH, _WELL),
    4: (_WELL, _REFUSED),
    5: (_WELL, _WELL, _NOT_REACHED, _NOT_REACHED),
}
"""Of the running ones, from the day on which they were entered; of the others nobody has asked any."""
_WELL_BY_CODE, _ILL_BY_CODE, _CODE_ENDED = 9, 7, 10
_TIMES, _ILL = 3, 5
"""How often the old ones were asked, and which of them fell ill on the last day apart."""


def show_followup(cluster: Cluster, *, actor: Staff, entropy: Callable[[int], bytes]) -> None:
    """Asks the people of a cluster how they are, from day to day."""
    days = cluster.days
    for one in cluster.old:
        for ago in range(cluster.old_known, cluster.old_known - _TIMES, -1):
            _ask(actor, one, _WELL, days.at(ago, 15))
    ill = cluster.old[_ILL]
    _ask(actor, ill, _COUGHS, days.at(days.ago(_last_day_apart(ill)), 16))
    for at, answers in _ANSWERS.items():
        for later, answer in enumerate(answers):
            _ask(actor, cluster.running[at], answer, days.at(cluster.running_known - later, 15 + at / 10))
    _settle(actor, cluster.running[2], Task.Outcome.SAMPLE, "", days.at(1, 18))
    _settle(actor, cluster.running[3], Task.Outcome.NONE, "viêm họng đã điều trị, xét nghiệm âm tính", days.at(1, 9))
    _let_answer(actor, cluster.running[_WELL_BY_CODE], (_OWN_WELL, _OWN_WELL), days, entropy)
    _let_answer(actor, cluster.running[_ILL_BY_CODE], (_OWN_WELL, _OWN_ILL), days, entropy)
    _end_code(actor, cluster.running[_CODE_ENDED], days, entropy)


def _ask(actor: Staff, one: Involvement, answer: Answer, now: dt.datetime) -> None:
    watch = _watch_of(one)
    record_visit(actor=actor, watch=watch, answer=answer, read=digest_of_watch(watch), now=now)


def _settle(actor: Staff, one: Involvement, outcome: Task.Outcome, reason: str, now: dt.datetime) -> None:
    watch = _watch_of(one)
    task = watch.tasks.get(done_at=None)
    settle_task(actor=actor, task=task, outcome=outcome, reason=reason, read=digest_of_watch(watch), now=now)


def _let_answer(
    actor: Staff, one: Involvement, answers: Sequence[Answer], days: Days, entropy: Callable[[int], bytes]
) -> None:
    """Gives somebody a code, by which they answer once a day, today for the last time."""
    since = len(answers) - 1
    code = _give(actor, one, days.at(since, 8), entropy)
    for later, answer in enumerate(answers):
        take_own_answer(code=code, answer=answer, now=days.at(since - later, 19))


def _end_code(actor: Staff, one: Involvement, days: Days, entropy: Callable[[int], bytes]) -> None:
    _give(actor, one, days.at(1, 8), entropy)
    watch = _watch_of(one)
    end_link(actor=actor, watch=watch, read=digest_of_link(watch), now=days.at(1, 16))


def _give(actor: Staff, one: Involvement, now: dt.datetime, entropy: Callable[[int], bytes]) -> str:
    watch = _watch_of(one)
    return give_link(actor=actor, watch=watch, read=digest_of_link(watch), now=now, entropy=entropy)


def _last_day_apart(one: Involvement) -> dt.date:
    day = _watch_of(one).apart_until
    assert day is not None  # an F1 of this month
    return day


def _watch_of(one: Involvement) -> Watch:
    return Watch.objects.select_related("involvement__outbreak").get(involvement=one)
