"""The permission table: who may do what, and where. Written by hand, read by people, walked by a test.

Every view names its act; an act that does not stand here is refused. `Reach` says which rows it opens:

    EVERYWHERE   no person is in it: places, one's own page
    UNIT         rows of one's unit and the units below it, with names
    PROVINCE     rows of one's whole province; with names inside one's unit, pseudonyms elsewhere
    AREA         rows of one's unit and the units below it; no person is in them
    SEAT         rows of the offices at whose desk one sits, and of those below them; no person is in them. Which office
                 that is, the room asks itself (`directives/policy.py`): seven offices of a district share its unit
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bluezone.portal.identity.roles import Role


class Reach(enum.Enum):
    """Which rows an action opens."""

    EVERYWHERE = "everywhere"
    UNIT = "unit"
    PROVINCE = "province"
    SEAT = "seat"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the table."""

    act: str
    roles: frozenset[Role]
    reach: Reach


EVERYBODY = frozenset(Role)
CASE_TEAM = frozenset({Role.HEALTH_OFFICER, Role.INTERVIEWER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST})
OFFICERS = frozenset({Role.HEALTH_OFFICER, Role.SUPERVISOR})
OFFICE = frozenset({Role.REGISTRY_CLERK, Role.LEADER})
WRITERS = OFFICE | {Role.SUPERVISOR, Role.CONSOLIDATOR}
CLERK, LEADER = frozenset({Role.REGISTRY_CLERK}), frozenset({Role.LEADER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
REPORTERS = frozenset({Role.REPORTER})
COLLECTORS = frozenset({Role.CONSOLIDATOR})
ROLLOUT = REPORTERS | COLLECTORS | OFFICE

TABLE: tuple[Permission, ...] = (
    # act                          who                                          where
    Permission("home.today",        EVERYBODY,                                   Reach.EVERYWHERE),
    Permission("guides.read",      EVERYBODY,                                   Reach.EVERYWHERE),
    Permission("places.search",    EVERYBODY,                                   Reach.EVERYWHERE),
    Permission("hamlets.settle",   OFFICERS | ADMINISTRATOR,                    Reach.UNIT),
    Permission("organisations.list",     EVERYBODY,                             Reach.EVERYWHERE),
    Permission("organisations.contacts", OFFICERS | ADMINISTRATOR | OFFICE,     Reach.PROVINCE),
    Permission("organisations.manage",   ADMINISTRATOR | {Role.SUPERVISOR},     Reach.UNIT),
    Permission("organisations.export",   EVERYBODY,                             Reach.EVERYWHERE),
    Permission("premises.list",    WRITERS | OFFICERS | REPORTERS | ADMINISTRATOR, Reach.AREA),
    Permission("premises.export",  WRITERS | OFFICERS | REPORTERS | ADMINISTRATOR, Reach.AREA),
    Permission("premises.telephone", OFFICERS | LEADER,                         Reach.AREA),
    Permission("premises.register", OFFICERS | REPORTERS | {Role.REGISTRY_CLERK}, Reach.AREA),
    Permission("premises.owners",  OFFICERS | REPORTERS | {Role.REGISTRY_CLERK}, Reach.AREA),
    Permission("premises.approve", OFFICERS | LEADER,                           Reach.AREA),
    Permission("premises.leave",   OFFICERS | REPORTERS | OFFICE,               Reach.AREA),
    Permission("premises.close",   OFFICERS | LEADER,                           Reach.AREA),
    Permission("premises.join",    OFFICERS | LEADER,                           Reach.AREA),
    Permission("posts.list",       WRITERS | OFFICERS | REPORTERS | ADMINISTRATOR | {Role.DOOR_KEEPER}, Reach.AREA),
    Permission("posts.keep",       OFFICERS | REPORTERS | {Role.REGISTRY_CLERK}, Reach.AREA),
    Permission("posts.key",        OFFICERS | REPORTERS | {Role.REGISTRY_CLERK, Role.DOOR_KEEPER}, Reach.AREA),
    Permission("posts.release",    OFFICERS,                                    Reach.UNIT),
    Permission("lists.any",        CASE_TEAM | ADMINISTRATOR,                   Reach.UNIT),
    Permission("lists.see",        OFFICERS | ADMINISTRATOR,                    Reach.UNIT),
    Permission("lists.contacts",   CASE_TEAM,                                   Reach.UNIT),
    Permission("lists.contacts_export",  OFFICERS,                              Reach.UNIT),
    Permission("lists.import",     OFFICERS | ADMINISTRATOR,                    Reach.UNIT),
    Permission("lists.review",     OFFICERS | ADMINISTRATOR,                    Reach.UNIT),
    Permission("lists.export",     OFFICERS | ADMINISTRATOR,                    Reach.UNIT),
    Permission("cases.list",       CASE_TEAM,                                   Reach.PROVINCE),
    Permission("cases.see",        CASE_TEAM,                                   Reach.PROVINCE),
    Permission("cases.open",       OFFICERS,                                    Reach.UNIT),
    Permission("cases.confirm",    OFFICERS,                                    Reach.UNIT),
    Permission("cases.code",       OFFICERS,                                    Reach.UNIT),
    Permission("cases.figures",    CASE_TEAM,                                   Reach.PROVINCE),
    Permission("cases.correct",    OFFICERS,                                    Reach.UNIT),
    Permission("cases.close",      OFFICERS,                                    Reach.UNIT),
    Permission("cases.move",       OFFICERS,                                    Reach.UNIT),
    Permission("cases.receive",    OFFICERS,                                    Reach.UNIT),
    Permission("cases.doubles",    OFFICERS,                                    Reach.UNIT),
    Permission("cases.merge",      OFFICERS,                                    Reach.UNIT),
    Permission("cases.alert",      OFFICERS,                                    Reach.UNIT),
    Permission("cases.rule",       ADMINISTRATOR | {Role.SUPERVISOR},           Reach.UNIT),
    Permission("cases.export",     CASE_TEAM,                                   Reach.PROVINCE),
    Permission("tracing.list",     CASE_TEAM,                                   Reach.PROVINCE),
    Permission("tracing.see",      CASE_TEAM,                                   Reach.PROVINCE),
    Permission("tracing.chain",    CASE_TEAM,                                   Reach.PROVINCE),
    Permission("tracing.regimes",  OFFICERS | {Role.EPIDEMIOLOGIST},            Reach.PROVINCE),
    Permission("tracing.outbreaks", CASE_TEAM | ADMINISTRATOR,                  Reach.PROVINCE),
    Permission("tracing.outbreak", ADMINISTRATOR,                               Reach.AREA),
    Permission("tracing.transfers", OFFICERS,                                   Reach.UNIT),
    Permission("tracing.offer",    OFFICERS,                                    Reach.UNIT),
    Permission("tracing.receive",  OFFICERS,                                    Reach.UNIT),
    Permission("tracing.places",   CASE_TEAM,                                   Reach.UNIT),
    Permission("tracing.landmark", OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("tracing.presence", OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("tracing.export",   CASE_TEAM,                                   Reach.PROVINCE),
    Permission("tracing.release",  OFFICERS | {Role.EPIDEMIOLOGIST},            Reach.UNIT),
    Permission("tracing.expose",   OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("tracing.set_apart", OFFICERS,                                   Reach.UNIT),
    Permission("tracing.withdraw", OFFICERS,                                    Reach.UNIT),
    Permission("tracing.inbox",    OFFICERS,                                    Reach.UNIT),
    Permission("tracing.note",     OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("tracing.attach",   OFFICERS,                                    Reach.UNIT),
    Permission("tracing.close",    OFFICERS,                                    Reach.UNIT),
    Permission("interview.see",    OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("interview.print",  OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("interview.note",   OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("households.see",   CASE_TEAM,                                   Reach.UNIT),
    Permission("households.note",  OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("households.expose", OFFICERS | {Role.INTERVIEWER},              Reach.UNIT),
    Permission("followup.round",   OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("followup.see",     CASE_TEAM,                                   Reach.UNIT),
    Permission("followup.record",  OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("followup.figures", CASE_TEAM,                                   Reach.UNIT),
    Permission("followup.link",    OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("followup.settle",  OFFICERS,                                    Reach.UNIT),
    Permission("reminders.list",   OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("reminders.see",    OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("reminders.consent", OFFICERS | {Role.INTERVIEWER},              Reach.UNIT),
    Permission("reminders.withdraw", OFFICERS | {Role.INTERVIEWER},             Reach.UNIT),
    Permission("reminders.called", OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("reminders.new",    OFFICERS,                                    Reach.UNIT),
    Permission("reminders.send",   OFFICERS,                                    Reach.UNIT),
    Permission("sampling.round",   OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("sampling.take",    OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("sampling.list",    CASE_TEAM,                                   Reach.UNIT),
    Permission("sampling.see",     CASE_TEAM,                                   Reach.UNIT),
    Permission("sampling.order",   OFFICERS,                                    Reach.UNIT),
    Permission("sampling.labels",  OFFICERS,                                    Reach.AREA),
    Permission("sampling.send",    OFFICERS,                                    Reach.UNIT),
    Permission("sampling.result",  OFFICERS,                                    Reach.UNIT),
    Permission("sampling.tell",    OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("situation.see",    CASE_TEAM,                                   Reach.UNIT),
    Permission("situation.report", frozenset({Role.SUPERVISOR}),                Reach.UNIT),
    Permission("dossiers.list",    OFFICERS,                                    Reach.UNIT),
    Permission("dossiers.see",     OFFICERS,                                    Reach.UNIT),
    Permission("dossiers.ask",     OFFICERS,                                    Reach.UNIT),
    Permission("dossiers.draft",   frozenset({Role.SUPERVISOR}),                Reach.UNIT),
    Permission("dossiers.approve", OFFICERS,                                    Reach.UNIT),
    Permission("dossiers.hand",    OFFICERS,                                    Reach.UNIT),
    Permission("contact_codes.list", OFFICERS,                                  Reach.UNIT),
    Permission("contact_codes.see", OFFICERS,                                   Reach.UNIT),
    Permission("contact_codes.ask", OFFICERS,                                   Reach.UNIT),
    Permission("contact_codes.give", OFFICERS,                                  Reach.UNIT),
    Permission("isolation.list",   CASE_TEAM,                                   Reach.UNIT),
    Permission("isolation.see",    CASE_TEAM,                                   Reach.UNIT),
    Permission("isolation.propose", OFFICERS,                                   Reach.UNIT),
    Permission("isolation.bulk",   OFFICERS,                                    Reach.UNIT),
    Permission("isolation.draw_up", frozenset({Role.SUPERVISOR}),               Reach.UNIT),
    Permission("isolation.deliver", OFFICERS,                                   Reach.UNIT),
    Permission("isolation.needs",  OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("isolation.supply", OFFICERS | {Role.INTERVIEWER},               Reach.UNIT),
    Permission("isolation.centres", CASE_TEAM,                                  Reach.AREA),
    Permission("isolation.centre", OFFICERS,                                    Reach.AREA),
    Permission("reports.list",       OFFICERS,                                    Reach.UNIT),
    Permission("reports.open",       OFFICERS,                                    Reach.UNIT),
    Permission("reports.join",       OFFICERS,                                    Reach.UNIT),
    Permission("reports.call",       OFFICERS,                                    Reach.UNIT),
    Permission("reports.close",      OFFICERS,                                    Reach.UNIT),
    Permission("reports.declared",   OFFICERS,                                    Reach.UNIT),
    Permission("reports.settle",     OFFICERS,                                    Reach.UNIT),
    Permission("reports.key",        ADMINISTRATOR,                               Reach.UNIT),
    Permission("directives.see",      ROLLOUT | ADMINISTRATOR,                     Reach.EVERYWHERE),
    Permission("directives.load",     COLLECTORS | {Role.REGISTRY_CLERK},          Reach.EVERYWHERE),
    Permission("directives.keep",     COLLECTORS | {Role.REGISTRY_CLERK},          Reach.SEAT),
    Permission("directives.seat",     COLLECTORS,                                  Reach.SEAT),
    Permission("directives.report",   REPORTERS,                                   Reach.SEAT),
    Permission("directives.form",     REPORTERS | COLLECTORS,                      Reach.SEAT),
    Permission("directives.file",     ROLLOUT,                                     Reach.SEAT),
    Permission("directives.watch",    COLLECTORS | OFFICE,                         Reach.SEAT),
    Permission("directives.collect",  COLLECTORS,                                  Reach.SEAT),
    Permission("directives.decide",   COLLECTORS | {Role.LEADER},                  Reach.SEAT),
    Permission("directives.approve",  COLLECTORS | {Role.LEADER},                  Reach.SEAT),
    Permission("announcements.list",      ROLLOUT,                              Reach.AREA),
    Permission("announcements.draft",     REPORTERS | COLLECTORS,               Reach.AREA),
    Permission("announcements.approve",   COLLECTORS | {Role.LEADER},           Reach.AREA),
    Permission("announcements.broadcast", REPORTERS | COLLECTORS,               Reach.AREA),
    Permission("papers.list",      WRITERS,                                     Reach.UNIT),
    Permission("papers.see",       WRITERS,                                     Reach.UNIT),
    Permission("papers.draft",     WRITERS,                                     Reach.UNIT),
    Permission("papers.sign",      LEADER,                                      Reach.UNIT),
    Permission("papers.seal",      CLERK,                                       Reach.UNIT),
    Permission("papers.elsewhere", OFFICE,                                      Reach.UNIT),
    Permission("papers.confirm",   OFFICE,                                      Reach.UNIT),
    Permission("papers.certificates", OFFICE,                                   Reach.UNIT),
    Permission("papers.vouch",     OFFICE,                                      Reach.UNIT),
    Permission("papers.issue",     CLERK,                                       Reach.UNIT),
    Permission("papers.recall",    OFFICE,                                      Reach.UNIT),
    Permission("papers.register",  OFFICE,                                      Reach.UNIT),
    Permission("papers.enter",     CLERK,                                       Reach.UNIT),
    Permission("papers.poster",    WRITERS | OFFICERS,                          Reach.UNIT),
    Permission("messages.list",    WRITERS | OFFICERS,                          Reach.UNIT),
    Permission("messages.write",   WRITERS | OFFICERS,                          Reach.UNIT),
    Permission("messages.opt_out", OFFICE | OFFICERS,                           Reach.UNIT),
    Permission("field.teams",      ROLLOUT,                                     Reach.SEAT),
    Permission("field.link",       REPORTERS | COLLECTORS,                      Reach.SEAT),
    Permission("staff.list",    ADMINISTRATOR,                               Reach.UNIT),
    Permission("staff.export",  ADMINISTRATOR,                               Reach.UNIT),
    Permission("staff.manage",  ADMINISTRATOR,                               Reach.UNIT),
    Permission("staff.reset",   ADMINISTRATOR,                               Reach.UNIT),
    Permission("audit.read",       ADMINISTRATOR | {Role.SUPERVISOR},           Reach.UNIT),
    Permission("audit.export",     ADMINISTRATOR | {Role.SUPERVISOR},           Reach.UNIT),
    Permission("operations.works", ADMINISTRATOR,                               Reach.EVERYWHERE),
)  # fmt: skip

BY_ACT = {line.act: line for line in TABLE}
