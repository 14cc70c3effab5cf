# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""The programs of a machine: how to see that one works, and how else it can break.

`check` is a shell command that uses what the program is for; `reset` runs before each start;
`negatives` are breakages that no directive has to do with: a command that breaks, one that mends.
"""

import dataclasses
import os
import pathlib
import re

# Of the machine, if it is looked at from outside.
ROOT = pathlib.Path(os.environ.get("HARDENCTL_VM_ROOT", "/"))


@dataclasses.dataclass
class Program:
    name: str
    unit: str
    check: str
    reset: str = ""
    oneshot: bool = False
    slow: bool = False
    tries: int = 3
    negatives: dict = dataclasses.field(default_factory=dict)

    def drop_in(self):
        return pathlib.Path(f"/etc/systemd/system/{self.unit}.d")


def first_unit(*names):
    """The first of these that this suite has (a name may be of an instance)."""
    for name in names:
        file = re.sub("@[^.]*", "@", name)
        for folder in ("usr/lib/systemd/system", "lib/systemd/system", "run/systemd/generator.late"):
            if (ROOT / folder / file).exists():
                return name
    return names[-1]


def postgres():
    return max((path.name for path in (ROOT / "etc/postgresql").glob("*")), default="none")


def moved(path):
    """The file is missing."""
    return f"mv {path} {path}.away", f"mv {path}.away {path}"


def appended(path, line):
    return f"cp -p {path} {path}.good && printf '%s\\n' '{line}' >>{path}", f"mv {path}.good {path}"


def owned(path, owner, good):
    return f"chown {owner} {path} && chmod 0600 {path}", good


def port(number):
    """Something else has the port."""
    return (f"systemd-run -q --unit=vm-port nc -lk 0.0.0.0 {number} && sleep 1",
            "systemctl stop vm-port")


def http(number, text, path=""):
    return f"curl -fsS --max-time 6 http://127.0.0.1:{number}/{path} | grep -q '{text}'"


PROGRAMS = [
    Program("apache", "apache2.service", http(80, "hello from apache"), negatives={
        "config syntax error": appended("/etc/apache2/conf-available/vm.conf", "Nonsense on"),
        "port in use": port(80),
        "missing module": moved("/usr/lib/apache2/modules/mod_mpm_event.so"),
    }),
    Program("postgresql", f"postgresql@{postgres()}-main.service",
            "cd / && timeout 10 runuser -u postgres -- psql -qAt -c 'create temp table t (a int);"
            " insert into t values (7); select a from t' | grep -q 7", negatives={
                "config syntax error": appended(f"/etc/postgresql/{postgres()}/main/postgresql.conf",
                                                "nonsense = on"),
                "wrong owner": owned(f"/var/lib/postgresql/{postgres()}/main", "root",
                                     f"chown postgres /var/lib/postgresql/{postgres()}/main;"
                                     f" chmod 0700 /var/lib/postgresql/{postgres()}/main"),
                "config file missing": moved(f"/etc/postgresql/{postgres()}/main/postgresql.conf"),
            }),
    Program("mosquitto", "mosquitto.service",
            "timeout 8 mosquitto_pub -h 127.0.0.1 -t vm -m hello -r &&"
            " mosquitto_sub -h 127.0.0.1 -t vm -C 1 -W 5 | grep -q hello", negatives={
                "config syntax error": appended("/etc/mosquitto/mosquitto.conf", "nonsense 7"),
                "port in use": port(1883),
                "wrong owner": owned("/etc/mosquitto/mosquitto.conf", "root",
                                     "chmod 0644 /etc/mosquitto/mosquitto.conf"),
            }),
    Program("node", "vm-node.service", http(8082, "hello from node"), slow=True, negatives={
        "config file missing": moved("/etc/vm-node/greeting"),
        "port in use": port(8082),
        "wrong owner": owned("/etc/vm-node/greeting", "root", "chmod 0644 /etc/vm-node/greeting"),
    }),
    Program("named", first_unit("named.service", "bind9.service"),
            "dig @127.0.0.1 version.bind chaos txt +short +time=3 +tries=2 | grep -q 9", negatives={
                "config syntax error": appended("/etc/bind/named.conf.local", "nonsense on;"),
                "config file missing": moved("/etc/bind/db.local"),
            }),
    Program("exporter", "prometheus-node-exporter.service",
            "curl -fsS --max-time 8 http://127.0.0.1:9100/metrics >/tmp/metrics &&"
            " grep -q ^node_memory_MemTotal_bytes /tmp/metrics &&"
            " grep -q ^node_filesystem_size_bytes /tmp/metrics &&"
            " grep -q ^node_network_receive_bytes_total /tmp/metrics", negatives={
                "wrong argument": appended("/etc/default/prometheus-node-exporter",
                                           'ARGS="--nonsense"'),
                "port in use": port(9100),
            }),
    Program("perl", "vm-perl.service", http(84, "hello from perl"), negatives={
        "config file missing": moved("/etc/vm-perl/greeting"),
        "port in use": port(84),
        "wrong owner": owned("/var/log/vm-perl", "root",
                             "chown lab /var/log/vm-perl; chmod 0755 /var/log/vm-perl"),
    }),
    Program("backup", "vm-backup.service", "test -s /var/backups/vm/stamp",
            reset="rm -f /var/backups/vm/*", oneshot=True, negatives={
                "missing file": moved("/srv/vm-data"),
                "missing program": moved("/usr/bin/gzip"),
            }),
    Program("ssh", "ssh.service",
            "timeout 12 ssh -o BatchMode=yes -o ConnectTimeout=8 tester@127.0.0.1 'id -un'"
            " | grep -q tester", negatives={
                "config syntax error": appended("/etc/ssh/sshd_config", "Nonsense yes"),
                "port in use": port(22),
                "wrong owner": (
                    "chmod 0644 /etc/ssh/ssh_host_*_key", "chmod 0600 /etc/ssh/ssh_host_*_key"),
            }),
    Program("haproxy", "haproxy.service", http(8081, "hello from haproxy"), negatives={
        "config syntax error": appended("/etc/haproxy/haproxy.cfg", "nonsense on"),
        "port in use": port(8081),
    }),
    Program("dovecot", "dovecot.service",
            "curl -fsS --max-time 25 -u tester:secret imap://127.0.0.1/ | grep -q INBOX", negatives={
                "config syntax error": appended("/etc/dovecot/dovecot.conf", "nonsense {"),
                "port in use": port(143),
            }),
    Program("rsyslog", "rsyslog.service",
            "token=vm$(date +%s%N); logger -u /run/systemd/journal/syslog $token; sleep 1;"
            " grep -q $token /var/log/syslog", negatives={
                "wrong owner": ("rm -f /var/log/syslog; mkdir /var/log/syslog",
                                "rmdir /var/log/syslog"),
            }),
    Program("chrony", "chrony.service", "python3 /run/vm/in/ntp.py", negatives={
        "config syntax error": appended("/etc/chrony/chrony.conf", "nonsense on"),
        "config file missing": moved("/etc/chrony/chrony.conf"),
    }),
    Program("memcached", "memcached.service",
            "printf 'set k 0 0 1\\r\\n1\\r\\nget k\\r\\nquit\\r\\n' | timeout 5 nc -w 3 127.0.0.1 11211"
            " | grep -q 'VALUE k'", negatives={
                "wrong argument": appended("/etc/memcached.conf", "-z"),
                "port in use": port(11211),
            }),
    Program("lighttpd", "lighttpd.service", http(80, "hello from lighttpd", "index.lighttpd.html"),
            negatives={
                "config syntax error": appended("/etc/lighttpd/lighttpd.conf", "nonsense on"),
                "port in use": port(80),
            }),
    Program("cron", "cron.service",
            "for i in 1 2 3 4 5 6; do sleep 0.5; grep -q tester /var/tmp/vm-cron && exit 0; done; exit 1",
            reset="rm -f /run/crond.reboot /var/run/crond.reboot /var/tmp/vm-cron", negatives={
                "wrong owner": ("chown tester /etc/cron.d/vm", "chown root /etc/cron.d/vm"),
            }),
    Program("dnsmasq", "dnsmasq.service",
            "dig @127.0.0.1 vm.test +short +time=3 +tries=2 | grep -q 192.0.2.7", negatives={
                "config syntax error": appended("/etc/dnsmasq.d/vm.conf", "nonsense=on"),
                "port in use": port(53),
            }),
    Program("unbound", "unbound.service",
            "dig @127.0.0.1 vm.test +short +time=3 +tries=2 | grep -q 192.0.2.7", negatives={
                "config syntax error": appended("/etc/unbound/unbound.conf.d/vm.conf", "nonsense: 7"),
                "config file missing": moved("/etc/unbound/unbound.conf"),
            }),
    Program("vsftpd", "vsftpd.service",
            "curl -fsS --max-time 8 -u tester:secret -T /etc/hostname ftp://127.0.0.1/upload",
            reset="rm -f /home/tester/upload", negatives={
                "config syntax error": appended("/etc/vsftpd.conf", "nonsense=YES"),
                "port in use": port(21),
            }),
    Program("rsync", "rsync.service",
            "timeout 8 rsync -q /etc/hostname rsync://127.0.0.1/vm/upload", reset="rm -f /srv/rsync/upload",
            negatives={
                "wrong owner": ("chmod 0755 /srv/rsync", "chmod 0777 /srv/rsync"),
                "port in use": port(873),
            }),
    Program("ruby", "vm-ruby.service", http(8083, "hello from ruby"), slow=True, negatives={
        "config file missing": moved("/etc/vm-ruby/greeting"),
        "wrong owner": owned("/var/lib/vm-ruby", "root",
                             "chown lab /var/lib/vm-ruby; chmod 0755 /var/lib/vm-ruby"),
    }),
    Program("postfix", first_unit("postfix@-.service", "postfix.service"),
            "token=vm$(date +%s%N); printf 'Subject: %s\\n\\nhi\\n' $token | timeout 8 sendmail tester;"
            " for i in 1 2 3 4 5 6; do sleep 0.5; grep -q $token /var/mail/tester && exit 0; done; exit 1",
            negatives={
                "config syntax error": appended("/etc/postfix/main.cf", "inet_protocols = nonsense"),
                "port in use": port(25),
            }),
    Program("tinyproxy", "tinyproxy.service",
            "curl -fsS --max-time 6 -x http://127.0.0.1:8888 http://tinyproxy.stats/ | grep -qi tinyproxy",
            negatives={
                "config syntax error": appended("/etc/tinyproxy/tinyproxy.conf", "Nonsense 7"),
                "port in use": port(8888),
            }),
    Program("java", "vm-java.service", http(8085, "hello from java"), slow=True, negatives={
        "config file missing": moved("/etc/vm-java/greeting"),
        "wrong owner": owned("/var/lib/vm-java", "root",
                             "chown lab /var/lib/vm-java; chmod 0755 /var/lib/vm-java"),
    }),
]


def find(name):
    return next(p for p in PROGRAMS if p.name == name)
