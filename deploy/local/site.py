"""`script/server`: prepares the database, runs web, worker and beat under honcho, says where to look."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from deploy.local import strava
from deploy.local.paths import BIN, DATA, PIDS, PYTHON, ROOT, Missing
from deploy.local.processes import end, living, number_in

DEMO = DATA / "demo.json"
OURS = {"web": "config", "worker": "config", "beat": "config", strava.PROCESS: strava.MODULE}
"""What `Procfile` starts, and a word that each command contains."""
PROCESSES = (*OURS, "postgres", "redis")


def serve(environment: dict[str, str]) -> int:
    _take_the_place()
    port = environment.setdefault("PORT", "8000")
    _require_free(int(port))
    _require_shared_memory()
    environment.setdefault("BIND", f"127.0.0.1:{port}")
    environment |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
    if subprocess.run([str(PYTHON), "manage.py", "prepare"], cwd=ROOT, env=environment, check=False).returncode:
        raise Missing("the database could not be prepared (see above)")
    # A session of its own: Ctrl-C reaches us, and we tell the runner once.
    wanted = [name for name in OURS if name != strava.PROCESS or "STRAVA_SIMULATOR_PORT" in environment]
    command = [str(BIN / "honcho"), "start", "--no-colour", *wanted]
    runner = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    threading.Thread(target=_announce, args=(environment, runner), daemon=True).start()
    return _wait(runner)


def _wait(runner: subprocess.Popen[bytes]) -> int:
    try:
        return runner.wait()
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # ending is under way, and must come to its end
        print("\npaceline: ending", flush=True)
        runner.terminate()
        runner.wait()
        return 0
    finally:
        _end_stragglers()
        (PIDS / "server").unlink(missing_ok=True)


def _take_the_place() -> None:
    """One site for each checkout. What one that was killed has left behind ends first."""
    other = living("server", "deploy.local server")
    if other:
        raise Missing(f"script/server runs here already (process {other})")
    (PIDS / "server").write_text(str(os.getpid()))
    _end_stragglers()


def _end_stragglers() -> None:
    """honcho gives its processes five seconds; a worker may need longer to put its task back."""
    for name, word in OURS.items():
        for pid in (living(f"{name}.keeper", "deploy.local.keep"), living(name, word)):
            if pid:
                end(pid)


def _announce(environment: dict[str, str], runner: subprocess.Popen[bytes]) -> None:
    url = environment.get("PUBLIC_URL", f"http://localhost:{environment['PORT']}")
    while runner.poll() is None and not _answers(f"http://127.0.0.1:{environment['PORT']}/health/live"):
        time.sleep(0.1)
    users = json.loads((DATA / "demo-users.json").read_text()) if (DATA / "demo-users.json").exists() else []
    print(f"\nPaceline runs at {url}", flush=True)
    for user in users:
        print(f"  {user['role']:<14} {user['email']:<32} {user['password']}", flush=True)
    simulated = environment["STRAVA_OAUTH_BASE"] + "/" if "STRAVA_SIMULATOR_PORT" in environment else ""
    if simulated:
        print(f"  Strava is simulated; what happens there: {simulated}", flush=True)
    facts = {
        "url": url,
        "strava_url": simulated,
        "users": users,
        "database_url": environment["DATABASE_URL"],
        "redis_url": environment["REDIS_URL"],
    }
    while runner.poll() is None:
        _write({**facts, "pids": _pids()})
        time.sleep(1)


def _write(facts: dict[str, object]) -> None:
    text = json.dumps(facts, indent=1)
    if not DEMO.exists() or DEMO.read_text() != text:
        draft = DEMO.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.replace(DEMO)


def _pids() -> dict[str, int]:
    return {name: pid for name in PROCESSES if (pid := number_in(name))}


def _answers(url: str) -> bool:
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with no_proxy.open(url, timeout=1) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Missing(f"port {port} is taken; choose another with PORT=…")


def _require_shared_memory() -> None:
    """Runner and worker share locks between processes; in a bare chroot there is no place for them."""
    folder = Path("/dev/shm")  # noqa: S108
    if sys.platform == "linux" and not os.access(folder, os.W_OK):
        raise Missing(f"{folder} cannot be written here (as root: mount -t tmpfs -o mode=1777 tmpfs {folder})")
