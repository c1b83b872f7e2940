"""What a person keeps for convenience: saved filters. No rule and no act depends on them."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel.ids import new_id


class SavedFilter(models.Model):
    """A list's filters under a name, for one account."""

    written_freely = "a person's own shortcut to a list: it decides nothing and nobody else sees it"

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=20)
    page = models.CharField(max_length=200)  # the path of the list
    query = models.CharField(max_length=500)  # its query string
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account_id", "page", "name"], name="one_saved_filter_per_name_and_list"),
        )

    def __str__(self) -> str:
        return self.name
