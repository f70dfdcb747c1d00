"""Changes of the tables, carried out one after the other as Django's `migrate` does, with a quarter of its work.

Django makes its models anew after each step of a change: the one that changed, and whatever is related to it by any
number of steps. In a portal everything is related to its staff and its units, so that was every model each time. Here
it is the one that changed alone, wherever nobody refers to what changed in it; for changes of rows, which may follow
any relation, Django makes all of them anew by itself (`is_delayed`).
"""

from __future__ import annotations

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Model


def change_tables(executor: MigrationExecutor, plan: list[tuple[Migration, bool]]) -> None:
    """Carries out the changes of this plan, and tells Django's apps, who keep kinds of rows and permissions."""
    executor.loader.check_consistent_history(executor.connection)
    before = executor.migrate([], plan=[])  # the state of what is applied
    emit_pre_migrate_signal(0, False, DEFAULT_DB_ALIAS, apps=before.apps, plan=plan)
    targets = executor.loader.graph.leaf_nodes()
    after = executor.migrate(targets, plan, state=_Tables(before.models, before.real_apps))
    after.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS, apps=after.apps, plan=plan)


class _Tables(ProjectState):
    """The models as they are after each step."""

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Makes a model anew after it changed; `delay` is Django's word for a change to which nobody refers."""
        if "apps" not in self.__dict__:
            return
        made, now = self.apps.all_models[app_label].get(model_name), self.models[app_label, model_name]
        if made is None or (_is_by_itself(made, now) and (delay or _has_a_new_field(made, now))):
            self.is_delayed = True
            with self.apps.bulk_update():
                self.apps.unregister_model(app_label, model_name)
                self.apps.render_multiple([now])
        else:
            super().reload_model(app_label, model_name, delay)


def _is_by_itself(made: type[Model], now: ModelState) -> bool:
    """Whether it keeps its table, by whose name others refer to it, and nobody inherits from it."""
    table = now.options.get("db_table") or f"{now.app_label}_{now.name_lower}"
    return made._meta.db_table == table and not made.__subclasses__()  # noqa: SLF001 - Django's public name for it


def _has_a_new_field(made: type[Model], now: ModelState) -> bool:
    """To which nobody can refer yet, whomever it refers to; a step changes one thing."""
    meta = made._meta  # noqa: SLF001 - the same
    return {one.name for one in (*meta.local_fields, *meta.local_many_to_many)} < now.fields.keys()
