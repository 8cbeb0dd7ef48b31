"""src/engine.sh for tests, skipped where an engine cannot be had."""
import functools
import os
import subprocess
import sys
import unittest
from pathlib import Path

from real_case import SCRIPT as CLUSTER

SCRIPT = CLUSTER.with_name("engine.sh")
CACHE = Path(os.environ.get("XDG_CACHE_HOME")
             or Path.home() / ".cache") / "blotter"
PATIENCE = 600      # seconds: an engine starts while the machine is busy


def script(*words, status=0, **environment):
    """Runs src/engine.sh; what it printed."""
    done = subprocess.run([SCRIPT, *map(str, words)], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL,
                          timeout=PATIENCE, env={**os.environ, **environment})
    if status is not None and done.returncode != status:
        raise AssertionError(f"engine.sh {words}: status {done.returncode}"
                             f"\n{done.stdout}{done.stderr}")
    return done


@functools.cache
def need_engine(engine):
    """Skips the tests, loudly, where it cannot be had."""
    done = script(engine, "prepare", status=None)
    if done.returncode:
        why = f"no {engine} here: {done.stderr.strip().splitlines()[-1]}"
        print(why, file=sys.stderr)
        raise unittest.SkipTest(why)
