"""Why hosting gives up. Each carries one Chinese sentence for the person at the terminal."""

from __future__ import annotations


class HostingError(Exception):
    """Something in the ground broke. `str(error)` is a Chinese sentence; `exit_code` is what a command returns."""

    exit_code = 1


class Broken(HostingError):
    """A part that should work does not (exit 1)."""


class MachineLacks(HostingError):
    """This machine lacks a program, a user or a library; the sentence says how to get it (exit 3)."""

    exit_code = 3
