"""What a page must not contain under our Content-Security-Policy: anything inline, anything from another host."""

from __future__ import annotations

import html.parser

_LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src",
          "audio": "src", "embed": "src", "object": "data", "use": "href", "image": "href"}  # fmt: skip


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if name.startswith(("on", "hx-on")) or name == "style":
                self.faults.append(f"inline {name} on <{tag}>")
            if value.strip().lower().startswith("javascript:"):
                self.faults.append(f"javascript: in {name} of <{tag}>")
        source = values.get(_LOADS.get(tag, ""), "")
        if source.startswith(("http:", "https:", "//")) and values.get("rel") not in ("canonical",):
            self.faults.append(f"<{tag}> from another host")
        if tag == "style":
            self.faults.append("<style>")
        data = values.get("type", "") in ("application/json", "text/plain")
        if tag == "script" and not values.get("src") and not data:
            self.faults.append("inline <script>")


def faults(body: str) -> list[str]:
    """Each fault of the page once, in order."""
    reader = _Reader()
    reader.feed(body)
    return list(dict.fromkeys(reader.faults))
