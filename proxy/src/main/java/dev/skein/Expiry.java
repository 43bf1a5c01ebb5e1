package dev.skein;

import dev.skein.listener.CertificateTerm;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which certificates end soon, told in the journal: once when fewer than 30, 14, 7 and 1 days are left (of those that renew
 * themselves only what is less than a quarter of their life), and every time that
 * it is asked about one which is not valid. Confined to one thread.
 */
final class Expiry {
    private static final List<Integer> DAYS = List.of(30, 14, 7, 1);
    /** Less than all of {@link #DAYS}: ended, or not begun. */
    private static final int INVALID = 0;

    private static final int FAR = Integer.MAX_VALUE;

    private final Journal journal;
    private final Map<Key, Integer> told = new HashMap<>();

    Expiry(Journal journal) {
        this.journal = journal;
    }

    private record Key(String listener, CertificateTerm term) {}

    /** Looks at all certificates in use, by listener. */
    void look(Map<String, List<CertificateTerm>> inUse, Instant now) {
        Set<Key> keys = inUse.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(term -> new Key(entry.getKey(), term)))
                .collect(Collectors.toSet());
        told.keySet().retainAll(keys);
        inUse.forEach((listener, terms) -> terms.forEach(term -> look(new Key(listener, term), now)));
    }

    private void look(Key key, Instant now) {
        int stage = stage(key.term, now);
        int before = told.getOrDefault(key, FAR);
        told.put(key, stage);
        if (stage == INVALID) {
            journal.add(EventKind.CERTIFICATE_INVALID, key.listener, text(key.term, now));
        } else if (stage < before) {
            journal.add(EventKind.CERTIFICATE_EXPIRING, key.listener, text(key.term, now));
        }
    }

    private static int stage(CertificateTerm term, Instant now) {
        if (now.isBefore(term.from()) || !now.isBefore(term.until())) {
            return INVALID;
        }
        int stage = FAR;
        for (int days : DAYS) {
            if (days <= telling(term) && Duration.between(now, term.until()).compareTo(Duration.ofDays(days)) < 0) {
                stage = days;
            }
        }
        return stage;
    }

    /** One that renews itself is told of when that should have happened by far: with a quarter of its life left. */
    private static long telling(CertificateTerm term) {
        return term.renewsItself()
                ? Duration.between(term.from(), term.until()).dividedBy(4).toDays()
                : FAR;
    }

    private static String text(CertificateTerm term, Instant now) {
        String what = term.file() + " (" + term.subject() + ") ";
        if (now.isBefore(term.from())) {
            return what + "is valid from " + term.from() + " on only";
        }
        Duration left = Duration.between(now, term.until());
        if (left.isNegative() || left.isZero()) {
            return what + "ended on " + term.until();
        }
        String time = left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours";
        return what + "ends in " + time + ", on " + term.until();
    }
}
