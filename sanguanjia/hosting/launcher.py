"""Start a program so that it dies with us. Run as: python -I -S launcher.py OPTIONS -- PROGRAM ARG…

A separate process instead of `preexec_fn`, which may deadlock in a program with threads. The order matters: the kernel
forgets the parent-death signal when credentials change, so it is set *after* the user has been dropped.

Options: `--uid N --gid N` drop to this user first; `--signal N` the signal sent when the parent thread ends;
`--parent PID` who that parent is (if it is gone already, we do not start at all); `--umask OCTAL`.
Standard library only, no imports of ours: as root this runs before privileges are dropped.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
GONE = 125  # exit status: the parent died before we were ready


def main(argv: list[str]) -> None:
    """Drop, bind our life to the parent's, and become the program. Never returns."""
    cut = argv.index("--")
    options = dict(zip(argv[:cut:2], argv[1:cut:2], strict=True))
    program = argv[cut + 1 :]
    if "--uid" in options:
        uid, gid = int(options["--uid"]), int(options["--gid"])
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    os.umask(int(options.get("--umask", "077"), 8))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, int(options["--signal"]), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        # The parent may have died between fork and prctl: then nobody will ever send the signal.
        if os.getppid() != int(options["--parent"]):
            os._exit(GONE)
    os.execv(program[0], program)  # noqa: S606 - no shell wanted


if __name__ == "__main__":
    main(sys.argv[1:])
