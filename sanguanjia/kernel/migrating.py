"""A new table, column, constraint or index joins the state of a migration without all related models being built again.

Django builds, for every such step, each model anew that is related to the changed one. Here that is nearly every
model, since every table points at its home: most of the time of `sgj migrate` went there. A constraint changes no
relation, and the schema's statements look at the changed table and the ones it points at: only that one is built. A
step that reads and writes rows (RunPython) still gets models that know of each other: Django builds them all once more
for it, because the state says that it put something off (`is_delayed`).
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED


def append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    """In the place of `ProjectState._append_option`: the same, without the rebuilding."""
    _set_option(self, (app_label, model_name), option_name, [*_options(self, app_label, model_name)[option_name], obj])


def remove_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
    """In the place of `ProjectState._remove_option`: the same, without the rebuilding."""
    left = [obj for obj in _options(self, app_label, model_name)[option_name] if obj.name != obj_name]
    _set_option(self, (app_label, model_name), option_name, left)


def add_model(self: ProjectState, model_state: ModelState) -> None:
    """In the place of `ProjectState.add_model`: the same, but the models it points at are not built again."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    _build_alone(self, key)


def add_field(
    self: ProjectState, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
) -> None:
    """In the place of `ProjectState.add_field`: the same, but only the model that got the field is built again."""
    key = app_label, model_name
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    self.models[key].fields[name] = field
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_field_relations(key, name, field)
    _build_alone(self, key)


def _options(state: ProjectState, app_label: str, model_name: str) -> dict[str, Any]:
    options: dict[str, Any] = state.models[app_label, model_name].options
    return options


def _set_option(state: ProjectState, key: tuple[str, str], name: str, value: list[Any]) -> None:
    state.models[key].options[name] = value
    if "apps" in state.__dict__:  # built already
        setattr(state.apps.get_model(*key)._meta, name, value)


def _build_alone(state: ProjectState, key: tuple[str, str]) -> None:
    if "apps" in state.__dict__:
        state.is_delayed = True
        state._reload({key})  # type: ignore[attr-defined]


_PLACES = {
    "_append_option": append_option, "_remove_option": remove_option, "add_model": add_model, "add_field": add_field
}  # fmt: skip


def install() -> None:
    """Put them in their places. AttributeError when Django no longer has such a place."""
    for name, ours in _PLACES.items():
        if not callable(getattr(ProjectState, name)):
            raise AttributeError(f"ProjectState.{name}")
        setattr(ProjectState, name, ours)
