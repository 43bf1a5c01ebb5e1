package dev.skein.control;

import dev.skein.cluster.Fact;
import dev.skein.cluster.Report;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.health.HealthEvent;
import dev.skein.model.Failure;
import dev.skein.model.ServerKey;
import java.net.InetSocketAddress;
import java.util.List;

/** Everything that can happen to the state of a node. */
public sealed interface Change {

    /** Settings that were compiled and may take effect now. */
    record SettingsArrived(Compiled compiled) implements Change {}

    /** A check ended. */
    record Probed(ServerKey server, HealthEvent event, ProbeNote note) implements Change {}

    /** Live traffic failed on a server, often enough to be told. */
    record Suspected(ServerKey server, Failure last) implements Change {}

    /** An operator's wish. */
    record Wished(ServerKey server, Wish wish) implements Change {}

    /** An operator takes an ejection back. */
    record EjectionReset(ServerKey server) implements Change {}

    /** A name of a server was looked up; {@code service}: SRV. */
    record Resolved(String name, boolean service, List<InetSocketAddress> addresses) implements Change {}

    /** A server for a pool, until the next restart. */
    record ServerAdded(String pool, ServerSettings server, String author) implements Change {}

    /** A server that was added at run time goes. */
    record ServerRemoved(ServerKey server, String author) implements Change {}

    /** Other nodes said something. */
    record Heard(List<Fact> facts) implements Change {}

    /** Other nodes told how they are doing. */
    record Reported(List<Report> reports) implements Change {}

    /** A tenth of a second has passed; in a cluster only. */
    record Pulse() implements Change {}

    /** Nodes came, went, or are suspect; this one found or lost the others, or a majority; or that decided something. */
    record MembersChanged() implements Change {}

    /** Other secrets sign cookies where the file names none: the first makes new ones, all are recognised. */
    record CookiesSigned(List<byte[]> secrets) implements Change {}

    /** Time passes: ejections end, slow starts ramp, wishes expire. */
    record Tick() implements Change {}
}
