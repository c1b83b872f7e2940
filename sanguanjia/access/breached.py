"""Passwords that leaked somewhere, looked up in a file on this machine: nothing is asked of any service.

SGJ_BREACHED_PASSWORDS names the file: lines of SHA-1 in capital hex, in order, each with ":count" behind it or without
(the form in which haveibeenpwned.com gives its list). However long it is, a look-up reads some thirty pieces of it.
The common passwords that ship with Django (`settings.AUTH_PASSWORD_VALIDATORS`) are asked first, everywhere.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_DIGITS = 40


def is_known(path: Path, password: str) -> bool:
    """Whether the password stands in the file. OSError: the file cannot be read, and nobody may say it is clean."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:  # the first line that begins at `low` or behind it is the one in question
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()  # the rest of a line whose beginning lies before
            found = file.readline()[:_DIGITS].upper()
            if found == wanted:
                return True
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
        file.seek(0)
        return file.readline()[:_DIGITS].upper() == wanted
