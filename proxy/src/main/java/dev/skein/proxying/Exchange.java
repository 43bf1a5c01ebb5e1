package dev.skein.proxying;

import dev.skein.balance.PickContext;
import dev.skein.http.RequestHead;
import dev.skein.model.ClientAddress;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.routing.Match;
import dev.skein.snapshot.ErrorPages;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Route;
import dev.skein.snapshot.Snapshot;
import dev.skein.transport.Loop;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the first byte to the {@link Outcome}: the only place that knows what a proxy does.
 * Fronts feed it ({@link #start}, {@link #requestBody}, {@link #requestEnd}, {@link #clientGone}) and are told through
 * {@link ClientLeg}. Confined to its loop; used again for exchange after exchange.
 *
 * <p>The phases: request → route → admit → {@link Attempts pick, queue, connect} → {@link RequestRelay relay} ∥
 * {@link ResponseRelay relay back} → outcome.
 */
public final class Exchange {
    final Loop loop;
    final Services services;
    final RequestHead head;
    final PickContext pick;
    final Outcome outcome = new Outcome();
    final Attempts attempts;
    final RequestRelay request;
    final ResponseRelay response;
    final Deadlines deadlines;
    final RequestFacts facts;
    final Trailers trailers = new Trailers();
    final ExchangePool home;
    final Gate gate;
    final Visitor visitor;
    final Tracks tracks = new Tracks(this);
    final Match match = new Match();
    private @Nullable ClientLeg client;
    private @Nullable Listening listening;

    @Nullable
    Snapshot snapshot;

    @Nullable
    Route route;

    @Nullable
    Pool pool;

    Phase phase = Phase.REQUEST;
    long startNanos;
    private boolean ended;

    Exchange(ExchangePool home, Loop loop, Services services, RequestHead head, long seed) {
        this.home = home;
        this.loop = loop;
        this.services = services;
        this.head = head;
        this.pick = new PickContext(loop.index(), seed);
        this.attempts = new Attempts(this);
        this.request = new RequestRelay(this);
        this.response = new ResponseRelay(this);
        this.deadlines = new Deadlines(this);
        this.facts = new RequestFacts(this);
        this.gate = new Gate(this);
        this.visitor = new Visitor(this);
    }

    /** A request's first byte was seen. */
    void begin(ClientLeg leg, Listening where) {
        client = leg;
        listening = where;
        route = null;
        pool = null;
        phase = Phase.REQUEST;
        ended = false;
        startNanos = loop.now();
        outcome.clear();
        outcome.startEpochMillis = loop.ticker().epochMillis();
        outcome.listener = where.name();
        outcome.tls = leg.tls();
        outcome.requestId = pick.random();
        snapshot = null;
        head.reset(where.headLimits(), where.guard());
        request.begin();
        response.begin();
        attempts.begin();
        gate.begin();
        visitor.begin();
        facts.begin();
        services.recorder().begin(loop.index());
    }

    /** Where the front parses the request's head into. */
    public RequestHead head() {
        return head;
    }

    /** A trusted peer asks for somebody else, under an id of its own. */
    public void identified(ClientAddress asking, boolean encrypted) {
        head.from(asking, encrypted);
        facts.keepForeignId();
    }

    /** The head is complete: guard, route, admit, and off to a server or answered here. */
    public void start() {
        outcome.request = head;
        outcome.client = head.client();
        outcome.protocol = head.protocol();
        outcome.secure = head.secure();
        outcome.bytesIn += head.length();
        gate.enter();
    }

    /** The head could not be had: malformed, too large, too slow. */
    public void reject(Failure failure, String reason) {
        response.answer(failure, reason);
    }

    /** A part of the request's body; owned by the exchange now. */
    public void requestBody(ByteBuf data, boolean raw) {
        request.body(data, raw);
    }

    /** The request came in whole. */
    public void requestEnd(@Nullable ByteBuf trailers, boolean rawEnd) {
        request.end(trailers, rawEnd);
    }

    /** Whether the front should deliver body bytes now. */
    public boolean takesBody() {
        return request.takes();
    }

    /** Whether chunks of the request may be delivered framed as they came. */
    public boolean takesRawChunks() {
        return request.takesRaw();
    }

    /** The client takes more of the response again. */
    public void clientWritable() {
        response.clientWritable();
    }

    /** What was written to the server should leave now: a burst of reads from the client is over. */
    public void flushServer() {
        attempts.flush();
    }

    /** The client left, or broke the protocol in the body, or was too slow. */
    public void clientGone(Failure failure) {
        if (ended) {
            return;
        }
        fail(failure);
        finish(false);
    }

    /** The client broke the protocol in the request's body, or stalled in it: told so where no response has begun. */
    public void clientBroke(Failure failure, String reason) {
        response.refuse(failure, reason);
    }

    /** The client sends no more in a tunnel. */
    public void clientHalfClosed() {
        response.clientHalfClosed();
    }

    /** Counts bytes of the response as they go to the client. */
    public void sent(long bytes) {
        outcome.bytesOut += bytes;
    }

    void fail(Failure failure) {
        if (outcome.failure == Failure.NONE) {
            outcome.failure = failure;
            outcome.phase = phase;
        }
    }

    /**
     * The end, exactly once: places are given back, the outcome is recorded, the front is told.
     *
     * @param clean both messages went through whole
     */
    void finish(boolean clean) {
        if (ended) {
            return;
        }
        ended = true;
        deadlines.clear();
        outcome.totalNanos = loop.now() - startNanos;
        if (outcome.status == 0) {
            outcome.status = outcome.failure.status();
        }
        attempts.end();
        request.free();
        response.coding.free();
        gate.leave();
        record();
        ClientLeg leg = client();
        client = null;
        home.give(this);
        leg.exchangeEnded(clean);
    }

    private void record() {
        Route through = route;
        Pool to = pool;
        services.recorder()
                .record(
                        outcome,
                        through == null ? null : through.stats(),
                        to == null ? null : to.stats(),
                        attempts.serverStats(),
                        loop.index());
    }

    boolean ended() {
        return ended;
    }

    ClientLeg client() {
        return Objects.requireNonNull(client);
    }

    Listening listening() {
        return Objects.requireNonNull(listening);
    }

    Route route() {
        return Objects.requireNonNull(route);
    }

    Pool pool() {
        return Objects.requireNonNull(pool);
    }

    /** The operator's page for a status, or null. */
    ErrorPages.@Nullable Page errorPage(int status) {
        Snapshot seen = snapshot == null ? services.snapshots().current() : snapshot;
        return seen.errors().of(status);
    }
}
