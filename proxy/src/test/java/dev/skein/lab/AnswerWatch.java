package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks from the client's place who answers for an address: asks all by ARP every 5 ms, and each machine that ever answered by
 * ping and by the first packet of a connection straight to its hardware address, as a client would that has it cached.
 *
 * <p>Two answered at the same time if one answered, another answered a question that was asked after that answer had come,
 * and the first answered again one that was asked after the second's had come, all within 150 ms, which is less than an
 * address stays anywhere. A machine that holds the asker up can't make it seem so: each answered between question and answer.
 */
final class AnswerWatch implements AutoCloseable {
    private static final Pattern REPORT = Pattern.compile("double (\\d+) asked (\\d+) answered (\\d+) by (.*)");

    /** Perl is part of every Debian's base, and has raw sockets. The question's number is in the asker's address. */
    private static final String SCRIPT = """
        use strict; use Time::HiRes qw(time clock_gettime CLOCK_MONOTONIC); $| = 1;
        my ($if, $text, $port) = @ARGV; my $ip = pack 'C4', split /[.]/, $text;
        sub sys { open my $f, '<', "/sys/class/net/$if/$_[0]" or die; my $l = <$f>; chomp $l; $l }
        my $mac = pack 'H12', join '', split /:/, sys('address');
        socket(my $s, 17, 3, 0x0300) or die $!;
        bind($s, pack 'SnlSCCa8', 17, 3, sys('ifindex'), 0, 0, 0, '') or die $!;
        my $me = pack 'C4', 203, 0, 113, 100;
        sub sum { my $t = 0; $t += $_ for unpack 'n*', $_[0]; $t = ($t & 0xffff) + ($t >> 16) while $t >> 16; ~$t & 0xffff }
        sub ipv4 {
          my ($to, $kind, $body) = @_;
          my $h = pack('CCnnnCCn', 0x45, 0, 20 + length $body, 0, 0, 64, $kind, 0) . $me . $ip;
          substr($h, 10, 2) = pack 'n', sum($h); $to . $mac . pack('n', 0x0800) . $h . $body;
        }
        sub ping {
          my ($to, $n) = @_; my $i = pack 'CCnnn', 8, 0, 0, 7777, $n; substr($i, 2, 2) = pack 'n', sum($i);
          ipv4($to, 1, $i);
        }
        my ($n, $next, $last, %sent, %known, %seen, @recent) = (0, time, ''); my ($double, $answered, %ways) = (0, 0);
        # Its port says whom it asks, its number which question it is; the kernel ends what it did not begin.
        sub syn {
          my ($to, $n) = @_; my $t = pack 'nnNNnnnn', 61000 + $n % 500 * 8 + $known{$to}, $port, $n, 0, 0x5002, 1000, 0, 0;
          substr($t, 16, 2) = pack 'n', sum($me . $ip . pack('nn', 6, 20) . $t); ipv4($to, 6, $t);
        }
        # One that answered, another that answered a question asked after that, and the first again to one asked after that.
        sub between {
          my ($from, $asked) = @_;
          for my $o (grep { $$_[0] ne $from && $$_[2] < $asked } @recent) {
            for (@recent) { return 1 if $$_[0] eq $from && $$_[2] < $$o[1] }
          }
          0;
        }
        sub answered {
          my ($q, $from, $asked, $way) = @_; return unless $asked;
          $ways{$way} = 1; $known{$from} //= keys %known; $answered++ unless $seen{$q}++;
          if (between($from, $asked)) { $double++; print "double $q\n" }
          push @recent, [$from, $asked, time];
          if ($from ne $last) { $last = $from; printf "now %s at %.0f\n", join(':', unpack '(H2)*', $from), 1e9 * clock_gettime(CLOCK_MONOTONIC) }
        }
        while (1) {
          my $r = ''; vec($r, fileno $s, 1) = 1; vec($r, 0, 1) = 1;
          my $wait = $next - time; select(my $got = $r, undef, undef, $wait > 0 ? $wait : 0);
          if (vec($got, 0, 1)) { sysread(STDIN, my $x, 1) or last }
          my $p = '';
          if (vec($got, fileno $s, 1) && defined recv($s, $p, 2000, 0) && length $p >= 42) {
            my ($from, $type) = unpack 'x6 a6 n', $p;
            if ($type == 0x0806 && unpack('x20 n', $p) == 2 && substr($p, 28, 4) eq $ip) {
              my $id = ord substr($p, 41, 1); my $q = $n - (($n - $id + 101) % 99);
              answered($q, $from, $sent{$q}, 'arp') if $id > 100 && $id < 200;
            } elsif ($type == 0x0800 && ord(substr $p, 23, 1) == 1 && ord(substr $p, 34, 1) == 0
                && substr($p, 26, 4) eq $ip && unpack('x38 n', $p) == 7777) {
              my $q = $n - (($n - unpack('x40 n', $p)) & 0xffff); answered($q, $from, $sent{$q . $from}, 'ping');
            } elsif ($type == 0x0800 && ord(substr $p, 23, 1) == 6 && length $p >= 54 && ord(substr $p, 47, 1) == 0x12
                && substr($p, 26, 4) eq $ip && defined $known{$from}) {
              my ($to, $q) = unpack 'x36 n x4 N', $p; $q--;
              # What the asked one sends on is answered by another: that is no answer of either.
              answered($q, $from, $sent{$q . $from}, 'syn') if $to == 61000 + $q % 500 * 8 + $known{$from};
            }
          }
          if (time >= $next) {
            $next += 0.005; $n++; delete $sent{$n - 90}; delete $seen{$n - 90}; delete $sent{($n - 90) . $_} for keys %known;
            shift @recent while @recent && $recent[0][2] < time - 0.15;
            my $spa = pack 'C4', 203, 0, 113, 101 + $n % 99;
            $sent{$n} = time;
            send $s, pack('H12', 'f' x 12) . $mac . pack('n nnCCn', 0x0806, 1, 0x0800, 6, 4, 1) . $mac . $spa
              . ("\\0" x 6) . $ip, 0;
            for (keys %known) { $sent{$n . $_} = time; send $s, ping($_, $n & 0xffff), 0; send $s, syn($_, $n), 0 if $port }
          }
        }
        print "double $double asked $n answered $answered by @{[sort keys %ways]}\n";
        """;

    private final LabProcess process;
    private final Map<String, String> places = new TreeMap<>();
    private final boolean begins;

    /** What was seen until the end: questions, those that were answered, and answers while another answered. */
    record Report(int doubled, int asked, int answered) {}

    /** @param port at which connections are begun, too; empty: nowhere, because not the holder alone takes them */
    AnswerWatch(Lab lab, List<String> nodes, String address, String port) {
        begins = !port.isEmpty();
        for (String node : nodes) {
            LabProcess mac = lab.run(node, List.of("cat", "/sys/class/net/eth0/address"));
            await().atMost(Duration.ofSeconds(10)).until(() -> !mac.lines().isEmpty());
            places.put(mac.lines().getFirst(), node);
        }
        process = lab.run("client", List.of("perl", "-e", SCRIPT, "eth0", address, port));
    }

    /** Who answered last; empty before the first answer. */
    String holder() {
        String last = "";
        for (String line : process.lines()) {
            if (line.startsWith("now ")) {
                last = places.getOrDefault(line.split(" ", -1)[1], last);
            }
        }
        assertThat(process.isAlive()).as("%s", process.lines()).isTrue();
        return last;
    }

    /** When the one that answers now did so first; nanoseconds of this machine's clock, as {@link System#nanoTime()}. */
    long since() {
        String last =
                process.lines().stream().filter(line -> line.startsWith("now ")).reduce("", (_, line) -> line);
        return Long.parseLong(last.substring(last.lastIndexOf(' ') + 1));
    }

    /** Answers so far while another answered. */
    int doubled() {
        return (int) process.lines().stream()
                .filter(line -> line.startsWith("double ") && !line.contains("asked"))
                .count();
    }

    Report finish() {
        process.finish();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !process.lines().isEmpty()
                        && REPORT.matcher(process.lines().getLast()).matches());
        Matcher found = REPORT.matcher(process.lines().getLast());
        assertThat(found.matches()).isTrue();
        assertThat(found.group(4)).isEqualTo(begins ? "arp ping syn" : "arp ping");
        return new Report(
                Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)), Integer.parseInt(found.group(3)));
    }

    @Override
    public void close() {
        process.close();
    }
}
