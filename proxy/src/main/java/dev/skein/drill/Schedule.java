package dev.skein.drill;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;

/**
 * A drill that comes again and again, as the register keeps it.
 *
 * @param cron when; see {@link Cron}
 * @param author who wants that
 * @param lastEpochMillis until when what was due is done with: begun, or missed for good
 */
public record Schedule(
        String name,
        String cron,
        Kind kind,
        String target,
        String to,
        String url,
        long forMillis,
        String author,
        long lastEpochMillis) {

    /** When it is due next. */
    public long dueEpochMillis() {
        return Cron.parse(cron).after(lastEpochMillis);
    }

    Schedule done(long epochMillis) {
        return new Schedule(name, cron, kind, target, to, url, forMillis, author, epochMillis);
    }

    Drilling.Wanted wanted() {
        return new Drilling.Wanted(kind, target, to, url, false, forMillis, "schedule " + name + " of " + author);
    }

    void encode(Encoder out) {
        out.text(name).text(cron).constant(kind).text(target).text(to).text(url);
        out.number(forMillis).text(author).number(lastEpochMillis);
    }

    static Schedule decode(Decoder in) {
        return new Schedule(
                in.text(),
                in.text(),
                in.constant(Kind.values()),
                in.text(),
                in.text(),
                in.text(),
                in.number(),
                in.text(),
                in.number());
    }
}
