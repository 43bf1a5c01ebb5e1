package dev.skein.vip;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Notices of the kernel about interfaces and addresses, compared with what is known, so that only differences are told. If
 * the kernel could not deliver some, all is asked for anew. Of one thread.
 */
final class Watch implements AutoCloseable {
    private final RawSocket socket;
    private final MessageReader in;
    private final AddressBook book;
    private final Consumer<KernelEvent> listener;
    /** Which addresses are there by our doing, and on which interface. */
    private final Map<VirtualAddress, Integer> put = new HashMap<>();

    Watch(AddressBook book, Consumer<KernelEvent> listener) throws KernelException {
        this.socket = RawSocket.netlink(RawSocket.ROUTE, RouteMessages.GROUPS);
        this.in = new MessageReader(socket.received());
        this.book = book;
        this.listener = listener;
    }

    int descriptor() {
        return socket.descriptor();
    }

    void expect(VirtualAddress address, int index) {
        put.put(address, index);
    }

    /** The interface it was put on, or −1 if it was not. */
    int forget(VirtualAddress address) {
        Integer index = put.remove(address);
        return index == null ? -1 : index;
    }

    boolean expects(AssignedAddress there) {
        return put.entrySet().stream().anyMatch(each -> same(each, there));
    }

    private static boolean same(Map.Entry<VirtualAddress, Integer> entry, AssignedAddress there) {
        return entry.getValue() == there.index()
                && entry.getKey().prefix() == there.prefix()
                && entry.getKey().address().equals(there.address());
    }

    /** Reads all notices that are there. */
    void read() throws KernelException {
        try {
            while (socket.receive()) {
                in.reset();
                while (in.next()) {
                    hear();
                }
            }
        } catch (KernelException e) {
            if (e.number() != Errno.ENOBUFS) {
                throw e;
            }
            askAnew();
        }
    }

    private void hear() {
        switch (in.type()) {
            case RouteMessages.NEW_LINK -> hear(RouteMessages.link(in));
            case RouteMessages.DELETE_LINK -> gone(RouteMessages.link(in).index());
            case RouteMessages.DELETE_ADDRESS -> hear(RouteMessages.address(in));
            default -> {}
        }
    }

    private void hear(Link link) {
        Link before = book.links().put(link.index(), link);
        if (before == null) {
            listener.accept(new KernelEvent.LinkCame(link));
        } else if (!before.name().equals(link.name())) {
            listener.accept(new KernelEvent.LinkRenamed(link, before.name()));
        } else if (!before.equals(link)) {
            listener.accept(new KernelEvent.LinkChanged(link));
        }
    }

    private void gone(int index) {
        Link link = book.links().remove(index);
        if (link != null) {
            listener.accept(new KernelEvent.LinkGone(link));
        }
    }

    private void hear(AssignedAddress removed) {
        for (Map.Entry<VirtualAddress, Integer> entry : List.copyOf(put.entrySet())) {
            if (same(entry, removed)) {
                lost(entry.getKey());
            }
        }
    }

    private void lost(VirtualAddress address) {
        put.remove(address);
        listener.accept(new KernelEvent.AddressLost(address));
    }

    private void askAnew() throws KernelException {
        Map<Integer, Link> now = book.lookUpLinks();
        List.copyOf(book.links().keySet()).stream()
                .filter(index -> !now.containsKey(index))
                .forEach(this::gone);
        now.values().forEach(this::hear);
        List<AssignedAddress> there = book.addresses();
        for (Map.Entry<VirtualAddress, Integer> entry : List.copyOf(put.entrySet())) {
            if (there.stream().noneMatch(each -> same(entry, each))) {
                lost(entry.getKey());
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
