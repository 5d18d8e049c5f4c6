"""What the Java proxies have in common."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "benchmark/target/benchmarks.jar"

# The same for each, on top of gateway-app/jvm.options: one event loop, as there is one core, and one size of heap.
OPTIONS = ("-Dreactor.netty.ioWorkerCount=1", "-Xms1g", "-Xmx1g")


@cache
def java_home():
    """The first of JAVA_HOME, the path and /usr/lib/jvm that is Java 25 or newer."""
    on_path = subprocess.run(["sh", "-c", "readlink -f $(command -v java)"], capture_output=True, text=True).stdout
    homes = [os.environ.get("JAVA_HOME", ""), os.path.dirname(os.path.dirname(on_path.strip()))]
    homes += map(str, Path("/usr/lib/jvm").glob("*"))
    return next((home for home in homes if home and _version(home) >= 25), None)


def _version(home):
    try:
        release = Path(home, "release").read_text()
    except OSError:
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', release)
    return int(found.group(1)) if found else 0


def java_version():
    return re.search(r'JAVA_RUNTIME_VERSION="(.+)"', Path(java_home(), "release").read_text()).group(1)


def allocated_bytes(pid):
    """What the live threads of a virtual machine have allocated since they began; rounded to about a hundredth."""
    told = subprocess.run(
        [f"{java_home()}/bin/jcmd", str(pid), "Thread.print", "-e"], capture_output=True, text=True, check=True
    ).stdout
    units = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"allocated=(\d+)([KMG]?)B?\b", told))
