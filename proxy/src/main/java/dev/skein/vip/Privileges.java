package dev.skein.vip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Which capabilities this process has (capabilities(7)).
 *
 * @param effective the mask of those in effect
 */
public record Privileges(long effective) {

    /** What virtual addresses need. */
    public enum Capability {
        /** Addresses, the fence. */
        NET_ADMIN(12, "puts addresses on interfaces and fences them"),
        /** Announcements, tickles. */
        NET_RAW(13, "announces addresses");

        private final int bit;
        private final String use;

        Capability(int bit, String use) {
            this.bit = bit;
            this.use = use;
        }

        String word() {
            return "cap_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of this process, by {@code /proc/self/status}. */
    public static Privileges own() throws IOException {
        return of(Files.readAllLines(Path.of("/proc/self/status")));
    }

    static Privileges of(List<String> status) throws IOException {
        for (String line : status) {
            if (line.startsWith("CapEff:")) {
                return new Privileges(
                        HexFormat.fromHexDigitsToLong(line.substring(7).strip()));
            }
        }
        throw new IOException("/proc/self/status: no line CapEff (expected: Linux)");
    }

    public boolean has(Capability capability) {
        return (effective >>> capability.bit & 1) != 0;
    }

    /** A sentence for each that is missing, saying what it is for and how to grant it; empty if none is. */
    public List<String> missing() {
        List<String> sentences = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            if (!has(capability)) {
                String word = capability.word();
                sentences.add(word.toUpperCase(Locale.ROOT) + " is missing: it " + capability.use
                        + ". Grant it by systemd: AmbientCapabilities=" + word.toUpperCase(Locale.ROOT)
                        + "; in Docker: cap_add: [" + capability + "], and for a user other than root file capabilities"
                        + " in the image (setcap " + word + "+ep on the keeper's java) without no-new-privileges;"
                        + " elsewhere: setpriv --inh-caps=+" + word.substring(4) + " --ambient-caps=+"
                        + word.substring(4) + ", or run the keeper as root");
            }
        }
        return sentences;
    }
}
