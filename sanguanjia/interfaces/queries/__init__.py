"""The readers of the interfaces room."""

from .hooks import PAGE, deliveries, health_of, hook_of, hooks, hooks_of
from .public import Asked, Shown, Update, id_of_code, one, requests, several, updates, where_is
from .services import City, changed_at, cities, city_named, services, services_at
from .systems import Key, SystemRow, account_of_system, keys_of, limit_of, places_of_systems, system, systems

__all__ = [
    "PAGE",
    "Asked",
    "City",
    "Key",
    "Shown",
    "SystemRow",
    "Update",
    "account_of_system",
    "changed_at",
    "cities",
    "city_named",
    "deliveries",
    "health_of",
    "hook_of",
    "hooks",
    "hooks_of",
    "id_of_code",
    "keys_of",
    "limit_of",
    "one",
    "places_of_systems",
    "requests",
    "services",
    "services_at",
    "several",
    "system",
    "systems",
    "updates",
    "where_is",
]
