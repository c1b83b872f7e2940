"""How the privacy room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class PrivacyConfig(RoomConfig):
    """个人信息: who looked, who agreed, what goes when."""

    name = "sanguanjia.privacy"
    label = "privacy"
    verbose_name = "个人信息"
