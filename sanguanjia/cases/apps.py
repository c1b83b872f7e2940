"""How the cases room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class CasesConfig(RoomConfig):
    """报事: from report to close."""

    name = "sanguanjia.cases"
    label = "cases"
    verbose_name = "报事"
