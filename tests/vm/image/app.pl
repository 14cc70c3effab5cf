#!/usr/bin/perl
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
use strict;
use warnings;
use IO::Socket::INET;
use POSIX qw(setuid setgid :sys_wait_h);

open my $config, '<', '/etc/vm-perl/greeting' or die "cannot open greeting: $!\n";
my $greeting = <$config>;
my $server = IO::Socket::INET->new(LocalPort => 84, Listen => 5, ReuseAddr => 1)
	or die "cannot listen on port 84: $!\n";
my (undef, undef, $uid, $gid) = getpwnam 'lab' or die "no such user\n";
chown $uid, $gid, '/var/lib/vm-perl' or die "cannot chown /var/lib/vm-perl: $!\n";
setgid($gid) or die "cannot setgid: $!\n";
setuid($uid) or die "cannot setuid: $!\n";
open my $log, '>>', '/var/log/vm-perl/access.log' or die "cannot open access.log: $!\n";
$log->autoflush(1);
$SIG{CHLD} = sub { 1 while waitpid(-1, WNOHANG) > 0 };
print STDERR "serving\n";

while (1) {
	my $client = $server->accept or next;
	my $pid = fork;
	defined $pid or do { warn "cannot fork: $!\n"; close $client; next };
	next if $pid;
	$SIG{CHLD} = 'DEFAULT';
	my $line = <$client> // '';
	print $log $line or warn "cannot write log: $!\n";
	open my $page, '>', "/var/lib/vm-perl/page.$$" or do { warn "cannot write /var/lib/vm-perl/page.$$: $!\n"; exit 1 };
	print $page $greeting;
	close $page or warn "cannot close page: $!\n";
	my $sum = `cksum /var/lib/vm-perl/page.$$`;
	$? == 0 or do { warn "cksum failed: $?\n"; exit 1 };
	unlink "/var/lib/vm-perl/page.$$";
	print $client "HTTP/1.0 200 OK\r\n\r\n$greeting$sum";
	exit 0;
}
