package dev.skein.proxying;

import dev.skein.access.Scratch;
import dev.skein.balance.PickContext;
import dev.skein.coding.Encoders;
import dev.skein.http.GuardPolicy;
import dev.skein.http.HeadLimits;
import dev.skein.http.HttpDate;
import dev.skein.http.RequestHead;
import dev.skein.model.ByteSink;
import dev.skein.routing.MatchScratch;
import dev.skein.transport.Loop;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayDeque;

/** The exchanges of one loop, used again and again: the one that ended last begins next, while it is still in the cache. */
public final class ExchangePool {
    private static final int KEPT = 1024;
    /** What a head has grown to beyond this is given back: a thousand large ones would be memory that is never seen again. */
    private static final int KEPT_BYTES = 16 * 1024;

    /** What the encoders of one loop may hold: they are neither in the heap nor in the direct memory. */
    private static final long ENCODERS = Math.clamp(PlatformDependent.maxDirectMemory() / 16, 8L << 20, 48L << 20);

    private static final HeadLimits INITIAL = new HeadLimits(8192, 16384, 100);

    private final Loop loop;
    private final Services services;
    private final ArrayDeque<Exchange> free = new ArrayDeque<>();
    private final MatchScratch scratch = new MatchScratch();
    private final ByteSink sink = new ByteSink();
    private final Scratch credentials = new Scratch();
    private final Encoders encoders = new Encoders(ENCODERS);
    private final HttpDate date = new HttpDate();
    private final RecentHeads recent;
    private long made;

    public ExchangePool(Loop loop, Services services, RecentHeads recent) {
        this.loop = loop;
        this.services = services;
        this.recent = recent;
    }

    /** An exchange for a request whose first byte has come. */
    public Exchange take(ClientLeg client, Listening listening) {
        Exchange exchange = free.pollLast();
        if (exchange == null) {
            exchange = new Exchange(this, loop, services, new RequestHead(INITIAL, GuardPolicy.DEFAULT), seed());
        }
        exchange.begin(client, listening);
        return exchange;
    }

    /** A relay for a connection that is to be passed on as it is. */
    public TcpRelay relay(TcpListening listening, TcpView view) {
        return new TcpRelay(loop, services, listening, view, new PickContext(loop.index(), seed()));
    }

    private long seed() {
        return loop.ticker().nanos() + (++made << 8 | loop.index());
    }

    void give(Exchange exchange) {
        exchange.head.shrink(KEPT_BYTES);
        if (free.size() < KEPT) {
            free.addLast(exchange);
        }
    }

    /** Working space for matches; for this loop, during one call. */
    MatchScratch scratch() {
        return scratch;
    }

    /** Evaluations of expressions that were given up; see {@link MatchScratch}. Any thread. */
    public long abortedExpressions() {
        return scratch.abortedExpressions();
    }

    /** Heads of recent requests; for this loop. */
    public RecentHeads recent() {
        return recent;
    }

    /** An empty sink for what is used at once; for this loop. */
    ByteSink sink() {
        sink.clear();
        return sink;
    }

    /** Working space for looking at credentials; for this loop. */
    Scratch credentials() {
        return credentials;
    }

    /** Streams that make responses smaller; for this loop. */
    Encoders encoders() {
        return encoders;
    }

    /** The date as heads show it; for this loop. */
    public HttpDate date() {
        return date;
    }

    public Loop loop() {
        return loop;
    }
}
