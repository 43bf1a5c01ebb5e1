package dev.skein.rollout;

import dev.skein.config.Settings;
import dev.skein.control.TrialRoutes;
import dev.skein.control.TrialRoutes.Destination;
import dev.skein.http.GuardPolicy;
import dev.skein.http.Head;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.RecentHeads;
import dev.skein.revision.Replayed;
import dev.skein.transport.TlsProvider;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Recent requests of this node, routed by what is in force and by other settings. Any thread but the loops'. */
public final class Replays {
    private static final int MOST = 50_000;
    private static final long PATIENCE_SECONDS = 5;
    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 64 * 1024, 1000);

    private final List<ExchangePool> exchanges;
    private final Supplier<TlsProvider> provider;

    /**
     * @param exchanges which know the requests, one for each loop
     * @param provider what encrypts
     */
    public Replays(List<ExchangePool> exchanges, Supplier<TlsProvider> provider) {
        this.exchanges = List.copyOf(exchanges);
        this.provider = provider;
    }

    /** What encrypts, for whoever compiles settings. */
    Supplier<TlsProvider> provider() {
        return provider;
    }

    /** @param next that compile */
    Replayed replay(Settings now, Settings next) {
        Count count = new Count(TrialRoutes.of(now), TrialRoutes.of(next));
        for (ExchangePool pool : exchanges) {
            RecentHeads heads = pool.recent();
            for (int segment = 0; segment < heads.segments() && count.total < MOST; segment++) {
                int which = segment;
                count.all(copy(pool, () -> heads.copy(which)));
            }
        }
        return count.result();
    }

    /** Piece by piece, so that no request waits for more than one copy. */
    private static byte[] copy(ExchangePool pool, Supplier<byte[]> copy) {
        try {
            return pool.loop().eventLoop().submit(copy::get).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("recent requests could not be copied: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new byte[0];
        }
    }

    /** Of one replay. */
    private static final class Count {
        private final TrialRoutes now;
        private final TrialRoutes next;
        private final RequestHead head = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        private final List<String> examples = new ArrayList<>();
        private long total;
        private long otherPool;
        private long notFound;
        private long otherwise;

        Count(TrialRoutes now, TrialRoutes next) {
            this.now = now;
            this.next = next;
        }

        void all(byte[] segment) {
            ByteBuffer in = ByteBuffer.wrap(segment);
            while (in.hasRemaining() && total < MOST) {
                int length = in.getInt();
                boolean secure = in.get() == 1;
                byte[] address = new byte[in.get()];
                in.get(address);
                head.reset();
                boolean whole = head.read(Unpooled.wrappedBuffer(segment, in.position(), length)) == Head.COMPLETE;
                in.position(in.position() + length);
                if (whole) {
                    head.from(client(address), secure);
                    one();
                }
            }
        }

        private static ClientAddress client(byte[] address) {
            try {
                return ClientAddress.of(InetAddress.getByAddress(address), 0);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("client: " + address.length + " bytes (expected: 4 or 16)", e);
            }
        }

        private void one() {
            total++;
            Destination before = now.find(head);
            Destination after = next.find(head);
            if (Objects.equals(before, after)) {
                return;
            }
            if (after == null) {
                notFound++;
            } else if (before != null && before.forwarded() && after.forwarded()) {
                otherPool++;
            } else {
                otherwise++;
            }
            if (examples.size() < Replayed.EXAMPLES) {
                String line = request() + ": " + text(before) + " → " + text(after);
                if (!examples.contains(line)) {
                    examples.add(line);
                }
            }
        }

        private static String text(@Nullable Destination destination) {
            return destination == null ? "404" : destination.text();
        }

        private String request() {
            return Ascii.string(head.bytes(), head.methodStart(), head.methodEnd()) + " "
                    + Ascii.string(head.bytes(), head.hostStart(), head.hostEnd())
                    + Ascii.string(head.bytes(), head.pathStart(), head.pathEnd());
        }

        Replayed result() {
            return new Replayed(total, otherPool, notFound, otherwise, examples);
        }
    }
}
