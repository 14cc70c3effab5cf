# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Uses a web server: what nginx and Apache httpd must both do."""

import pathlib
import time

from machine import fetch, is_active, require, run, wait_for, write

BACKEND = 8081
BIG = 65536 * 16


def documents():
    write("/var/www/html/static.txt", "static\n")
    write("/var/www/html/hello.php",
        "<?php echo 'php ', strlen(file_get_contents('php://input')), ' ', PHP_SAPI;")


def use(unit, log, rotate):
    """log: the access log; rotate: names of logrotate's configuration."""
    for tls in (False, True):
        scheme = "HTTPS" if tls else "HTTP"
        require(fetch("/static.txt", tls) == (200, b"static\n"), f"{scheme}: a static file")
        require(fetch("/hello.php", tls) == (200, b"php 0 fpm-fcgi"), f"{scheme}: PHP-FPM")
        require(fetch("/proxied/hello.txt", tls) == (200, b"proxied"), f"{scheme}: a proxied file")
    require(len(fetch("/proxied/big.txt")[1]) == BIG, "a proxied file larger than the buffers")
    require(fetch("/hello.php", body=b"x" * 600000)[1].startswith(b"php 600000"), "a large POST")
    require(fetch("/missing")[0] == 404, "404")

    run("logrotate", "--force", f"/etc/logrotate.d/{rotate}")
    time.sleep(1)
    fetch("/static.txt?after-rotation")
    wait_for(lambda: "after-rotation" in pathlib.Path(log).read_text(), "the log is rotated")
    require(pathlib.Path(log + ".1").exists(), "the old log is kept")

    run("systemctl", "reload", unit)
    time.sleep(1)
    require(fetch("/static.txt", True) == (200, b"static\n"), "HTTPS after a reload")
    run("systemctl", "restart", unit)
    require(fetch("/hello.php") == (200, b"php 0 fpm-fcgi"), "PHP-FPM after a restart")
    pathlib.Path(log).unlink()
    run("systemctl", "restart", unit)
    fetch("/static.txt?missing-log")
    wait_for(lambda: "missing-log" in pathlib.Path(log).read_text(), "a missing log is made by a restart")
    require(is_active(unit), f"{unit} is active")
