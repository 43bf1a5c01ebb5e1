package dev.skein.conformance;

/** A case, whatever it goes over. */
interface Tried {
    String name();

    /** Where it is written. */
    String rule();

    Wanted wanted();
}
