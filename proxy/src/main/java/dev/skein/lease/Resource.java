package dev.skein.lease;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Something that at most one node has: a leader role such as {@code acme}, or a virtual address.
 *
 * @param name as people write it
 * @param key the first eight bytes of the name's SHA-256, which stand for it on the wire; two names with one key would
 *     exclude each other, which is safe
 */
public record Resource(String name, long key) {

    /** The role of who orders certificates at an authority. */
    public static final String ACME = "acme";
    /** The role of who does what is done at certain times, once for the whole cluster. */
    public static final String SCHEDULES = "schedules";

    private static final String ADDRESS = "ip ";

    /** The name under which voters promise a virtual address, written as the JDK does. */
    public static String ofAddress(String address) {
        return ADDRESS + address;
    }

    /** The address of a name that stands for one; empty if it is a leader role's. */
    public static String address(String name) {
        return name.startsWith(ADDRESS) ? name.substring(ADDRESS.length()) : "";
    }

    public static Resource named(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            long key = ByteBuffer.wrap(digest).getLong();
            return new Resource(name, key == 0 ? 1 : key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
