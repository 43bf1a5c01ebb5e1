package dev.skein.membership;

import dev.skein.cluster.Carrier;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.Fact;
import dev.skein.cluster.Line;
import dev.skein.cluster.Report;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a grid would carry, packed for the node link: many small things in few messages. Each with its kind and its length,
 * so that a kind which only newer nodes know is left out. For one thread.
 */
final class Parcel implements Carrier {
    /** Below what the link sends in one piece, so that nothing waits for long behind it. */
    private static final int FULL = 24 * 1024;

    private static final int VERSION = 1;
    private static final int FACT = 1;
    private static final int REPORT = 2;
    private static final int LINE = 3;
    private static final int PIN = 4;

    private final Consumer<byte[]> send;
    private Encoder out = begin();
    private int size;

    /** @param send takes each message when it is full, and the last one */
    Parcel(Consumer<byte[]> send) {
        this.send = send;
    }

    private static Encoder begin() {
        return new Encoder(VERSION).number(Bridge.PARCEL);
    }

    private void add(int kind, byte[] value) {
        out.number(kind).bytes(value);
        size += value.length;
        if (size >= FULL) {
            flush();
        }
    }

    /** Sends what is packed. */
    void flush() {
        if (size > 0) {
            send.accept(out.done());
            out = begin();
            size = 0;
        }
    }

    @Override
    public void fact(Fact fact) {
        add(FACT, fact.encode());
    }

    @Override
    public void report(Report report) {
        add(REPORT, report.encode());
    }

    @Override
    public void line(Line line) {
        add(LINE, line.encode());
    }

    @Override
    public void pin(long key, long server, Duration maxIdle) {
        add(
                PIN,
                new Encoder(VERSION)
                        .fixed(key)
                        .fixed(server)
                        .number(maxIdle.toSeconds())
                        .done());
    }

    /**
     * Takes in what another node packed.
     *
     * @param in after the kind of message
     * @throws Decoder.MalformedException if it is something else
     */
    static void open(Decoder in, Cluster to) {
        while (in.more()) {
            int kind = in.integer();
            byte[] value = in.bytes();
            switch (kind) {
                case FACT -> to.facts().accept(Fact.decode(value));
                case REPORT -> to.reports().accept(Report.decode(value));
                case LINE -> to.feed().accept(Line.decode(value));
                case PIN -> {
                    Decoder pin = new Decoder(value);
                    to.adopt(pin.fixed(), pin.fixed(), Duration.ofSeconds(pin.number()));
                }
                default -> {
                    // Of a newer node.
                }
            }
        }
    }
}
