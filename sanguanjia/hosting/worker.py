"""The worker process: `python -P -m sanguanjia.hosting.worker`. Runs the queued and the periodic jobs."""

from __future__ import annotations


def main() -> None:
    """Work until told to stop; jobs under way get a few seconds to end."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command(
        "procrastinate", "worker", "--concurrency=2", "--shutdown-graceful-timeout=5", "--delete-jobs=successful"
    )


if __name__ == "__main__":
    main()
