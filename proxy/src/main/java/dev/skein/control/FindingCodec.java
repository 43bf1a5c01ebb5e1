package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.health.Finding;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import org.jspecify.annotations.Nullable;

/** A finding as nodes tell it to each other, with the address that it holds for. */
final class FindingCodec {
    private static final int VERSION = 1;
    private static final Health[] HEALTHS = Health.values();

    /**
     * A finding that came in.
     *
     * @param address of the server that was looked at; the same id elsewhere is another machine
     */
    record Told(String address, Finding finding) {}

    private FindingCodec() {}

    static byte[] encode(String address, Finding finding) {
        Health probed = finding.probed();
        Encoder out = new Encoder(VERSION).text(address).flag(probed != null);
        if (probed != null) {
            out.constant(probed);
        }
        return out.flag(finding.ejected())
                .text(finding.reason())
                .number(finding.ejectedUntilEpochMillis())
                .done();
    }

    /** @throws Decoder.MalformedException if the bytes are something else */
    static Told decode(String node, byte[] bytes) {
        Decoder in = new Decoder(bytes);
        String address = in.text();
        Health probed = in.flag() ? in.constant(HEALTHS) : null;
        return new Told(address, new Finding(node, probed, in.flag(), in.text(), in.number()));
    }

    /** The server that a fact is about; null if its name is none. Names of pools have no slash. */
    static @Nullable ServerKey key(String name) {
        int slash = name.indexOf('/');
        return slash < 1 ? null : new ServerKey(name.substring(0, slash), name.substring(slash + 1));
    }
}
