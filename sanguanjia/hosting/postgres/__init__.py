"""PostgreSQL for one command: an embedded server of our own, or the real one that DATABASE_URL names.

`start(data_dir)` gives a running server and two addresses, one per role: `owner_url` owns the database and migrates,
`app_url` runs the application. Design and measurements: docs/operations/postgresql.md.
"""

from sanguanjia.hosting.postgres.server import Server, attach, start
from sanguanjia.hosting.postgres.url import RealServer, connect_url

__all__ = ["RealServer", "Server", "attach", "connect_url", "start"]
