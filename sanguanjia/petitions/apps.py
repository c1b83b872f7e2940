"""How the petitions room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class PetitionsConfig(RoomConfig):
    """信访: registered, answered in writing, reviewed, final."""

    name = "sanguanjia.petitions"
    label = "petitions"
    verbose_name = "信访"

    def ready(self) -> None:
        """As every room; stand on the matter's page and among one's own things; say what is kept of a person."""
        super().ready()
        for part in ("panel", "closed", "erasing"):
            import_module(f"sanguanjia.petitions.{part}")
