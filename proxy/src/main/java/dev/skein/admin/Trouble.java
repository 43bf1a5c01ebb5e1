package dev.skein.admin;

import dev.skein.cluster.Grids;
import dev.skein.cluster.Member;
import dev.skein.cluster.Membership;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.drill.Drill;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.revision.Configurations;
import dev.skein.revision.NodeState;
import dev.skein.revision.OwnFile;
import dev.skein.roll.Roll;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is not as it should be, in sentences, what hurts clients most first. */
final class Trouble {
    private static final long TOLD_MILLIS = TimeUnit.DAYS.toMillis(1);

    private Trouble() {}

    /**
     * What is wrong.
     *
     * @param hurts what clients notice
     * @param limps what they don't
     * @param wished what somebody wanted so
     */
    record Found(List<String> hurts, List<String> limps, List<String> wished) {
        List<String> all() {
            return Stream.of(hurts, limps, wished).flatMap(List::stream).toList();
        }
    }

    static List<String> of(NodeView node, NodeView.Present present, List<PoolReport> pools) {
        return find(node, present, pools).all();
    }

    static Found find(NodeView node, NodeView.Present present, List<PoolReport> pools) {
        List<String> hurts = new ArrayList<>();
        List<String> limps = new ArrayList<>();
        List<String> wished = new ArrayList<>();
        Plights plights = Plights.of(node, present);
        plights.memory(hurts);
        addresses(new VirtualIps(node).leases(), hurts);
        for (PoolReport pool : pools) {
            pool(pool, hurts, limps);
            Sidelined.wished(pool, wished);
            plights.circuit(pool.name(), hurts, limps);
        }
        Strain.find(node.history().steps(), hurts, limps);
        cluster(node.cluster().membership(), limps);
        apart(node.cluster().grids().view(), limps);
        CertificatesJson.trouble(node.cluster(), node.ticker().epochMillis(), hurts, limps);
        quorum(node.quorum().get(), limps);
        plights.stopping(limps);
        configuration(node.configurations().get(), limps);
        standing(RollJson.latest(node), limps);
        drilled(DrillJson.latest(node), node.ticker().epochMillis(), limps);
        plights.refused(limps);
        return new Found(hurts, limps, wished);
    }

    private static void quorum(@Nullable Quorum quorum, List<String> limps) {
        if (quorum != null && !quorum.heard()) {
            limps.add("no majority: " + quorum.text() + "; " + QuorumJson.WITHOUT);
        }
        if (quorum != null && quorum.register().trouble() != null) {
            limps.add(quorum.register().trouble());
        }
    }

    /** Nobody notices a roll that stands still but who looks. */
    private static void standing(@Nullable Roll roll, List<String> limps) {
        if (roll != null && (roll.state() == Roll.State.STOPPED || roll.state() == Roll.State.PAUSED)) {
            limps.add(roll.name() + " is " + roll.state().code() + ": " + roll.reason());
        }
    }

    static void addresses(Map<String, String> holders, List<String> hurts) {
        holders.forEach((address, holder) -> {
            if (holder.isEmpty()) {
                hurts.add("address " + address + ": nobody holds it");
            }
        });
    }

    /** Of what was not survived on purpose nobody knows how it would end by accident: for a day, or until one passes. */
    static void drilled(@Nullable Drill drill, long now, List<String> limps) {
        if (drill != null
                && drill.state() == Drill.State.DONE
                && !drill.verdict().faults().isEmpty()
                && now - drill.endedEpochMillis() < TOLD_MILLIS) {
            limps.add(
                    drill.name() + " (" + drill.what() + ") " + drill.verdict().text());
        }
    }

    private static void configuration(@Nullable Configurations door, List<String> limps) {
        if (door == null) {
            return;
        }
        Configurations.View view = door.view().get();
        for (Map.Entry<String, NodeState> entry : view.states().entrySet()) {
            NodeState state = entry.getValue();
            String node = "node " + entry.getKey() + ": ";
            if (!view.live().contains(entry.getKey())) {
                continue;
            }
            if (!state.trouble().isEmpty()) {
                limps.add(node + state.trouble());
            } else if (ConfigurationJson.behind(state, view.head())) {
                limps.add(
                        node + "behind: it does not run revision " + view.head().number() + " yet");
            }
            if (state.standing() == OwnFile.Standing.CANDIDATE && view.head().number() > 0) {
                limps.add(node
                        + "its file asks for something else than the revision that rules (skein diff, skein apply)");
            }
        }
    }

    private static void cluster(Membership membership, List<String> limps) {
        Member self = membership.self();
        if (self.state() != Member.State.PRESENT) {
            limps.add("not in the cluster's grid, so nothing is shared: " + self.reason());
            return;
        }
        for (Member member : membership.all()) {
            if (member.state() == Member.State.GONE || member.state() == Member.State.SUSPECT) {
                limps.add("node " + member.id() + ": " + Texts.word(member.state()) + " (" + member.reason() + ")");
            }
        }
        membership.unreached().forEach(one -> limps.add("member " + one.address() + ": " + one.reason()));
    }

    private static void apart(Grids.View view, List<String> limps) {
        if (view.apart()) {
            limps.add("two grids since " + Texts.time(view.since()) + " (" + view
                    + "): addresses stay where they are until all nodes have one minor of Hazelcast");
        }
    }

    private static void pool(PoolReport pool, List<String> hurts, List<String> limps) {
        String name = "pool " + pool.name() + ": ";
        int total = pool.servers().size();
        switch (PoolJson.state(pool)) {
            case "empty" -> hurts.add(name + "no servers: its requests get 503");
            case "down" -> hurts.add(name + nobody(pool, total) + reason(pool));
            case "degraded" -> limps.add(name + serving(pool, total) + reason(pool));
            default -> Sidelined.found(pool, limps);
        }
    }

    private static String nobody(PoolReport pool, int total) {
        String who = total == 1 ? "its only server does not serve" : "none of " + total + " servers serves";
        String tried = total == 1 ? " and is tried all the same" : ", so all of them are tried";
        return who + (pool.panic() ? tried : ": its requests get 503");
    }

    private static String serving(PoolReport pool, int total) {
        if (pool.panic()) {
            return "too few of " + total + " servers are healthy, so all of them are used";
        }
        long serving = PoolJson.serving(pool);
        return serving + " of " + total + " servers " + (serving == 1 ? "serves" : "serve");
    }

    /** Why, by the example of the first server that should serve and doesn't. */
    private static String reason(PoolReport pool) {
        for (ServerReport server : pool.servers()) {
            if (server.adminState() == AdminState.READY && !server.health().serving()) {
                String why = server.reason().isEmpty() ? "" : ": " + server.reason();
                String state = server.health() == Health.UNKNOWN ? "not checked yet" : Texts.word(server.health());
                return " (" + server.id() + " " + state + why + ")";
            }
        }
        return "";
    }
}
