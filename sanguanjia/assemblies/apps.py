"""How the assemblies room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class AssembliesConfig(RoomConfig):
    """业主组织: how estates come to an assembly, a committee, an interim body."""

    name = "sanguanjia.assemblies"
    label = "assemblies"
    verbose_name = "业主组织"

    def ready(self) -> None:
        """As every room; say what is kept of a person; hold renewals against the votes of an old committee."""
        super().ready()
        for part in ("erasing", "caretaking"):
            import_module(f"sanguanjia.assemblies.{part}")
