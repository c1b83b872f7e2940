"""The templates of every installed room: `<room>/notices.toml`, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.apps import apps

from .rules.templates import Template, TemplateFault, read


@cache
def templates() -> Mapping[str, Template]:
    """Every template by the name of its act. Raises TemplateFault when two rooms name the same one."""
    found: dict[str, Template] = {}
    for config in apps.get_app_configs():
        file = Path(config.path) / "notices.toml"
        if not config.name.startswith("sanguanjia.") or not file.exists():
            continue
        for name, template in read(file.read_text(encoding="utf-8"), str(file.name)).items():
            if name in found:
                raise TemplateFault(f"{name} stands in two files")
            found[name] = template
    return MappingProxyType(found)


def template(name: str) -> Template:
    """One template. Raises TemplateFault for an unknown name: a fault of ours."""
    try:
        return templates()[name]
    except KeyError:
        raise TemplateFault(f"no template {name!r} in any notices.toml") from None
