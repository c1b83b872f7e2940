"""How the words room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class WordsConfig(RoomConfig):
    """词语: from what people say to the matter it is about."""

    name = "sanguanjia.words"
    label = "words"
    verbose_name = "事项建议"
