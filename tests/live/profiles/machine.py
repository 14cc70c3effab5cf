# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What the scripts beside it share. They run as root inside a machine that may be broken."""

import glob
import http.client
import pathlib
import ssl
import subprocess
import sys
import time


def run(*command, check=True, text_in=None):
    done = subprocess.run(command, capture_output=True, text=True, input=text_in)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def write(path, text, mode=0o644):
    file = pathlib.Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def add_user(name, password):
    if subprocess.run(["id", name], capture_output=True).returncode != 0:
        run("useradd", "--create-home", "--shell", "/bin/bash", name)
    run("chpasswd", text_in=f"{name}:{password}\n")


def require(condition, what):
    if not condition:
        sys.exit(f"failed: {what}")
    print(f"ok: {what}")


def wait_for(condition, what, seconds=15):
    end = time.monotonic() + seconds
    # Not asked again: it may be true for a moment only.
    while not (done := condition()) and time.monotonic() < end:
        time.sleep(0.2)
    require(done, what)


def is_active(unit):
    return run("systemctl", "is-active", unit, check=False).strip() == "active"


def insecure():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fetch(path, tls=False, body=None, headers=None):
    """Status and body of a request to this machine."""
    make = http.client.HTTPSConnection if tls else http.client.HTTPConnection
    options = {"context": insecure()} if tls else {}
    connection = make("localhost", timeout=10, **options)
    connection.request("POST" if body else "GET", path, body=body, headers=headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def php_socket():
    found = sorted(glob.glob("/run/php/php*-fpm.sock"))
    require(found, "PHP-FPM has a socket")
    return found[0]


def start_backend(port):
    """A web server to be proxied to; ends with the machine."""
    write("/srv/backend/big.txt", "0123456789abcdef" * 65536)
    write("/srv/backend/hello.txt", "proxied")
    subprocess.run(["systemctl", "reset-failed", "backend"], capture_output=True)
    if not is_active("backend.service"):
        run("systemd-run", "--unit=backend", "--property=WorkingDirectory=/srv/backend",
            "python3", "-m", "http.server", "--bind", "127.0.0.1", str(port))
    wait_for(lambda: subprocess.run(["curl", "-sf", f"http://127.0.0.1:{port}/hello.txt"],
        capture_output=True).returncode == 0, "the backend answers")


def main(setup, use):
    """setup: configure the service as Debian's documentation says; use: use it for real."""
    if len(sys.argv) != 2 or sys.argv[1] not in ("setup", "use"):
        sys.exit(f"usage: {sys.argv[0]} setup|use")
    setup() if sys.argv[1] == "setup" else use()
