package dev.skein.acme;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is agreed about one set of names. Times are milliseconds since 1970, 0 for none.
 *
 * @param id {@code acme:} and the names
 * @param order URL of the open one; empty: none is
 * @param since when it was placed, or its challenges were agreed on
 * @param asks its challenges
 * @param notBefore when it is gone on with
 * @param failures in a row
 * @param failed when orders came to nothing, within the last hour
 * @param trouble what failed last; empty: nothing
 * @param suggested when the authority would like the certificate to be renewed
 * @param barred until when the authority itself wants no question about it, however much anybody is in a hurry
 */
record Item(
        String id,
        String order,
        long since,
        List<Ask> asks,
        long notBefore,
        int failures,
        List<Long> failed,
        String trouble,
        long suggested,
        long barred) {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    /** Of what an authority says, since all of it lies in the register. */
    private static final int LONGEST = 500;

    Item {
        trouble = trouble.length() > LONGEST ? trouble.substring(0, LONGEST) + "…" : trouble;
        asks = List.copyOf(asks);
        failed = List.copyOf(failed);
    }

    static Item of(String id) {
        return new Item(id, "", 0, List.of(), 0, 0, List.of(), "", 0, 0);
    }

    boolean open() {
        return !order.isEmpty();
    }

    Item ordered(String url, long now) {
        return new Item(id, url, now, List.of(), 0, failures, failed, trouble, suggested, barred);
    }

    Item asked(List<Ask> of, long now) {
        return new Item(id, order, now, of, 0, failures, failed, trouble, suggested, barred);
    }

    /** It was issued; the next order has time until then in any case. */
    Item done(long until) {
        return new Item(id, "", 0, List.of(), until, 0, List.of(), "", 0, 0);
    }

    Item suggested(long at) {
        return new Item(id, order, since, asks, notBefore, failures, failed, trouble, at, barred);
    }

    /** Somebody wants another certificate at once, or what waits after a failure to go on. */
    Item hastened(long now) {
        return new Item(id, order, since, asks, barred, failures, failed, trouble, open() ? suggested : now, barred);
    }

    /**
     * Something failed; the order stays open.
     *
     * @param told until when the authority wants to be left alone; 0: it did not say
     */
    Item held(String why, long until, long told) {
        return new Item(id, order, since, asks, until, failures + 1, failed, why, suggested, told);
    }

    Item barred(long until) {
        return new Item(id, order, since, asks, notBefore, failures, failed, trouble, suggested, until);
    }

    /** Whether the last thing that happened was that one was issued, so short a time ago that none is ordered. */
    boolean fresh(long now) {
        return !open() && failures == 0 && notBefore > now;
    }

    /** The order came to nothing. */
    Item dropped(String why, long now, long until) {
        List<Long> recent = new ArrayList<>(recent(now));
        recent.add(now);
        return new Item(id, "", 0, List.of(), until, failures + 1, recent, why, suggested, barred);
    }

    /** When orders came to nothing within the hour before. */
    List<Long> recent(long now) {
        return failed.stream().filter(at -> at > now - HOUR).toList();
    }

    /** From when on another order may be placed, of which at most so many may come to nothing within an hour. */
    long allowed(long now, int most) {
        List<Long> recent = recent(now);
        long next = recent.size() < most ? 0 : recent.get(recent.size() - most) + HOUR;
        return Math.max(notBefore, next);
    }

    /** But for what came later, which the book has behind all of them. */
    void encode(Encoder out) {
        out.text(id).text(order).number(since).number(asks.size());
        asks.forEach(ask -> ask.encode(out));
        out.number(notBefore).number(failures).number(failed.size());
        failed.forEach(out::number);
        out.text(trouble).number(suggested);
    }

    static Item decode(Decoder in) {
        String id = in.text();
        String order = in.text();
        long since = in.number();
        List<Ask> asks = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            asks.add(Ask.decode(in));
        }
        long notBefore = in.number();
        int failures = in.integer();
        List<Long> failed = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            failed.add(in.number());
        }
        return new Item(id, order, since, asks, notBefore, failures, failed, in.text(), in.number(), 0);
    }
}
