# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What is run without --full: lines that break the program in every suite."""

PROGRAMS = (
    "apache", "backup", "chrony", "cron", "dnsmasq", "dovecot", "exporter", "haproxy", "java", "lighttpd",
    "memcached", "mosquitto", "named", "node", "perl", "postfix", "postgresql", "rsync", "rsyslog", "ruby",
    "ssh", "tinyproxy", "unbound", "vsftpd",
)

SHORT = {
    "apache": ["SystemCallFilter=~@network-io", "ReadOnlyPaths=/run"],
    "perl": ["CapabilityBoundingSet=~CAP_NET_BIND_SERVICE", "ProtectSystem=strict"],
    "mosquitto": ["InaccessiblePaths=/var/lib", "RestrictAddressFamilies=AF_UNIX"],
    "backup": ["InaccessiblePaths=/usr/bin", "ReadOnlyPaths=/var"],
    "named": ["SystemCallFilter=~@setuid", "User=vm-missing"],
    "rsync": ["BindPaths=/vm-missing:/mnt", "EnvironmentFile=/etc/default/vm-missing"],
    "haproxy": ["SystemCallFilter=~@process", "WorkingDirectory=/vm-missing"],
    "memcached": ["MemoryMax=4M", "RootDirectory=/srv"],
    "lighttpd": ["SystemCallFilter=~@network-io", "CapabilityBoundingSet="],
    "unbound": ["SystemCallFilter=~@chown", "LimitNOFILE=12"],
    "vsftpd": ["SystemCallFilter=~@process", "LoadCredential=token:/etc/vm-missing"],
    "tinyproxy": ["RestrictAddressFamilies=none", "NoExecPaths=/"],
}
