package dev.skein.discovery;

import dev.skein.discovery.Answer.Item;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One look-up of one name, from the hosts file to SRV targets. All its questions see the same state of the system's files.
 * Confined to the event loop of its client.
 */
final class Lookup {
    /** What the hosts file says holds for as long, in seconds. */
    private static final long HOSTS_TTL = 30;

    private final DnsClient client;
    private final DnsPolicy policy;
    private final SystemFiles files;
    private final List<InetSocketAddress> servers;

    /**
     * What a name stands for.
     *
     * @param addresses sorted, each once, at least one
     * @param ttl seconds
     * @param noIpv4 why no server said anything about IPv4 addresses; null: one did, or was not asked
     * @param noIpv6 the same about IPv6
     */
    record Found(
            List<ResolvedAddress> addresses,
            long ttl,
            @Nullable String noIpv4,
            @Nullable String noIpv6) {
        static final Found NOTHING = of(List.of(), Long.MAX_VALUE);

        static Found of(List<ResolvedAddress> addresses, long ttl) {
            return new Found(addresses, ttl, null, null);
        }

        Found and(Found other) {
            TreeSet<ResolvedAddress> all = new TreeSet<>(addresses);
            all.addAll(other.addresses);
            return new Found(
                    List.copyOf(all),
                    Math.min(ttl, other.ttl),
                    noIpv4 != null ? noIpv4 : other.noIpv4,
                    noIpv6 != null ? noIpv6 : other.noIpv6);
        }
    }

    /** What servers said about one family of addresses. */
    private record Half(Found found, @Nullable DnsFailure failure) {}

    Lookup(DnsClient client, DnsPolicy policy) {
        this.client = client;
        this.policy = policy;
        this.files = SystemFiles.read(policy.files());
        this.servers = policy.servers().isEmpty() ? files.servers() : policy.servers();
    }

    /** Fails with {@link DnsFailure}. */
    CompletableFuture<Found> start(DnsName name) {
        if (!name.service()) {
            return addresses(name.host());
        }
        return firstOf(files.candidates(name.host()), 0, full -> client.ask(servers, full, DnsRecordType.SRV))
                .thenCompose(this::targets);
    }

    private CompletableFuture<Found> targets(Answer answer) {
        CompletableFuture<Found> all = CompletableFuture.completedFuture(Found.of(List.of(), answer.ttl()));
        for (Item item : answer.records()) {
            if (item instanceof Item.Service service && !service.target().equals(".")) {
                all = all.thenCombine(target(service), Found::and);
            }
        }
        return all.thenApply(found -> some(found, "no target of its SRV records has an address"));
    }

    /** A target without addresses is left out; the others serve. */
    private CompletableFuture<Found> target(Item.Service service) {
        return addresses(service.target())
                .exceptionally(thrown -> {
                    DnsFailure failure = failure(thrown);
                    if (failure.answered()) {
                        return Found.NOTHING;
                    }
                    throw failure;
                })
                .thenApply(found -> new Found(
                        found.addresses().stream()
                                .map(one -> new ResolvedAddress(
                                        one.address(), service.port(), service.priority(), service.weight()))
                                .toList(),
                        found.ttl(),
                        found.noIpv4(),
                        found.noIpv6()));
    }

    private CompletableFuture<Found> addresses(String host) {
        List<ResolvedAddress> known = files.addresses(host).stream()
                .filter(address -> address instanceof Inet6Address
                        ? policy.family().ipv6()
                        : policy.family().ipv4())
                .map(Lookup::plain)
                .sorted()
                .toList();
        return known.isEmpty()
                ? firstOf(files.candidates(host), 0, this::families)
                : CompletableFuture.completedFuture(Found.of(known, HOSTS_TTL));
    }

    private CompletableFuture<Found> families(String full) {
        return family(full, DnsRecordType.A, policy.family().ipv4())
                .thenCombine(family(full, DnsRecordType.AAAA, policy.family().ipv6()), Lookup::merge);
    }

    private CompletableFuture<Half> family(String full, DnsRecordType type, boolean wanted) {
        if (!wanted) {
            return CompletableFuture.completedFuture(new Half(Found.NOTHING, null));
        }
        return client.ask(servers, full, type)
                .handle((answer, thrown) -> answer == null
                        ? new Half(Found.NOTHING, failure(thrown))
                        : new Half(Found.of(plain(answer), answer.ttl()), null));
    }

    private static List<ResolvedAddress> plain(Answer answer) {
        List<ResolvedAddress> found = new ArrayList<>();
        for (Item item : answer.records()) {
            if (item instanceof Item.Address one) {
                found.add(plain(one.address()));
            }
        }
        return found;
    }

    /** One family may have no addresses, or no server that answers, as long as the other has some. */
    private static Found merge(Half four, Half six) {
        Found both = four.found().and(six.found());
        if (both.addresses().isEmpty()) {
            throw worst(four.failure(), six.failure());
        }
        return new Found(both.addresses(), both.ttl(), unanswered(four.failure()), unanswered(six.failure()));
    }

    private static @Nullable String unanswered(@Nullable DnsFailure failure) {
        return failure == null || failure.answered() ? null : failure.reason();
    }

    /** A server that failed may know an address; only two proper answers make it certain that there is none. */
    private static DnsFailure worst(@Nullable DnsFailure four, @Nullable DnsFailure six) {
        if (four != null && !four.answered()) {
            return four;
        }
        if (six != null && (!six.answered() || missing(six))) {
            return six;
        }
        return four != null && missing(four) ? four : DnsFailure.nothing("no addresses");
    }

    private static Found some(Found found, String reason) {
        if (found.addresses().isEmpty()) {
            throw DnsFailure.nothing(reason);
        }
        return found;
    }

    /**
     * Tries one name after the other while the answer is that there is nothing. In the end the first failure stands: it is
     * about the name most likely meant, unless only a later one exists at all.
     */
    private static <T> CompletableFuture<T> firstOf(
            List<String> names, int index, Function<String, CompletableFuture<T>> ask) {
        return ask.apply(names.get(index)).exceptionallyCompose(thrown -> {
            DnsFailure failure = failure(thrown);
            if (!failure.answered() || index + 1 == names.size()) {
                return CompletableFuture.failedFuture(failure);
            }
            return firstOf(names, index + 1, ask).exceptionallyCompose(later -> {
                DnsFailure other = failure(later);
                boolean better = !other.answered() || (missing(failure) && !missing(other));
                return CompletableFuture.failedFuture(better ? other : failure);
            });
        });
    }

    private static boolean missing(DnsFailure failure) {
        return failure.reason().contains("NXDOMAIN");
    }

    /** Whatever was thrown, as a reason. */
    static DnsFailure failure(@Nullable Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case DnsFailure known -> known;
            // By the IDN rules or the lengths of labels.
            case IllegalArgumentException illegal -> DnsFailure.server("not a host name");
            case null, default -> DnsFailure.server("look-up failed: " + cause);
        };
    }

    private static ResolvedAddress plain(InetAddress address) {
        return new ResolvedAddress(address, 0, 0, 0);
    }
}
