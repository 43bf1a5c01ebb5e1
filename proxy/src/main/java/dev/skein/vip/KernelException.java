package dev.skein.vip;

import java.io.IOException;

/** The kernel refused: what was asked, the error's name, the kernel's own words if it gave any, and the rule. */
public final class KernelException extends IOException {
    private static final long serialVersionUID = 1;

    private final int number;

    KernelException(String asked, int number, String words) {
        super(text(asked, number, words));
        this.number = number;
    }

    private static String text(String asked, int number, String words) {
        String rule = Errno.rule(number);
        return asked + ": " + Errno.name(number) + (words.isEmpty() ? "" : ": " + words)
                + (rule.isEmpty() ? "" : " (" + rule + ")");
    }

    /** The error number of Linux, positive. */
    public int number() {
        return number;
    }

    /** The error's name, like {@code EPERM}. */
    public String errorName() {
        return Errno.name(number);
    }
}
