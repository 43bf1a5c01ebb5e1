package dev.skein.probe;

import io.vertx.core.buffer.Buffer;

/**
 * A dialogue that takes nothing in clear text once TLS is agreed on, and no more than it needs. What somebody in between
 * puts behind the last words in clear text must never pass for what was said inside TLS (as in CVE-2021-23222).
 */
final class Guarded implements Dialogue {
    /** Before TLS was there. */
    static final Step IN_CLEAR = new Step.Failed("server went on in clear text before TLS began");
    /** A login and the answer to one question. */
    private static final int MOST = 256 * 1024;

    private final Dialogue inner;
    private boolean securing;
    private int taken;

    Guarded(Dialogue inner) {
        this.inner = inner;
    }

    @Override
    public Step begin() {
        return known(inner.begin());
    }

    @Override
    public Step received(Buffer bytes) {
        if (securing) {
            return IN_CLEAR;
        }
        taken += bytes.length();
        return taken > MOST
                ? new Step.Failed("more than " + MOST / 1024 + " KiB without an answer")
                : known(inner.received(bytes));
    }

    @Override
    public Step secured() {
        securing = false;
        return known(inner.secured());
    }

    private Step known(Step step) {
        securing = step instanceof Step.Secure;
        return step;
    }
}
