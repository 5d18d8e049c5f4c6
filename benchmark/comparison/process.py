"""A process that is bound to cores, whose processor time can be read, and which can be frozen."""

import os
import signal
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")


class PinnedProcess:
    """Starts in a session of its own, so that its children are frozen and ended with it."""

    def __init__(self, command, cores, log, env=None, pipes=False):
        self.log = log
        with open(log, "ab") as out:
            self.popen = subprocess.Popen(
                ["taskset", "-c", cores, *map(str, command)],
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else out,
                stderr=out,
                text=True,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def cpu_seconds(self):
        """User and system time of the process and its children."""
        return sum(ticks for _, ticks in self.processes()) / TICKS

    def last_words(self):
        with open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-10:])

    def freeze(self):
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.pid, signal.SIGCONT)

    def stop(self):
        if not self.alive():
            return
        self.thaw()
        self.popen.terminate()
        try:
            self.popen.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self.popen.wait()

    def processes(self):
        """Each process of the session, and its ticks."""
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat") as stat:
                        # The second field is a name in brackets, which may hold spaces.
                        fields = stat.read().rpartition(")")[2].split()
                except (FileNotFoundError, ProcessLookupError):
                    continue
                if int(fields[3]) == self.pid:
                    yield int(name), int(fields[11]) + int(fields[12])
