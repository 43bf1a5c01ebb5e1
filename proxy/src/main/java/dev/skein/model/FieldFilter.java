package dev.skein.model;

/** Tells which header fields are left out when a head is passed on. */
public interface FieldFilter {

    /** Whether the field whose name stands in {@code [start, end)} is left out. Called per field and request. */
    boolean drops(byte[] bytes, int start, int end);
}
