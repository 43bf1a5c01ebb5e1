package dev.skein.grid;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ReplicatedMapConfig;
import com.hazelcast.config.RingbufferConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import java.util.List;
import java.util.Map;

/** How an instance of Hazelcast is set up. */
final class GridConfig {
    static final String FACTS = "facts";
    static final String REPORTS = "reports";
    static final String JOURNAL = "journal";
    static final String PINS = "pins";
    static final String QUOTAS = "quotas";

    private static final int JOURNAL_LINES = 10_000;
    private static final int QUOTA_IDLE_SECONDS = 60;

    /** Measured: a dead process is noticed within 0.2 s, a silent one within 5.3 s. */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "4"),
            Map.entry("hazelcast.heartbeat.failuredetector.type", "deadline"),
            Map.entry("hazelcast.connection.monitor.interval", "50"),
            Map.entry("hazelcast.connection.monitor.max.faults", "2"),
            Map.entry("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "3"),
            Map.entry("hazelcast.operation.backup.timeout.millis", "1000"),
            Map.entry("hazelcast.operation.fail.on.indeterminate.state", "true"),
            Map.entry("hazelcast.operation.call.timeout.millis", "10000"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "10"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            // Less to move when a node comes or goes. The same on all nodes, never changed without a new schema.
            Map.entry("hazelcast.partition.count", "71"),
            // The default waits five seconds for more nodes to come; ours come when they come.
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.max.join.seconds", "60"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.logging.details.enabled", "false"),
            Map.entry("hazelcast.health.monitoring.level", "OFF"),
            Map.entry("hazelcast.metrics.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.socket.server.bind.any", "false"),
            // The other side compares where we come from with where we say that we are.
            Map.entry("hazelcast.socket.client.bind.any", "false"),
            Map.entry("hazelcast.io.thread.count", "1"),
            Map.entry("hazelcast.operation.thread.count", "2"),
            Map.entry("hazelcast.operation.generic.thread.count", "2"),
            Map.entry("hazelcast.event.thread.count", "2"));

    private GridConfig() {}

    /**
     * For one start of an instance.
     *
     * @param members as {@code host:port}
     */
    static Config of(Hello self, List<String> members) {
        Config config = new Config();
        config.setClassLoader(GridConfig.class.getClassLoader());
        config.setClusterName(self.cluster() + "-" + self.grid());
        PROPERTIES.forEach(config::setProperty);
        boolean v6 = self.address().host().indexOf(':') >= 0;
        config.setProperty("hazelcast.prefer.ipv4.stack", String.valueOf(!v6));
        config.getMemberAttributeConfig().setAttribute(GridNode.HELLO, self.toAttribute());
        network(config.getAdvancedNetworkConfig(), self, members);
        config.getSerializationConfig()
                .addDataSerializableFactory(GridFactory.ID, new GridFactory())
                .setJavaSerializationFilterConfig(AllowedClasses.filter());
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        structures(config);
        return config;
    }

    private static void network(AdvancedNetworkConfig network, Hello self, List<String> members) {
        String host = self.address().host();
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(self.address().grid()).setPortAutoIncrement(false).setReuseAddress(true);
        endpoint.getInterfaces().setEnabled(true).addInterface(host);
        network.setEnabled(true).setMemberEndpointConfig(endpoint);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members).setConnectionTimeoutSeconds(3);
    }

    /** What is lost with the smaller side of a split is said again by whoever knows it. */
    private static void structures(Config config) {
        MergePolicyConfig discard = new MergePolicyConfig(DiscardMergePolicy.class.getName(), 100);
        for (String name : List.of(FACTS, REPORTS)) {
            config.addReplicatedMapConfig(new ReplicatedMapConfig(name)
                    .setInMemoryFormat(InMemoryFormat.BINARY)
                    .setAsyncFillup(false)
                    .setStatisticsEnabled(false)
                    .setMergePolicyConfig(discard));
        }
        config.addRingBufferConfig(new RingbufferConfig(JOURNAL)
                .setCapacity(JOURNAL_LINES)
                .setBackupCount(1)
                .setMergePolicyConfig(discard));
        config.addMapConfig(new MapConfig(PINS).setBackupCount(1).setStatisticsEnabled(false));
        config.addMapConfig(new MapConfig(QUOTAS)
                .setBackupCount(0)
                .setAsyncBackupCount(1)
                .setMaxIdleSeconds(QUOTA_IDLE_SECONDS)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(discard));
    }
}
