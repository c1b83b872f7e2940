"""What every answer tells the browser: what a page may load, who may frame it, what it may use of the device."""

from __future__ import annotations

from collections.abc import Mapping

# Our pages need nothing but this server: no inline script, no inline style, no other host, no frame.
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_DEVICE = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
           "midi", "payment", "usb")  # fmt: skip
ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": STRICT,
    "Permissions-Policy": ", ".join(f"{each}=()" for each in _DEVICE),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
OVER_TLS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# Pages hold what others must not find in a shared computer's cache. Files of the design are the same for everybody.
PRIVATE = "no-store"
