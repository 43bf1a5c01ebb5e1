package dev.skein.vip;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Interfaces and their addresses, asked and changed over one socket. Of one thread. */
final class AddressBook implements AutoCloseable {
    private final Netlink netlink;
    private final Map<Integer, Link> links = new TreeMap<>();

    private AddressBook(Netlink netlink) {
        this.netlink = netlink;
    }

    static AddressBook open() throws KernelException {
        AddressBook made = new AddressBook(new Netlink(RawSocket.netlink(RawSocket.ROUTE, 0)));
        made.lookUpLinks();
        return made;
    }

    /** Asks the kernel anew; by index. */
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
        links.clear();
        links.putAll(found);
        return found;
    }

    /** As the kernel last told. */
    Map<Integer, Link> links() {
        return links;
    }

    @Nullable
    Link link(String name) {
        for (Link link : links.values()) {
            if (link.name().equals(name)) {
                return link;
            }
        }
        return null;
    }

    Link needed(VirtualAddress address) throws KernelException {
        Link link = link(address.device());
        if (link == null) {
            lookUpLinks();
            link = link(address.device());
        }
        if (link == null) {
            List<String> names = links.values().stream().map(Link::name).toList();
            throw new KernelException(address.toString(), Errno.ENODEV, "there are " + String.join(", ", names));
        }
        return link;
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

    void put(VirtualAddress address, int validSeconds) throws KernelException {
        Link link = needed(address);
        RouteMessages.put(
                netlink.request(RouteMessages.NEW_ADDRESS, MessageWriter.CREATE | MessageWriter.REPLACE),
                address,
                link.index(),
                validSeconds);
        netlink.call("put " + address);
    }

    /** Whether it was there. */
    boolean remove(VirtualAddress address) throws KernelException {
        Link link = link(address.device());
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
