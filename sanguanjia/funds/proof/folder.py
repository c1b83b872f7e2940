"""What makes a folder of journals whole: the roots, the program that checks it, the hash of every file."""

from __future__ import annotations

import json
from pathlib import Path

from . import verify


def seal(folder: Path) -> tuple[tuple[str, ...], str]:
    """Add roots.json, verify.py and MANIFEST.sha256; answers the names of all files and the root over all journals."""
    roots = {}
    for path in sorted(folder.glob("*.journal")):
        read = verify.read_journal(path)
        roots[read.estate] = verify.roots_of(read)
    root = verify.root_of_all(roots)
    said = {"root": root, "estates": {str(key): days for key, days in sorted(roots.items())}}
    (folder / "roots.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "verify.py").write_bytes(Path(verify.__file__).read_bytes())
    names = sorted(path.name for path in folder.iterdir())
    hashes = [f"{verify.sha_of(folder / name)}  {name}\n" for name in names]
    (folder / "MANIFEST.sha256").write_text("".join(hashes), encoding="utf-8")
    return (*names, "MANIFEST.sha256"), root
