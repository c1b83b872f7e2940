"""How the cases room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class CasesConfig(RoomConfig):
    """报事: from report to close."""

    name = "sanguanjia.cases"
    label = "cases"
    verbose_name = "报事"

    def ready(self) -> None:
        """As every room; and say which open work of this room lies with a person, and what it keeps of one."""
        super().ready()
        import_module("sanguanjia.cases.erasing")
        import_module("sanguanjia.cases.handing_over")
        import_module("sanguanjia.cases.matters")
        import_module("sanguanjia.cases.pages.matter")
