package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates that one node uses, told to all others when they change.
 *
 * @param renewals of those that come by themselves
 */
public record CertificatesInUse(List<Certificate> all, List<Renewal> renewals) {
    /** The kind of such reports. */
    public static final String KIND = "certificates";

    private static final int VERSION = 1;

    public CertificatesInUse {
        all = List.copyOf(all);
        renewals = List.copyOf(renewals);
    }

    /**
     * A certificate that an authority issues by itself.
     *
     * @param file as its {@link Certificate#file}: {@code acme:} and its names
     * @param at when it will be renewed, in milliseconds since 1970; 0: there is none yet
     * @param placeholder whether clients are shown one that nobody trusts, until then
     * @param open whether an order is under way
     * @param trouble what failed last; empty: nothing
     */
    public record Renewal(String file, long at, boolean placeholder, boolean open, String trouble) {
        private void encode(Encoder out) {
            out.text(file).number(at).flag(placeholder).flag(open).text(trouble);
        }

        private static Renewal decode(Decoder in) {
            return new Renewal(in.text(), in.number(), in.flag(), in.flag(), in.text());
        }
    }

    /**
     * One of them, and what for.
     *
     * @param use {@code listener}, {@code clients} (the authority of theirs), {@code admin}, {@code node} (how the others
     *     know this one), {@code nodes} (their authority), {@code pool} (shown to servers) or {@code servers} (their authority)
     * @param where name of the listener or pool; empty where there is but one
     * @param fingerprint SHA-256 in hexadecimal digits
     * @param names that it is for
     * @param from milliseconds since 1970, like {@code until}
     */
    public record Certificate(
            String use,
            String where,
            String file,
            String fingerprint,
            String subject,
            String issuer,
            List<String> names,
            long from,
            long until) {
        public Certificate {
            names = List.copyOf(names);
        }

        private void encode(Encoder out) {
            out.text(use).text(where).text(file).text(fingerprint).text(subject).text(issuer);
            out.number(names.size());
            names.forEach(out::text);
            out.number(from).number(until);
        }

        private static Certificate decode(Decoder in) {
            return new Certificate(
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    texts(in),
                    in.number(),
                    in.number());
        }

        private static List<String> texts(Decoder in) {
            List<String> texts = new ArrayList<>();
            for (int left = in.count(); left > 0; left--) {
                texts.add(in.text());
            }
            return texts;
        }
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(all.size());
        all.forEach(one -> one.encode(out));
        out.number(renewals.size());
        renewals.forEach(one -> one.encode(out));
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static CertificatesInUse decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        List<Certificate> all = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            all.add(Certificate.decode(in));
        }
        List<Renewal> renewals = new ArrayList<>();
        // Nodes of former versions tell of none.
        for (int left = in.more() ? in.count() : 0; left > 0; left--) {
            renewals.add(Renewal.decode(in));
        }
        return new CertificatesInUse(all, renewals);
    }
}
