"""Runs the program where everything around it goes wrong: `python -m tests.jobs.faults`.

Full disks, closed pipes and streams, folders that cannot be written, files that vanish, signals at random moments, and
environments without what one expects. The program must end with a code of its contract and at most one error, without a
traceback, and leave no file but a whole one. Ends with code 1 if it does not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from random import Random

from tests.support import broken_files, broken_streams
from tests.support.going_wrong import WORKS, Works, prepare
from tests.support.working import empty_folder

Fault = Callable[[Random, Works], list[str]]

FAULTS: Mapping[str, Fault] = {
    "full disk": broken_streams.full_disk,
    "full file system": broken_files.full_file_system,
    "closed pipe": broken_streams.closed_pipe,
    "closed streams": broken_streams.closed_streams,
    "read-only file system": broken_files.read_only_file_system,
    "read-only folder": broken_files.read_only_folder,
    "vanishing files": broken_files.vanishing_files,
    "signals": broken_streams.signals,
    "terminated while it writes": broken_streams.terminated_while_it_writes,
    "bare environments": broken_streams.bare_environments,
    "strange bytes": broken_streams.strange_bytes,
    "devices": broken_files.to_devices,
}


def found_by(fault: Fault, seed: int = 0, works: Works = WORKS) -> list[str]:
    """What goes wrong with these works under a fault, in a folder of its own."""
    with empty_folder():
        prepare()
        return fault(Random(seed), works)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run under every fault; 1 if something goes wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.faults", description=__doc__)
    parser.add_argument("--count", type=int, default=1, help="how often, with other random moments (default 1)")
    parser.add_argument("--only", default="", help="the faults whose name has this in it")
    options = parser.parse_args(arguments)
    bad = 0
    for name, fault in FAULTS.items():
        if options.only in name:
            found = [each for seed in range(options.count) for each in found_by(fault, seed)]
            bad += len(found)
            print(
                f"{name}: {len(found)} complaints",
                *[f"  {each}" for each in dict.fromkeys(found)],
                sep="\n",
                flush=True,
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
