package dev.skein.keeper;

import java.io.IOException;
import java.util.function.Consumer;

/** What the kernel may refuse, for the journal. */
record Attempts(Consumer<String> note) {

    /** Something for the kernel. */
    interface Attempt {
        void make() throws IOException;
    }

    /** Whether it was done. */
    boolean make(KeptAddress address, Attempt attempt) {
        try {
            attempt.make();
            return true;
        } catch (IOException e) {
            note.accept(address + ": hand-over: " + e.getMessage());
            return false;
        }
    }
}
