package dev.skein.cli.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the authority has issued: a line {@code SERIAL NODE END [REVOKED]} for each certificate, so that revoking a node
 * takes its earlier certificates along.
 */
final class Ledger {
    private static final String NOT_REVOKED = "-";

    private final Path file;
    private final List<Line> lines = new ArrayList<>();

    private record Line(BigInteger serial, String node, Instant end, String revoked) {
        @Override
        public String toString() {
            return serial.toString(16) + " " + node + " " + end + " " + revoked + "\n";
        }
    }

    private Ledger(Path file) {
        this.file = file;
    }

    static Ledger read(Path file) throws PkiException {
        Ledger ledger = new Ledger(file);
        int number = 0;
        try {
            for (String text : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                number++;
                String[] words = text.split(" ", -1);
                ledger.lines.add(new Line(new BigInteger(words[0], 16), words[1], Instant.parse(words[2]), words[3]));
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(file, number, e);
        }
        return ledger;
    }

    private static PkiException damaged(Path file, int line, Exception e) {
        boolean content = e instanceof DateTimeException
                || e instanceof NumberFormatException
                || e instanceof IndexOutOfBoundsException;
        return new PkiException(
                content ? file + ":" + line + ": damaged (expected: SERIAL NODE END REVOKED)" : file + ": " + e, e);
    }

    void add(BigInteger serial, String node, Instant end) {
        lines.add(new Line(serial, node, end, NOT_REVOKED));
    }

    /** Marks all of a node's certificates. */
    int revoke(String node, Instant now) {
        int marked = 0;
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            if (line.node.equals(node) && line.revoked.equals(NOT_REVOKED)) {
                lines.set(at, new Line(line.serial, node, line.end, now.toString()));
                marked++;
            }
        }
        return marked;
    }

    /** What belongs on the list: serial number → when. */
    Map<BigInteger, Instant> revoked() {
        Map<BigInteger, Instant> revoked = new LinkedHashMap<>();
        for (Line line : lines) {
            if (!line.revoked.equals(NOT_REVOKED)) {
                revoked.put(line.serial, Instant.parse(line.revoked));
            }
        }
        return revoked;
    }

    /** Nodes with a certificate that was not revoked. */
    Set<String> nodes() {
        Set<String> nodes = new TreeSet<>();
        lines.stream().filter(line -> line.revoked.equals(NOT_REVOKED)).forEach(line -> nodes.add(line.node));
        return nodes;
    }

    void write() throws PkiException {
        StringBuilder text = new StringBuilder();
        lines.forEach(text::append);
        KeyFiles.write(file, text.toString());
    }
}
