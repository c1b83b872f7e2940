"""Django's PostgreSQL engine, told that `id` alone does not determine a scoped row.

Scoped tables have PRIMARY KEY (id, estate_id). PostgreSQL therefore refuses `GROUP BY id` with other columns
selected, a shortcut Django takes when it believes `id` is the whole key (docs/decisions/0001).
"""

import re
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.postgresql import features as postgresql_features
from psycopg._preparing import PrepareManager


class DatabaseFeatures(postgresql_features.DatabaseFeatures):
    """PostgreSQL's features, with the GROUP BY shortcut off for scoped models."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        return not getattr(model, "is_scoped", False)


class Prepared(PrepareManager):
    """Prepared statements stay through a ROLLBACK, as they do in PostgreSQL.

    psycopg forgets all of them there, in case the transaction had made the tables they name. The application's role
    makes none, and refuses all the time: after each refusal ten statements would be planned anew, three times over.
    """

    _forgetting = re.compile(rb"^(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b").match

    def _should_discard(self, prep: Any, results: Any, *_: Any) -> bool:
        return super()._should_discard(prep, results, self._forgetting)


class DatabaseWrapper(base.DatabaseWrapper):
    """The engine named in settings.DATABASES. Statements on walled tables first say for whom they ask (kernel/wall)."""

    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_tell_first)

    def get_new_connection(self, conn_params: Any) -> Any:
        """Of the application's role, a connection that keeps what it prepared; migrating, psycopg's own."""
        connection = super().get_new_connection(conn_params)
        if self.alias == DEFAULT_DB_ALIAS and not isinstance(connection._prepared, Prepared):
            kept, connection._prepared = connection._prepared, Prepared()
            connection._prepared.prepare_threshold = kept.prepare_threshold
            connection._prepared.prepared_max = kept.prepared_max
        return connection


def _tell_first(execute: Any, query: Any, params: Any, many: bool, context: Any) -> Any:
    from sanguanjia.kernel.wall import tell_first  # the engine is loaded before the kernel's models can be

    return tell_first(execute, query, params, many, context)
