package dev.skein.vip;

import java.net.InetAddress;

/**
 * An established connection of a virtual address, without that address.
 *
 * @param client the other end's address
 * @param clientPort the other end's port, 1 to 65535
 * @param port the virtual address's port, 1 to 65535
 */
public record Flow(InetAddress client, int clientPort, int port) {}
