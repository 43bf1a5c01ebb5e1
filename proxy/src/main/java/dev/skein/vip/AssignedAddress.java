package dev.skein.vip;

import java.net.InetAddress;

/**
 * An address that an interface has.
 *
 * @param address the address
 * @param prefix of its network
 * @param index of the interface
 * @param validSeconds what is left until the kernel takes it off; −1 if it stays
 * @param ours whether it carries the mark of those that were put here by this program, now or before (kernels since 5.18)
 */
public record AssignedAddress(InetAddress address, int prefix, int index, long validSeconds, boolean ours) {}
