"""What the desks refuse, in words."""

from __future__ import annotations

SENTENCES = {
    # "too_many_filters" is worded by the cases room below
}
