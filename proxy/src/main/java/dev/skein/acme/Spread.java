package dev.skein.acme;

import dev.skein.listener.Issuance;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Has this node's listeners go by what the cluster has decided: certificates, and answers to challenges. For one thread. */
final class Spread {
    private final Shelf shelf;
    private final Issuance issuance;
    private final Journal journal;
    private final Ticker ticker;
    private final Map<String, byte[]> known = new HashMap<>();
    private final Set<String> without = new HashSet<>();
    private Set<Ask> answered = Set.of();

    Spread(Shelf shelf, Issuance issuance, Journal journal, Ticker ticker) {
        this.ticker = ticker;
        this.shelf = shelf;
        this.issuance = issuance;
        this.journal = journal;
    }

    /** Takes up certificates; whether there are others than before. */
    boolean certificates(Wanted wanted) {
        boolean changed = false;
        for (Map.Entry<String, List<String>> set : wanted.sets().entrySet()) {
            String id = set.getKey();
            byte[] bytes = shelf.bytes(id);
            Holding holding = bytes == null || Arrays.equals(bytes, known.get(id)) ? null : shelf.holding(id);
            if (holding != null && bytes != null) {
                known.put(id, bytes);
                issuance.issued(set.getValue(), new Issuance.Pair(holding.chain(), holding.key()));
                changed = true;
            }
            if (!known.containsKey(id) && without.add(id)) {
                String text = "no certificate yet: a placeholder is shown, which no client trusts";
                journal.add(EventKind.CERTIFICATE_PLACEHOLDER, id, text);
            }
        }
        return changed;
    }

    /** Whether clients are shown a placeholder. */
    boolean without(String id) {
        return !known.containsKey(id);
    }

    /** Answers what is asked, and nothing else. */
    void answers(Book book) {
        Set<Ask> open = new HashSet<>();
        book.items().values().forEach(item -> open.addAll(item.asks()));
        if (open.equals(answered)) {
            return;
        }
        Map<String, byte[]> tokens = new HashMap<>();
        Map<String, Issuance.Pair> names = new HashMap<>();
        for (Ask ask : open) {
            if (ask.tls()) {
                names.put(ask.name(), proof(ask));
            } else {
                tokens.put(ask.token(), ask.answer().getBytes(StandardCharsets.US_ASCII));
            }
        }
        issuance.answer(tokens, names);
        answered = open;
    }

    /** Any key will do, the answer is in an extension. */
    private Issuance.Pair proof(Ask ask) {
        try {
            byte[] answer = ask.answer().getBytes(StandardCharsets.US_ASCII);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer);
            Instant now = Instant.ofEpochMilli(ticker.epochMillis());
            return new SelfSigned("CN=acme.invalid", List.of(ask.name()), now).proving(digest, Keys.make());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: every JDK must have it", e);
        }
    }
}
