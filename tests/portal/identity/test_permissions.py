"""What the permission table must go on saying, whoever adds lines to it: principles, not the lines once more.

That the pages keep to the table is the walk's question (tests/portal/frame/test_walk.py).
"""

from __future__ import annotations

import pytest

from bluezone.portal.identity.permissions import BY_ACT, TABLE, Reach
from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR, SEES_NAMES, Role

OF_THE_SICK = {
    "cases", "tracing", "households", "interview", "followup", "sampling", "isolation", "reminders", "reports", "lists"
}  # fmt: skip
"""Rooms of people who are ill, were near somebody, or told something of themselves."""
KEEP_NO_PERSON = {"cases.rule", "tracing.outbreaks", "tracing.outbreak", "reports.key", "hamlets.settle"}
"""Rules, outbreaks and keys, which an administrator sets; names of hamlets."""
LISTS_OF_ANYTHING = {"lists.any", "lists.see", "lists.import", "lists.review", "lists.export"}
"""Lists of organisations and of staff come in the same way; a list of persons asks for its own act."""
CASE_TEAM = {Role.HEALTH_OFFICER, Role.INTERVIEWER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST}
DECIDES_ABOUT_PEOPLE = {Role.HEALTH_OFFICER, Role.SUPERVISOR}

ONE_PIECE_OF_WORK = (
    ("reports.list", "reports.open", "reports.join", "reports.call", "reports.close"),
    ("papers.list", "papers.see", "papers.draft"),
    ("papers.elsewhere", "papers.confirm", "papers.certificates", "papers.vouch", "papers.recall", "papers.register"),
    ("papers.seal", "papers.issue", "papers.enter"),
    ("papers.poster", "messages.list", "messages.write"),
    ("premises.register", "premises.owners", "posts.keep"),
    ("premises.approve", "premises.close"),
    ("lists.see", "lists.import", "lists.review", "lists.export"),
    ("cases.list", "cases.see", "cases.figures", "cases.export", "tracing.list", "tracing.see", "tracing.chain"),
    ("cases.open", "cases.confirm", "cases.code", "cases.correct", "cases.close", "cases.move", "cases.receive"),
    ("interview.see", "interview.print", "interview.note", "followup.round", "followup.record", "followup.link"),
    ("tracing.landmark", "tracing.presence", "tracing.expose", "tracing.note", "interview.note", "households.expose"),
    ("isolation.list", "isolation.see", "isolation.centres", "followup.see", "followup.figures"),
    ("sampling.round", "sampling.take", "sampling.tell"),
    ("reminders.list", "reminders.see", "reminders.consent", "reminders.withdraw", "reminders.called"),
    ("reminders.new", "reminders.send"),
    ("sampling.order", "sampling.send", "sampling.result"),
    ("announcements.draft", "announcements.broadcast", "field.link"),
    ("directives.load", "directives.keep"),
    ("directives.decide", "directives.approve", "announcements.approve"),
    ("staff.list", "staff.export", "staff.manage", "staff.reset"),
    ("audit.read", "audit.export"),
)


THOSE_OF_SEVERAL_ROLES = (
    ({Role.ADMINISTRATOR, Role.SUPERVISOR}, ("organisations.manage", "cases.rule")),
    ({Role.HEALTH_OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR}, ("hamlets.settle", "lists.see")),
    (
        {Role.HEALTH_OFFICER, Role.SUPERVISOR, Role.INTERVIEWER},
        ("households.expose", "followup.record", "sampling.tell"),
    ),
    ({Role.HEALTH_OFFICER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST}, ("tracing.regimes", "tracing.release")),
    ({Role.HEALTH_OFFICER, Role.SUPERVISOR, Role.LEADER}, ("premises.telephone", "premises.approve", "premises.join")),
    ({Role.HEALTH_OFFICER, Role.SUPERVISOR, Role.REGISTRY_CLERK, Role.LEADER}, ("messages.opt_out",)),
    ({Role.CONSOLIDATOR, Role.REGISTRY_CLERK, Role.LEADER}, ("directives.watch",)),
    ({Role.CONSOLIDATOR, Role.REGISTRY_CLERK}, ("directives.keep",)),
    ({Role.CONSOLIDATOR, Role.LEADER}, ("directives.approve", "announcements.approve")),
    ({Role.CONSOLIDATOR, Role.REPORTER}, ("directives.form", "field.link")),
)
"""Acts of which no principle says whose they are."""


def acts_of(role: Role) -> set[str]:
    return {line.act for line in TABLE if role in line.roles}


def of_room(*rooms: str) -> list[str]:
    return [line.act for line in TABLE if line.act.split(".")[0] in rooms]


@pytest.mark.parametrize("act", sorted(set(of_room(*OF_THE_SICK)) - KEEP_NO_PERSON - LISTS_OF_ANYTHING))
def test_whoever_is_not_of_the_case_team_meets_nobody_who_is_ill(act):
    assert BY_ACT[act].roles <= CASE_TEAM


@pytest.mark.parametrize("role", [Role.REPORTER, Role.CONSOLIDATOR, Role.REGISTRY_CLERK, Role.LEADER, Role.DOOR_KEEPER])
def test_whoever_reports_collects_signs_or_keeps_a_door_reads_no_list_of_persons(role):
    assert not acts_of(role) & set(of_room(*OF_THE_SICK))


def test_an_epidemiologist_reads_and_counts_and_changes_nobodys_record():
    """Interviews, rounds and decisions are for those who speak with people."""
    reads = {
        "any",
        "see",
        "list",
        "contacts",
        "figures",
        "export",
        "chain",
        "regimes",
        "outbreaks",
        "places",
        "centres",
    }

    assert {act.split(".")[1] for act in acts_of(Role.EPIDEMIOLOGIST) & set(of_room(*OF_THE_SICK))} == reads | {
        "release"  # of an export that somebody else asked for
    }


@pytest.mark.parametrize(
    "act", ["cases.confirm", "cases.code", "cases.merge", "cases.alert", "posts.release", "isolation.propose"]
)
def test_who_is_a_case_gets_a_code_or_is_kept_at_home_is_decided_by_officers(act):
    assert BY_ACT[act].roles == DECIDES_ABOUT_PEOPLE
    assert BY_ACT[act].reach is Reach.UNIT


@pytest.mark.parametrize(("roles", "acts"), THOSE_OF_SEVERAL_ROLES, ids=[acts[0] for _, acts in THOSE_OF_SEVERAL_ROLES])
def test_what_several_roles_do_each_of_them_may_and_nobody_else(roles, acts):
    assert [roles] * len(acts) == [BY_ACT[act].roles for act in acts]


def test_signing_is_the_leaders_sealing_and_issuing_the_clerks_and_nobody_does_both():
    assert {Role.LEADER} == BY_ACT["papers.sign"].roles
    assert {Role.REGISTRY_CLERK} == BY_ACT["papers.seal"].roles == BY_ACT["papers.issue"].roles


def test_hiring_and_the_way_back_in_are_the_administrators_who_meet_no_patient():
    met = {act for act in of_room(*OF_THE_SICK) if act.endswith((".see", ".list"))} - {"lists.see"}

    assert all({Role.ADMINISTRATOR} == BY_ACT[act].roles for act in of_room("staff"))
    assert not acts_of(Role.ADMINISTRATOR) & met


def test_the_audit_is_read_by_those_who_answer_for_others():
    assert all({Role.ADMINISTRATOR, Role.SUPERVISOR} == BY_ACT[act].roles for act in of_room("audit"))


def test_a_door_keeper_has_their_post_and_what_everybody_has():
    everybody = {line.act for line in TABLE if line.roles == frozenset(Role)}

    assert {"posts.list", "posts.key"} == acts_of(Role.DOOR_KEEPER) - everybody


def test_what_is_open_to_everybody_names_no_person():
    everybody = {line.act: line.reach for line in TABLE if line.roles == frozenset(Role)}

    assert {Reach.EVERYWHERE} == set(everybody.values())
    assert not set(everybody) & set(of_room(*OF_THE_SICK, "papers", "staff", "audit", "premises", "posts"))


def test_who_meets_names_by_the_table_needs_a_second_factor():
    """Whoever may open a row with names, under whatever role that is added later."""
    named = {line.act for line in TABLE if line.reach in {Reach.UNIT, Reach.PROVINCE}} & set(
        of_room(*OF_THE_SICK, "staff")
    )
    meeting = {role for act in named for role in BY_ACT[act].roles}

    assert meeting <= SEES_NAMES <= NEEDS_SECOND_FACTOR


def test_each_act_stands_once():
    assert len(BY_ACT) == len(TABLE)


@pytest.mark.parametrize("acts", ONE_PIECE_OF_WORK, ids=lambda acts: acts[0])
def test_whoever_begins_a_piece_of_work_can_end_it(acts):
    assert 1 == len({BY_ACT[act].roles for act in acts})


@pytest.mark.parametrize(
    "way_in", ["premises.list", "posts.list", "directives.see", "announcements.list", "messages.list", "reports.list"]
)
def test_whoever_works_in_a_room_finds_the_way_in(way_in):
    """An act that is offered on no page is none."""
    room = way_in.split(".")[0]
    at_work = frozenset[Role]().union(*(BY_ACT[act].roles for act in of_room(room) if act not in KEEP_NO_PERSON))

    assert at_work == BY_ACT[way_in].roles
