"""Django's PostgreSQL engine, told that `id` alone does not determine a scoped row.

Scoped tables have PRIMARY KEY (id, estate_id). PostgreSQL therefore refuses `GROUP BY id` with other columns
selected, a shortcut Django takes when it believes `id` is the whole key (docs/decisions/0001).
"""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql import features as postgresql_features


class DatabaseFeatures(postgresql_features.DatabaseFeatures):
    """PostgreSQL's features, with the GROUP BY shortcut off for scoped models."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        return not getattr(model, "is_scoped", False)


class DatabaseWrapper(base.DatabaseWrapper):
    """The engine named in settings.DATABASES. Statements on walled tables first say for whom they ask (kernel/wall)."""

    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_tell_first)


def _tell_first(execute: Any, query: Any, params: Any, many: bool, context: Any) -> Any:
    from sanguanjia.kernel.wall import tell_first  # the engine is loaded before the kernel's models can be

    return tell_first(execute, query, params, many, context)
