"""A constraint or an index joins the state of a migration without all related models being built again.

Django builds, for every AddConstraint and AddIndex, each model anew that is related to the changed one. Here that is
nearly every model, since every table points at its home: four fifths of the time of `sgj migrate` went there. Neither
changes a relation, so the option is set where it belongs and nothing is rebuilt.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.state import ProjectState


def append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    """In the place of `ProjectState._append_option`: the same, without the rebuilding."""
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if "apps" in self.__dict__:  # built already
        setattr(self.apps.get_model(app_label, model_name)._meta, option_name, options[option_name])


def install() -> None:
    """Put it in its place. AttributeError when Django no longer has that place."""
    if not callable(ProjectState._append_option):  # type: ignore[attr-defined]
        raise AttributeError("ProjectState._append_option")
    ProjectState._append_option = append_option  # type: ignore[attr-defined]
