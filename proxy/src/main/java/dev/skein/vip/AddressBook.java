package dev.skein.vip;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Interfaces and their addresses, asked and changed over one socket. Of one thread. */
final class AddressBook implements AutoCloseable {
    private final Netlink netlink;
    private final Map<Integer, Link> links = new TreeMap<>();

    private AddressBook(Netlink netlink) {
        this.netlink = netlink;
    }

    static AddressBook open() throws KernelException {
        return new AddressBook(new Netlink(RawSocket.netlink(RawSocket.ROUTE, 0)));
    }

    /** Asked now, by index; what {@link #links()} holds stays as it is, or differences would never be told. */
    Map<Integer, Link> lookUpLinks() throws KernelException {
        Map<Integer, Link> found = new TreeMap<>();
        netlink.list(
                "list of interfaces",
                () -> {
                    found.clear();
                    RouteMessages.listLinks(netlink.fresh(), netlink.nextSequence());
                },
                in -> {
                    Link link = RouteMessages.link(in);
                    found.put(link.index(), link);
                });
        return found;
    }

    /** As the kernel last told; kept by {@link Watch}. */
    Map<Integer, Link> links() {
        return links;
    }

    private static @Nullable Link named(String name, Map<Integer, Link> among) {
        for (Link link : among.values()) {
            if (link.name().equals(name)) {
                return link;
            }
        }
        return null;
    }

    @Nullable
    Link link(String name) {
        return named(name, links);
    }

    Link needed(VirtualAddress address) throws KernelException {
        return needed(address.device());
    }

    Link needed(String device) throws KernelException {
        Link known = named(device, links);
        if (known != null) {
            return known;
        }
        Map<Integer, Link> now = lookUpLinks();
        Link found = named(device, now);
        if (found == null) {
            String names = now.values().stream().map(Link::name).collect(Collectors.joining(", "));
            throw new KernelException("interface " + device, Errno.ENODEV, "there are " + names);
        }
        return found;
    }

    List<AssignedAddress> addresses() throws KernelException {
        List<AssignedAddress> found = new ArrayList<>();
        netlink.list(
                "list of addresses",
                () -> {
                    found.clear();
                    RouteMessages.listAddresses(netlink.fresh(), netlink.nextSequence());
                },
                in -> found.add(RouteMessages.address(in)));
        return found;
    }

    /** Each interface's own address of IPv6 for neighbours, if it has one. */
    Map<Integer, byte[]> linkLocals() throws KernelException {
        Map<Integer, byte[]> found = new TreeMap<>();
        for (AssignedAddress each : addresses()) {
            if (each.address() instanceof Inet6Address && each.address().isLinkLocalAddress() && !each.ours()) {
                found.put(each.index(), each.address().getAddress());
            }
        }
        return found;
    }

    void put(VirtualAddress address, int validSeconds) throws KernelException {
        Link link = needed(address);
        RouteMessages.put(
                netlink.request(RouteMessages.NEW_ADDRESS, MessageWriter.CREATE | MessageWriter.REPLACE),
                address,
                link.index(),
                validSeconds);
        netlink.call("put " + address);
    }

    /**
     * Has the kernel ask on that interface for neighbours from an address that is this node's alone ({@code arp_announce = 2}),
     * as a node must that serves an address without holding it: asking with the address would tell where it is.
     */
    void askAsItself(Link link) throws KernelException {
        RouteMessages.arpAnnounce(netlink.request(RouteMessages.NEW_LINK, 0), link.index());
        netlink.call("arp_announce of " + link.name());
    }

    /** Asks to put it on an interface that can't be, which is refused: practice. */
    void putNowhere(VirtualAddress address) throws KernelException {
        MessageWriter out = netlink.request(RouteMessages.NEW_ADDRESS, MessageWriter.CREATE | MessageWriter.REPLACE);
        RouteMessages.put(out, address, Integer.MAX_VALUE, 1);
        try {
            netlink.call("practice");
        } catch (KernelException e) {
            if (e.number() != Errno.ENODEV) {
                throw e;
            }
        }
    }

    /** Whether it was there. */
    boolean remove(VirtualAddress address) throws KernelException {
        Link link = named(address.device(), links);
        if (link == null) {
            // What went with its interface is not there either.
            return false;
        }
        return remove(address.address(), address.prefix(), link.index());
    }

    boolean remove(InetAddress address, int prefix, int index) throws KernelException {
        RouteMessages.delete(netlink.request(RouteMessages.DELETE_ADDRESS, 0), address, prefix, index);
        try {
            netlink.call("remove " + address.getHostAddress() + "/" + prefix + " from interface " + index);
            return true;
        } catch (KernelException e) {
            if (e.number() == Errno.EADDRNOTAVAIL || e.number() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
