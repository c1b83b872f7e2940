"""How a room introduces itself to Django."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

from . import migrating, wording


class RoomConfig(AppConfig):
    """Base of every room's AppConfig: registers the room's words and declares its acts at start-up."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load `wording.py` (SENTENCES, CONSTRAINTS) and `actions` where the room has them."""
        if find_spec(f"{self.name}.wording"):
            words = import_module(f"{self.name}.wording")
            wording.register(words.SENTENCES, getattr(words, "CONSTRAINTS", {}))
        if find_spec(f"{self.name}.actions"):
            import_module(f"{self.name}.actions")


class KernelConfig(RoomConfig):
    """The kernel's own tables: homes, records, counters."""

    name = "sanguanjia.kernel"
    label = "kernel"
    verbose_name = "基础"

    def ready(self) -> None:
        """Migrations are made quicker; the kernel's wording registers itself when imported."""
        migrating.install()
