package dev.skein.acme;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.Member;
import dev.skein.cluster.Report;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which state of the book each node answers by: the authority may ask any of them.
 *
 * @param linked ids of the nodes that are connected to this one; those may serve before the grid knows them
 */
record Audience(Cluster cluster, Supplier<Set<String>> linked) {
    private static final String KIND = "acme";
    private static final int VERSION = 1;

    /** Tells the others that this node answers by what the book said at that index. */
    void publish(long index) {
        cluster.reports().publish(KIND, new Encoder(VERSION).number(index).done());
    }

    /** Whether all nodes that take requests have said that they answer by that state, or a later one. */
    boolean knows(long index) {
        Map<String, Report> reports = cluster.reports().latest(KIND);
        return linked.get().stream().allMatch(this::reports)
                && cluster.membership().all().stream()
                        .filter(member -> member.isIn() && member.role() == Member.Role.PROXY)
                        .allMatch(member -> knows(reports.get(member.id()), index));
    }

    /** What a node says goes through the grid: before it is in there, it is not heard, and answers all the same. */
    private boolean reports(String id) {
        Member member = cluster.membership().find(id);
        return member != null && member.isIn();
    }

    private static boolean knows(@Nullable Report report, long index) {
        try {
            return report != null && new Decoder(report.value()).number() >= index;
        } catch (Decoder.MalformedException e) {
            return false;
        }
    }
}
