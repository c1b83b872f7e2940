"""A small city for the tests of this room."""

from tests.support.small_city import city  # noqa: F401 - the fixture
