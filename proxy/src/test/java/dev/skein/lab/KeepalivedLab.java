package dev.skein.lab;

import dev.skein.lab.AddressLab.Fault;
import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What {@link AddressLab} is for us, for what people run today: HAProxy on three machines, keepalived beside each of them, which
 * speak VRRP over the cluster's network; the same address, server, client and watch. HAProxy stands where our node does,
 * keepalived where our keeper does. Nobody takes an address back ({@code nopreempt}), as with us.
 */
final class KeepalivedLab implements AutoCloseable {
    /** Until a machine that was away is one of three again: more than keepalived's three missed advertisements. */
    private static final Duration WHOLE = Duration.ofSeconds(5);

    /** How long a failure lasts: long enough for anybody to take over who ever does. */
    private static final Duration LASTS = Duration.ofSeconds(5);

    private final Path directory;
    private final Lab lab;
    private final Map<String, LabProcess> proxies = new TreeMap<>();
    private final Map<String, LabProcess> keepers = new TreeMap<>();
    private final AnswerWatch watch;

    /** What the client saw of one failure: by fresh requests and by kept-alive ones; answers while another answered. */
    record Seen(ProbeReport fresh, ProbeReport kept, int doubled) {}

    /** @param advertisement seconds from one to the next */
    KeepalivedLab(Path directory, String advertisement) throws IOException {
        this.directory = directory;
        lab = Lab.up(3, 1);
        LabProcess server = lab.java("s1", ProberLabIT.Answering.class, Lab.address("s1", Network.SERVERS));
        AddressLab.soon(() -> server.lines().contains("ready"));
        for (String id : AddressLab.IDS) {
            Files.writeString(file(id, "haproxy.cfg"), proxying());
            Files.writeString(file(id, "keepalived.conf"), keeping(id, advertisement));
            startProxy(id);
            startKeeper(id);
        }
        watch = new AnswerWatch(lab, AddressLab.IDS, AddressLab.ADDRESS, AddressLab.PORT);
        AddressLab.soon(() -> !watch.holder().isEmpty());
        AddressLab.settle(WHOLE);
    }

    private static String proxying() {
        return """
            defaults
              mode http
              timeout connect 2s
              timeout client 30s
              timeout server 30s
            frontend web
              bind 0.0.0.0:%s
              monitor-uri /up
              default_backend web
            backend web
              server s1 %s:8080
            """.formatted(AddressLab.PORT, Lab.address("s1", Network.SERVERS));
    }

    /** Its check asks HAProxy for an answer, so that one that is there and does not answer is noticed, too. */
    private static String keeping(String id, String advertisement) {
        int priority = 102 - AddressLab.IDS.indexOf(id);
        return """
            global_defs {
              router_id %1$s
              script_user root
            }
            vrrp_script up {
              script "/usr/bin/curl -sf -m 0.5 -o /dev/null http://127.0.0.1:%2$s/up"
              interval 1
              timeout 1
              fall 1
              rise 1
            }
            vrrp_instance one {
              state BACKUP
              nopreempt
              interface eth1
              virtual_router_id 51
              priority %3$d
              advert_int %4$s
              virtual_ipaddress {
                %5$s/24 dev eth0
              }
              track_script {
                up
              }
              track_interface {
                eth0
              }
            }
            """.formatted(id, AddressLab.PORT, priority, advertisement, AddressLab.ADDRESS);
    }

    private Path file(String id, String name) {
        return directory.resolve(id + "-" + name);
    }

    private void startProxy(String id) {
        String file = file(id, "haproxy.cfg").toString();
        proxies.put(id, lab.run(id, LabCluster.preferred(List.of("haproxy", "-db", "-f", file))));
    }

    private void startKeeper(String id) {
        List<String> command = List.of(
                "keepalived",
                "--dont-fork",
                "--vrrp",
                "--log-console",
                "--use-file=" + file(id, "keepalived.conf"),
                "--pid=" + file(id, "keepalived.pid"),
                "--vrrp_pid=" + file(id, "vrrp.pid"));
        keepers.put(id, lab.run(id, LabCluster.preferred(command)));
    }

    private LabProcess proxy(String id) {
        return Objects.requireNonNull(proxies.get(id), id);
    }

    private LabProcess keeper(String id) {
        return Objects.requireNonNull(keepers.get(id), id);
    }

    /** To all processes of these programs at once. */
    private void signal(String name, String at, LabProcess... programs) {
        List<String> command = new ArrayList<>(List.of("kill", "-s", name));
        for (LabProcess program : programs) {
            ProcessHandle.of(program.pid()).ifPresent(own -> {
                command.add(String.valueOf(own.pid()));
                own.descendants().map(each -> String.valueOf(each.pid())).forEach(command::add);
            });
        }
        lab.run(at, command);
    }

    /** One failure under load, and its end. */
    Seen cycle(Fault fault) {
        String victim = watch.holder();
        List<LabProcess> probers = List.of(prober("fresh"), prober("kept"));
        AddressLab.settle(Duration.ofMillis(2_500));
        probers.forEach(Probing::part);
        int doubled = watch.doubled();
        fail(fault, victim);
        AddressLab.settle(LASTS);
        List<ProbeReport> parts = probers.stream().map(Probing::part).toList();
        Seen seen = new Seen(parts.getFirst(), parts.getLast(), watch.doubled() - doubled);
        probers.forEach(LabProcess::finish);
        mend(fault, victim);
        AddressLab.settle(WHOLE);
        return seen;
    }

    private LabProcess prober(String kind) {
        return lab.run(
                "client",
                LabCluster.preferred(Lab.command(
                        Prober.class,
                        AddressLab.ADDRESS,
                        AddressLab.PORT,
                        "200",
                        kind,
                        String.valueOf(Probing.IMPATIENT.toMillis()))));
    }

    private void fail(Fault fault, String victim) {
        switch (fault) {
            // What an operator stops first: HAProxy then answers as long as anybody comes, which is the best for
            // keepalived.
            case NODE_STOPPED -> keeper(victim).signal("TERM");
            case NODE_KILLED -> signal("KILL", victim, proxy(victim));
            case NODE_FROZEN -> signal("STOP", victim, proxy(victim));
            case BOTH_KILLED -> signal("KILL", victim, keeper(victim), proxy(victim));
            case BOTH_FROZEN -> signal("STOP", victim, keeper(victim), proxy(victim));
            case KEEPER_KILLED -> {
                signal("KILL", victim, keeper(victim));
                restartKeeper(victim);
            }
            case CLUSTER_CUT -> lab.cut(victim, Network.CLUSTER, Direction.BOTH);
            case CLUSTER_DEAF -> lab.cut(victim, Network.CLUSTER, Direction.IN);
            case CLUSTER_MUTE -> lab.cut(victim, Network.CLUSTER, Direction.OUT);
            case PUBLIC_UNPLUGGED -> lab.unplug(victim, Network.PUBLIC);
            case ALL_CUT -> {
                lab.cut(victim, Network.CLUSTER, Direction.BOTH);
                lab.cut(victim, Network.PUBLIC, Direction.BOTH);
            }
            case PUBLIC_CUT -> lab.cut(victim, Network.PUBLIC, Direction.BOTH);
            case PUBLIC_DEAF -> lab.cut(victim, Network.PUBLIC, Direction.IN);
            case PUBLIC_MUTE -> lab.cut(victim, Network.PUBLIC, Direction.OUT);
            case RULES_FLUSHED -> throw new IllegalArgumentException("there are no rules");
        }
    }

    private void restartKeeper(String id) {
        AddressLab.soon(() -> !keeper(id).isAlive());
        startKeeper(id);
    }

    private void mend(Fault fault, String victim) {
        switch (fault) {
            case NODE_STOPPED -> restartKeeper(victim);
            case NODE_KILLED -> startProxy(victim);
            case NODE_FROZEN -> signal("CONT", victim, proxy(victim));
            case BOTH_KILLED -> {
                startProxy(victim);
                restartKeeper(victim);
            }
            case BOTH_FROZEN -> signal("CONT", victim, keeper(victim), proxy(victim));
            case KEEPER_KILLED, RULES_FLUSHED -> {}
            default -> lab.heal();
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
