"""Backup of the embedded server and everything beside it, and the way back. Commands: `sgj backup`, `sgj restore`.

A folder of backups:

    base/<moment>/        what pg_basebackup copied, with its own backup_manifest (SHA-256 of every file)
    base/<moment>.json    our manifest: rows per table, heads of the record, digests of the pictures
    wal/                  the continuous archive of the log
    media/                pictures, named by their digest, copied once
"""

from sanguanjia.hosting.backup.restore import Restored, restore
from sanguanjia.hosting.backup.take import Taken, take

__all__ = ["Restored", "Taken", "restore", "take"]
