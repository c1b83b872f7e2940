"""How the surveys room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class SurveysConfig(RoomConfig):
    """满意度: five services, one answer per household."""

    name = "sanguanjia.surveys"
    label = "surveys"
    verbose_name = "满意度调查"
