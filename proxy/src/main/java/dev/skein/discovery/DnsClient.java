package dev.skein.discovery;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks name servers one question: one after the other until one answers, by UDP and after a truncated answer by TCP. Each
 * question leaves from a port of its own, because a port that can be guessed lets others forge answers (RFC 5452).
 * Confined to its event loop, on which all futures complete.
 */
final class DnsClient implements AutoCloseable {
    private static final int MAX_HOPS = 8;

    private final DnsPolicy policy;
    private final DnsNameResolver resolver;

    DnsClient(EventLoop loop, DnsPolicy policy) {
        this.policy = policy;
        this.resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .queryTimeoutMillis(Math.max(1, policy.timeout().toMillis()))
                // Each question names its server; what the builder would read from the system is not used.
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)))
                .build();
    }

    /**
     * Asks for records of a full name and follows aliases. Fails with {@link DnsFailure}; an answer without records is
     * one, too.
     */
    CompletableFuture<Answer> ask(List<InetSocketAddress> servers, String name, DnsRecordType type) {
        return follow(servers, new Answer(name, List.of(), Long.MAX_VALUE), type, 0);
    }

    @Override
    public void close() {
        resolver.close();
    }

    private CompletableFuture<Answer> follow(
            List<InetSocketAddress> servers, Answer soFar, DnsRecordType type, int hops) {
        return askFrom(servers, 0, soFar.name(), type).thenCompose(answer -> {
            Answer whole = new Answer(answer.name(), answer.records(), Math.min(soFar.ttl(), answer.ttl()));
            if (!answer.records().isEmpty()) {
                return CompletableFuture.completedFuture(whole);
            }
            // An alias whose target the server did not look up for us.
            boolean moved = !answer.name().equalsIgnoreCase(soFar.name());
            return moved && hops < MAX_HOPS
                    ? follow(servers, whole, type, hops + 1)
                    : CompletableFuture.failedFuture(DnsFailure.nothing("no " + type.name() + " records"));
        });
    }

    private CompletableFuture<Answer> askFrom(
            List<InetSocketAddress> servers, int index, String name, DnsRecordType type) {
        return askOne(servers.get(index), name, type).exceptionallyCompose(thrown -> {
            DnsFailure failure = Lookup.failure(thrown);
            return failure.answered() || index + 1 == servers.size()
                    ? CompletableFuture.failedFuture(failure)
                    : askFrom(servers, index + 1, name, type);
        });
    }

    private CompletableFuture<Answer> askOne(InetSocketAddress server, String name, DnsRecordType type) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        resolver.query(server, new DefaultDnsQuestion(name, type)).addListener(done -> {
            if (!done.isSuccess()) {
                answer.completeExceptionally(failure(done.cause(), server));
                return;
            }
            @SuppressWarnings("unchecked") // What query() promises; the listener's type has lost it.
            AddressedEnvelope<DnsResponse, InetSocketAddress> envelope =
                    (AddressedEnvelope<DnsResponse, InetSocketAddress>) done.getNow();
            try {
                answer.complete(read(envelope.content(), server, name, type));
            } catch (RuntimeException e) {
                answer.completeExceptionally(Lookup.failure(e));
            } finally {
                envelope.release();
            }
        });
        return answer;
    }

    private static Answer read(DnsResponse response, InetSocketAddress server, String name, DnsRecordType type) {
        DnsResponseCode code = response.code();
        if (code.equals(DnsResponseCode.NXDOMAIN)) {
            throw DnsFailure.nothing("no such name (NXDOMAIN)");
        }
        if (!code.equals(DnsResponseCode.NOERROR)) {
            throw DnsFailure.server(word(code) + " from " + DnsFailure.text(server));
        }
        return Answer.read(response, name, type);
    }

    private static String word(DnsResponseCode code) {
        if (code.equals(DnsResponseCode.SERVFAIL)) {
            return "server failure (SERVFAIL)";
        }
        return code.equals(DnsResponseCode.REFUSED) ? "refused (REFUSED)" : "error " + code;
    }

    private DnsFailure failure(Throwable thrown, InetSocketAddress server) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsNameResolverTimeoutException) {
                return DnsFailure.silence(server, policy.timeout());
            }
        }
        return DnsFailure.server("question to " + DnsFailure.text(server) + " failed: " + thrown.getMessage());
    }
}
