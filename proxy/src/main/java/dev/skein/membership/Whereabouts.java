package dev.skein.membership;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.config.ClusterSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the other nodes are: those of the configuration's list, looked up, and those that the grid has told of. Looking up
 * waits for name servers; reading takes no lock.
 */
public final class Whereabouts {
    private final Cluster cluster;
    private final Map<String, Set<Spot>> former = new HashMap<>();
    private volatile List<ClusterSettings.Member> members;
    private volatile Set<Spot> listed = Set.of();
    private volatile Set<Spot> others = Set.of();

    /** One node's address. */
    private record Spot(InetAddress host, int link, int heartbeats) {}

    Whereabouts(Cluster cluster, List<ClusterSettings.Member> members) {
        this.cluster = cluster;
        this.members = List.copyOf(members);
    }

    public void members(List<ClusterSettings.Member> next) {
        members = List.copyOf(next);
    }

    /** Looks all names up again; one that fails keeps its former addresses. One thread at a time. */
    void lookUp() {
        Set<Spot> found = new LinkedHashSet<>();
        for (ClusterSettings.Member member : members) {
            try {
                former.put(member.text(), spots(member));
            } catch (UnknownHostException e) {
                // Told by the grid, which looks the same names up.
                former.putIfAbsent(member.text(), Set.of());
            }
            found.addAll(former.getOrDefault(member.text(), Set.of()));
        }
        Member self = cluster.membership().self();
        Set<Spot> all = new LinkedHashSet<>(found);
        for (Member member : cluster.membership().all()) {
            if (member.isIn()) {
                all.add(spot(member.address()));
            }
        }
        all.remove(spot(self.address()));
        listed = found;
        others = all;
    }

    private static Set<Spot> spots(ClusterSettings.Member member) throws UnknownHostException {
        InetAddress[] found = member.isName()
                ? InetAddress.getAllByName(member.host())
                : new InetAddress[] {InetAddress.ofLiteral(member.host())};
        Set<Spot> spots = new LinkedHashSet<>();
        for (InetAddress host : found) {
            spots.add(new Spot(host, member.ports().link(), member.ports().heartbeats()));
        }
        return spots;
    }

    private static Spot spot(Member.Address address) {
        return new Spot(InetAddress.ofLiteral(address.host()), address.link(), address.heartbeats());
    }

    /** Whether somebody is listed at that host. */
    boolean lists(InetAddress host) {
        return listed.stream().anyMatch(spot -> spot.host().equals(host));
    }

    /** The others' links. */
    List<InetSocketAddress> links() {
        return others.stream()
                .map(spot -> new InetSocketAddress(spot.host(), spot.link()))
                .toList();
    }

    /** The others' heartbeats. */
    List<InetSocketAddress> heartbeats() {
        return others.stream()
                .map(spot -> new InetSocketAddress(spot.host(), spot.heartbeats()))
                .toList();
    }
}
