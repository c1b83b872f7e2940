"""A program for the tests: own or attach to a data directory, say so, and live until told or killed.

usage: python owner.py DATA_DIR [--as NAME]     prints "owned|attached SERVER_PID APP_URL", then waits for stdin to end.
"""

import os
import pwd
import sys
from pathlib import Path

import psycopg  # before privileges are dropped

from sanguanjia.hosting.postgres import start

if "--as" in sys.argv:
    entry = pwd.getpwnam(sys.argv[sys.argv.index("--as") + 1])
    os.setgroups([])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)

server = start(Path(sys.argv[1]))
print("owned" if server.owned else "attached", server.process_id or 0, server.app_url, flush=True)
for _line in sys.stdin:  # "again" asks to make sure the server runs
    server.ensure_running()
    with psycopg.connect(server.app_url) as connection:
        connection.execute("SELECT 1")
    print("owned" if server.owned else "attached", server.process_id or 0, server.app_url, flush=True)
server.stop()
