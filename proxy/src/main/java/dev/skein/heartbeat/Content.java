package dev.skein.heartbeat;

import dev.skein.lease.Answer;
import dev.skein.lease.Ask;
import dev.skein.lease.Round;
import java.util.ArrayList;
import java.util.List;

/** What a datagram carries beside its sender's sign of life. */
record Content(
        long round, List<Ask> asks, long answered, List<Answer> answers, List<Answer> table, List<Standing> standings) {
    static final Content NOTHING = new Content(0, List.of(), 0, List.of(), List.of(), List.of());

    static Content answering(long round, List<Answer> answers) {
        return new Content(0, List.of(), round, answers, List.of(), List.of());
    }

    /** A round, a table and standings, in as many datagrams as they need; one, unless there are very many resources. */
    static List<Content> of(Round round, List<Answer> table, List<Standing> standings) {
        List<Content> parts = new ArrayList<>(1);
        int at = 0;
        do {
            parts.add(new Content(
                    round.number(), part(round.asks(), at), 0, List.of(), part(table, at), part(standings, at)));
            at += Beat.MOST_ENTRIES;
        } while (at < round.asks().size() || at < table.size() || at < standings.size());
        return parts;
    }

    private static <T> List<T> part(List<T> all, int from) {
        return all.subList(Math.min(from, all.size()), Math.min(from + Beat.MOST_ENTRIES, all.size()));
    }
}
