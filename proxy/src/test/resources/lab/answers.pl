# Who answers for an address? answers.pl INTERFACE ADDRESS PORT, in the client's place; see AnswerWatch. Ends with its standard
# input. Perl is part of every Debian's base, and has raw sockets.
use strict;
use warnings;
use Socket qw(inet_pton AF_INET AF_INET6);
use Time::HiRes qw(time clock_gettime CLOCK_MONOTONIC);
$| = 1;

my ($if, $text, $port) = @ARGV;
my $six = $text =~ /:/;
my $ip = inet_pton($six ? AF_INET6 : AF_INET, $text);
my $me = $six ? inet_pton(AF_INET6, '2001:db8:113::100') : inet_pton(AF_INET, '203.0.113.100');
my $mac = pack 'H12', join '', split /:/, sys('address');
socket(my $s, 17, 3, 0x0300) or die $!;
bind($s, pack 'SnlSCCa8', 17, 3, sys('ifindex'), 0, 0, 0, '') or die $!;

# Number of the latest question, when the next is due, who answered last; when questions were sent, by number and whom they
# were for; who ever answered, and the number by which it is told from others; what came of late: who, asked when, came when.
my ($n, $next, $last, %sent, %known, %seen, @recent) = (0, time, '');
my ($double, $answered, %ways) = (0, 0);

sub sys { open my $f, '<', "/sys/class/net/$if/$_[0]" or die; my $l = <$f>; chomp $l; $l }

sub sum {
  my $t = 0;
  $t += $_ for unpack 'n*', $_[0];
  $t = ($t & 0xffff) + ($t >> 16) while $t >> 16;
  ~$t & 0xffff;
}

# ------------------------------------------------------------------------------------------------------------- questions

sub packet {
  my ($to, $from, $dest, $kind, $body, $hops) = @_;
  if ($six) {
    my $h = pack('NnCC', 0x60000000, length $body, $kind, $hops) . $from . $dest;
    return $to . $mac . pack('n', 0x86dd) . $h . $body;
  }
  my $h = pack('CCnnnCCn', 0x45, 0, 20 + length $body, 0, 0, $hops, $kind, 0) . $from . $dest;
  substr($h, 10, 2) = pack 'n', sum($h);
  $to . $mac . pack('n', 0x0800) . $h . $body;
}

# What the sums of IPv6, and of TCP, count before the body.
sub before { my ($from, $dest, $kind, $length) = @_; $from . $dest . pack('NN', $length, $kind) }

# The question's number is in the asker's address.
sub everybody {
  my $number = 101 + $n % 99;
  if (!$six) {
    my $from = pack 'C4', 203, 0, 113, $number;
    return pack('H12', 'f' x 12) . $mac . pack('n nnCCn', 0x0806, 1, 0x0800, 6, 4, 1) . $mac . $from . ("\0" x 6) . $ip;
  }
  # Its digits, which are hexadecimal ones there.
  my $from = inet_pton(AF_INET6, "2001:db8:113::1:$number");
  my $group = pack('H26', 'ff0200000000000000000001ff') . substr($ip, 13);
  my $ask = pack('CCnN', 135, 0, 0, 0) . $ip . pack('CC', 1, 1) . $mac;
  substr($ask, 2, 2) = pack 'n', sum(before($from, $group, 58, length $ask) . $ask);
  packet(pack('H6', '3333ff') . substr($ip, 13), $from, $group, 58, $ask, 255);
}

sub ping {
  my ($to) = @_;
  my $ask = pack 'CCnnn', $six ? 128 : 8, 0, 0, 7777, $n & 0xffff;
  substr($ask, 2, 2) = pack 'n', sum(($six ? before($me, $ip, 58, length $ask) : '') . $ask);
  packet($to, $me, $ip, $six ? 58 : 1, $ask, 64);
}

# A connection's first packet: its port says whom it asks, its number which question it is. The kernel ends what it did not begin.
sub port { my ($q, $to) = @_; 61000 + $q % 500 * 8 + $known{$to} }

sub syn {
  my ($to) = @_;
  my $ask = pack 'nnNNnnnn', port($n, $to), $port, $n, 0, 0x5002, 1000, 0, 0;
  substr($ask, 16, 2) = pack 'n', sum(before($me, $ip, 6, length $ask) . $ask);
  packet($to, $me, $ip, 6, $ask, 64);
}

# --------------------------------------------------------------------------------------------------------------- answers

# One that answered, another that answered a question asked after that, and the first again to one asked after that.
sub between {
  my ($from, $asked) = @_;
  for my $o (grep { $$_[0] ne $from && $$_[2] < $asked } @recent) {
    for (@recent) { return 1 if $$_[0] eq $from && $$_[2] < $$o[1] }
  }
  0;
}

sub answered {
  my ($q, $from, $asked, $way) = @_;
  return unless $asked;
  $ways{$way} = 1;
  $known{$from} = keys %known unless defined $known{$from};
  $answered++ unless $seen{$q}++;
  if (between($from, $asked)) { $double++; print "double $q\n" }
  push @recent, [$from, $asked, time];
  if ($from ne $last) {
    $last = $from;
    printf "now %s at %.0f\n", join(':', unpack '(H2)*', $from), 1e9 * clock_gettime(CLOCK_MONOTONIC);
  }
}

sub to_all {
  my ($from, $number) = @_;
  my $q = $n - (($n - $number + 101) % 99);
  answered($q, $from, $sent{$q}, 'all') if $number > 100 && $number < 200;
}

sub heard {
  my ($p) = @_;
  my ($from, $type) = unpack 'x6 a6 n', $p;
  if ($type == 0x0806 && !$six) {
    to_all($from, ord substr $p, 41, 1) if unpack('x20 n', $p) == 2 && substr($p, 28, 4) eq $ip;
    return;
  }
  # Where the body begins.
  my $at = $six ? 54 : 34;
  return unless $type == ($six ? 0x86dd : 0x0800) && length $p >= $at + 8 && substr($p, $six ? 22 : 26, length $ip) eq $ip;
  my ($kind, $word) = (ord substr($p, $six ? 20 : 23, 1), ord substr($p, $at, 1));
  if ($kind == 58 && $word == 136) {
    # Only what answers a question: announcements come unasked.
    my ($flags, $about) = unpack "x@{[$at + 4]} C x3 a16", $p;
    to_all($from, 0 + unpack 'x52 H4', $p) if $flags & 0x40 && $about eq $ip && substr($p, 50, 2) eq "\0\1";
  } elsif ($kind == ($six ? 58 : 1) && $word == ($six ? 129 : 0)) {
    my ($id, $number) = unpack "x@{[$at + 4]} nn", $p;
    my $q = $n - (($n - $number) & 0xffff);
    answered($q, $from, $sent{$q . $from}, 'ping') if $id == 7777;
  } elsif ($kind == 6 && length $p >= $at + 20 && ord(substr $p, $at + 13, 1) == 0x12 && defined $known{$from}) {
    my ($to, $q) = unpack "x@{[$at + 2]} n x4 N", $p;
    $q--;
    # What the asked one sends on is answered by another: that is no answer of either.
    answered($q, $from, $sent{$q . $from}, 'syn') if $to == port($q, $from);
  }
}

# ------------------------------------------------------------------------------------------------------------------ loop

sub forget {
  my ($q) = @_;
  delete $sent{$q};
  delete $seen{$q};
  delete $sent{$q . $_} for keys %known;
  shift @recent while @recent && $recent[0][2] < time - 0.15;
}

while (1) {
  my $r = '';
  vec($r, fileno $s, 1) = 1;
  vec($r, 0, 1) = 1;
  my $wait = $next - time;
  select(my $got = $r, undef, undef, $wait > 0 ? $wait : 0);
  if (vec($got, 0, 1)) { sysread(STDIN, my $x, 1) or last }
  my $p = '';
  if (vec($got, fileno $s, 1) && defined recv($s, $p, 2000, 0) && length $p >= 42) { heard($p) }
  if (time >= $next) {
    $next += 0.005;
    $n++;
    forget($n - 90);
    $sent{$n} = time;
    send $s, everybody(), 0;
    for (keys %known) {
      $sent{$n . $_} = time;
      send $s, ping($_), 0;
      send $s, syn($_), 0 if $port;
    }
  }
}
print "double $double asked $n answered $answered by @{[sort keys %ways]}\n";
