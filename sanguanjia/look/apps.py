"""The room's place in Django."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """No tables: templates, static files, words."""

    name = "sanguanjia.look"
    label = "look"
    verbose_name = "外观"
