"""A program that confines itself as those do which look into strangers' files, and tells how it then stands."""

from __future__ import annotations

import json
import os
import resource
import sys

from bluezone.portal.bounded import confine

if __name__ == "__main__":
    confine(cpu_s=2, memory_bytes=1 << 30)
    told = {
        "cpu_s": resource.getrlimit(resource.RLIMIT_CPU)[0],
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "files": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
        "nice": os.nice(0),
        "environment": sorted(os.environ),
    }
    sys.stdout.write(json.dumps(told))
