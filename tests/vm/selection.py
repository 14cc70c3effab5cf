# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What is run without --full: lines that break the program in every suite; two without a word, for bisect."""

# Under QEMU: what only the kernel tells.
KERNEL = {
    "perl": ["SystemCallFilter=~listen", "MemoryMax=4M", "TasksMax=2"],
}

PROGRAMS = (
    "apache", "backup", "chrony", "cron", "dnsmasq", "dovecot", "exporter", "haproxy", "java", "lighttpd",
    "memcached", "mosquitto", "named", "node", "perl", "postfix", "postgresql", "rsync", "rsyslog", "ruby",
    "ssh", "tinyproxy", "unbound", "vsftpd",
)

SHORT = {
    "perl": ["CapabilityBoundingSet=~CAP_NET_BIND_SERVICE", "ProtectSystem=strict", "SystemCallFilter=~listen",
             "ReadWritePaths=/var/lib/vm-missing"],
    "lighttpd": ["SystemCallFilter=~@network-io", "NoExecPaths=/usr/lib", "ReadOnlyPaths=/run",
                 "InaccessiblePaths=/etc/passwd"],
    "haproxy": ["SystemCallFilter=~@process", "WorkingDirectory=/vm-missing",
                "RestrictAddressFamilies=~AF_UNIX", "CapabilityBoundingSet=~CAP_SYS_CHROOT", "PrivateNetwork=yes"],
    "memcached": ["RootDirectory=/srv", "BindReadOnlyPaths=/srv/vm-missing"],
    "rsync": ["BindPaths=/vm-missing:/mnt", "EnvironmentFile=/etc/default/vm-missing", "RestrictAddressFamilies=AF_UNIX"],
    "backup": ["ReadOnlyPaths=/var", "TemporaryFileSystem=/var"],
    "mosquitto": ["SystemCallFilter=~@setuid", "Group=vm-missing"],
    "apache": ["SystemCallFilter=~@network-io"],
    "tinyproxy": ["SystemCallFilter=~@network-io"],
    "named": ["User=vm-missing"],
    "unbound": ["SystemCallFilter=~@chown"],
    "vsftpd": ["LoadCredential=token:/etc/vm-missing"],
}

# Who is in a machine that was made without --full; ssh is for the mishaps.
SMALL = {*KERNEL, *SHORT, "ssh"}
