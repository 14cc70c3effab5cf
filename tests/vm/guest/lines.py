# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Lines that may break a program. One row: the line that is to blame, then lines that go with it."""

import random

NAMED = {  # %s is the program's name
    "RuntimeDirectory": "RuntimeDirectory=%s",
    "StateDirectory": "StateDirectory=%s",
}

ROWS = [row.split(" | ") for row in """
SystemCallFilter=~@network-io
SystemCallFilter=~@file-system
SystemCallFilter=~@process
SystemCallFilter=~@setuid
SystemCallFilter=~@privileged
SystemCallFilter=~@chown
SystemCallFilter=~@resources
SystemCallFilter=~@ipc
SystemCallFilter=~@signal
SystemCallFilter=~@io-event
SystemCallFilter=~@timer
SystemCallFilter=~@clock
SystemCallFilter=~@mount
SystemCallFilter=~@sync
SystemCallFilter=~@system-service
SystemCallFilter=@basic-io @file-system
SystemCallFilter=@system-service
SystemCallFilter=~listen
SystemCallFilter=~setsockopt
SystemCallFilter=~getrandom
SystemCallFilter=~fchmod fchmodat chmod
SystemCallFilter=~unlink unlinkat
SystemCallFilter=~@network-io | SystemCallErrorNumber=EPERM
SystemCallFilter=~@network-io:EACCES
SystemCallFilter=~@setuid | SystemCallErrorNumber=EPERM
SystemCallFilter=~@chown | SystemCallErrorNumber=EPERM
SystemCallFilter=~@chown @privileged | SystemCallErrorNumber=EPERM
SystemCallFilter=~@resources | SystemCallErrorNumber=EPERM
SystemCallFilter=~@process | SystemCallErrorNumber=EPERM
SystemCallFilter=~@io-event:ENOSYS
SystemCallFilter=~bind:EPERM
SystemCallFilter=~mkdir mkdirat:EACCES
SystemCallFilter=~clone clone3:EPERM
SystemCallFilter=~rename renameat renameat2:EPERM
SystemCallArchitectures=x86
CapabilityBoundingSet=
CapabilityBoundingSet=~CAP_SETUID CAP_SETGID
CapabilityBoundingSet=~CAP_NET_BIND_SERVICE
CapabilityBoundingSet=~CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH
CapabilityBoundingSet=~CAP_CHOWN CAP_FOWNER
CapabilityBoundingSet=~CAP_SYS_CHROOT
CapabilityBoundingSet=~CAP_KILL
CapabilityBoundingSet=~CAP_SYS_TIME
CapabilityBoundingSet=~CAP_NET_RAW CAP_NET_ADMIN
CapabilityBoundingSet=~CAP_SYS_RESOURCE CAP_SYS_NICE
ProtectSystem=strict
ProtectSystem=full
ProtectHome=yes
ProtectHome=tmpfs
PrivateTmp=yes
PrivateDevices=yes
InaccessiblePaths=/var/lib
InaccessiblePaths=/var/log
InaccessiblePaths=/run
InaccessiblePaths=-/usr/share
InaccessiblePaths=/etc/passwd
InaccessiblePaths=/usr/bin
ReadOnlyPaths=/var
ReadOnlyPaths=/run
ReadOnlyPaths=/
TemporaryFileSystem=/var
TemporaryFileSystem=/etc
TemporaryFileSystem=/run:ro
TemporaryFileSystem=/tmp:ro
NoExecPaths=/
NoExecPaths=/usr/bin
NoExecPaths=/usr/lib
RestrictAddressFamilies=none
RestrictAddressFamilies=AF_UNIX
RestrictAddressFamilies=AF_INET AF_INET6
RestrictAddressFamilies=~AF_NETLINK
RestrictAddressFamilies=~AF_UNIX
RestrictNamespaces=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
User=nobody
User=vm-missing
Group=vm-missing
SupplementaryGroups=vm-missing
DynamicUser=yes
PrivateUsers=yes
PrivateNetwork=yes
NetworkNamespacePath=/run/netns/vm-missing
IPAddressDeny=any
SocketBindDeny=any
LimitNOFILE=12
LimitNPROC=1
LimitFSIZE=0
LimitAS=48M
LimitMEMLOCK=0
LimitDATA=1M
LimitCPU=1
TasksMax=2
MemoryMax=4M
RootDirectory=/srv
RootImage=/srv/vm-missing.raw
WorkingDirectory=/vm-missing
RuntimeDirectory
StateDirectory
EnvironmentFile=/etc/default/vm-missing
LoadCredential=token:/etc/vm-missing
BindPaths=/vm-missing:/mnt
BindReadOnlyPaths=/srv/vm-missing
ReadWritePaths=/var/lib/vm-missing
MountImages=/srv/vm-missing.raw:/mnt
StandardOutput=append:/var/log/vm-missing/out.log
ProtectProc=invisible
ProcSubset=pid
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
KeyringMode=private
PrivateIPC=yes
PrivatePIDs=yes
PrivateMounts=yes
DevicePolicy=closed
RestrictFileSystems=ext4
UMask=0777
SecureBits=noroot noroot-locked
AmbientCapabilities=CAP_VM_MISSING
AppArmorProfile=vm-missing
SELinuxContext=vm-missing
PAMName=vm-missing
OOMScoreAdjust=500
""".strip().splitlines()]


# What most services bear. Together they are the crowd in which a culprit hides.
CROWD = """
SystemCallArchitectures=native
LockPersonality=yes
RestrictRealtime=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
KeyringMode=private
RestrictSUIDSGID=yes
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
RestrictNamespaces=yes
NoNewPrivileges=yes
ProtectSystem=full
ReadOnlyPaths=/srv
InaccessiblePaths=-/mnt
SystemCallFilter=~@mount
SystemCallFilter=~@swap @reboot @module @raw-io
SystemCallFilter=~@cpu-emulation @obsolete @debug
CapabilityBoundingSet=~CAP_SYS_TIME CAP_SYS_PTRACE
CapabilityBoundingSet=~CAP_SYS_ADMIN CAP_MKNOD
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LimitNOFILE=4096
LimitMEMLOCK=0
UMask=0027
OOMScoreAdjust=200
PrivateIPC=yes
RemoveIPC=yes
""".strip().splitlines()

# Those that bisect has to tell it from, too: what nobody needs, in as many directives.
MORE_CROWD = """
ReadOnlyPaths=-/opt
NoExecPaths=-/media
TemporaryFileSystem=/media
IPAddressDeny=192.0.2.0/24
LimitCORE=0
LimitNICE=20
LimitRTPRIO=0
LimitSTACK=8M
PrivateMounts=yes
CoredumpFilter=0x13
""".strip().splitlines()

# What makes another service of it, or restricts nothing: bisect leaves these alone.
IDENTITY = ("User", "Group", "SupplementaryGroups", "RootDirectory", "RootImage", "PAMName")

# A container lacks what these need, or the records that the kernel writes when they deny.
KERNEL = ("TasksMax=", "MemoryMax=", "IPAddressDeny=", "SocketBindDeny=", "RestrictFileSystems=",
          "DevicePolicy=", "AppArmorProfile=", "RestrictNetworkInterfaces=")


def needs_kernel(row):
    """Kills by a system call filter, too."""
    return row[0].startswith(KERNEL) or row[0].startswith("SystemCallFilter=~") and len(row) == 1 \
        and not row[0].rpartition(":")[1]


def rows_for(program, emulated=True):
    """All rows, in an order of this program's own that the same few do not always come first."""
    rows = list(ROWS)
    random.Random(program.name).shuffle(rows)
    if emulated:
        rows.sort(key=lambda row: not needs_kernel(row))
    else:
        rows = [row for row in rows if not row[0].startswith(KERNEL)]
    return [[NAMED[row[0]] % program.name, *row[1:]] if row[0] in NAMED else row for row in rows]


def directive(line):
    return line.partition("=")[0]
