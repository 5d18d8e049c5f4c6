"""What a command needs besides its own files: tools of the machine, and packages of Go and Python in a cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import gateway
import jvm


def add_options(parser):
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sluice-clients"
    parser.add_argument("--cache", type=Path, default=cache, help=f"folder for packages of Go and Python ({cache})")
    parser.add_argument("--launcher", default=jvm.ROOT / "sluice", help="what starts the gateway (./sluice)")


def require(*more):
    """Ends the program where openssl, Java or one of these reasons is in the way."""
    missing = [] if shutil.which("openssl") else ["openssl: apt-get install openssl"]
    if not jvm.java_home():
        missing.append("Java 25: install it, or set JAVA_HOME to it")
    missing += filter(None, more)
    if missing:
        sys.exit("Needed and not found:\n  " + "\n  ".join(missing))


def build_go(target, package="."):
    """Builds a program of the module in `go/`; what is in the way, or None."""
    if not shutil.which("go"):
        return "install Go 1.24 or newer"
    return failure(["go", "build", "-C", gateway.HERE / "go", "-o", target, package])


def install(cache, *names):
    """Installs packages of Python for `python(cache)`; what is in the way, or None."""
    if not python(cache).exists():
        reason = failure([sys.executable, "-m", "venv", cache / "venv"])
        if reason:
            return reason
    return failure([cache / "venv/bin/pip", "install", "--quiet", *names])


def python(cache):
    return cache / "venv/bin/python"


def failure(command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    return (done.stderr.strip().splitlines() or ["failed"])[-1] if done.returncode else None
