package dev.skein.grid;

import dev.skein.cluster.Member.Address;
import dev.skein.config.ClusterSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The nodes of the configuration's list, looked up. Reading takes no lock; looking up waits for name servers and belongs on
 * the grid's thread.
 */
final class Listed {
    /**
     * One entry of the list.
     *
     * @param text as written
     * @param addresses none while the name cannot be looked up
     */
    record Entry(String text, List<Address> addresses) {}

    private volatile List<ClusterSettings.Member> members;
    private volatile List<Entry> entries = List.of();

    Listed(List<ClusterSettings.Member> members) {
        this.members = List.copyOf(members);
    }

    void replace(List<ClusterSettings.Member> next) {
        members = List.copyOf(next);
    }

    /** Looks all names up again. One that fails keeps its former addresses. */
    void lookUp() {
        TreeMap<String, Entry> former = new TreeMap<>();
        entries.forEach(entry -> former.put(entry.text(), entry));
        List<Entry> next = new ArrayList<>();
        for (ClusterSettings.Member member : members) {
            try {
                next.add(new Entry(member.text(), addresses(member)));
            } catch (UnknownHostException e) {
                // Told by Grid, as an address that nobody answers at.
                next.add(former.getOrDefault(member.text(), new Entry(member.text(), List.of())));
            }
        }
        entries = List.copyOf(next);
    }

    private static List<Address> addresses(ClusterSettings.Member member) throws UnknownHostException {
        InetAddress[] found = member.isName()
                ? InetAddress.getAllByName(member.host())
                : new InetAddress[] {InetAddress.ofLiteral(member.host())};
        List<Address> addresses = new ArrayList<>();
        for (InetAddress one : found) {
            ClusterSettings.Ports ports = member.ports();
            addresses.add(new Address(literal(one), ports.grid(), ports.link(), ports.heartbeats()));
        }
        return addresses;
    }

    /** Without the scope that Java adds to link-local ones. */
    static String literal(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    List<Entry> entries() {
        return entries;
    }

    /** As Hazelcast wants them: {@code host:port}, IPv6 in brackets. */
    List<String> texts() {
        return entries.stream()
                .flatMap(entry -> entry.addresses().stream())
                .map(Address::toString)
                .distinct()
                .toList();
    }

    /** The same, without some. */
    List<String> texts(Set<String> without) {
        return texts().stream().filter(text -> !without.contains(text)).toList();
    }

    /** How many are listed before this one. */
    long before(Address own) {
        return texts().stream().takeWhile(text -> !text.equals(own.toString())).count();
    }

    boolean contains(Address address) {
        return entries.stream()
                .flatMap(entry -> entry.addresses().stream())
                .anyMatch(one -> one.host().equals(address.host()) && one.grid() == address.grid());
    }
}
