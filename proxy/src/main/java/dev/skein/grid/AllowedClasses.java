package dev.skein.grid;

import com.hazelcast.config.JavaSerializationFilterConfig;

/**
 * What the grid may take for an object of Java's own serialisation. Nothing of ours is one; of Hazelcast's, only failures of
 * operations are. All of them must be here: an answer that may not be read is no answer, and who waits for it waits for a
 * minute, which keeps nodes that start together out of the grid.
 */
final class AllowedClasses {
    /** Hazelcast's packages with failures that operations of members, maps, replicated maps and ring buffers end with. */
    private static final String[] PACKAGES = {"com.hazelcast.core", "com.hazelcast.spi.exception"};

    /** Exceptions of packages that hold other things, too. */
    private static final String[] OF_HAZELCAST = {
        "com.hazelcast.config.InvalidConfigurationException",
        "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
        "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
        "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
        "com.hazelcast.internal.cluster.impl.VersionMismatchException",
        "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
        "com.hazelcast.map.QueryResultSizeExceededException",
        "com.hazelcast.map.ReachedMaxSizeException",
        "com.hazelcast.map.impl.operation.EntryOffloadableLockMismatchException",
        "com.hazelcast.map.impl.operation.MapFetchIndexOperation$MissingPartitionException",
        "com.hazelcast.nio.serialization.HazelcastSerializationException",
        "com.hazelcast.partition.NoDataMemberInClusterException",
        "com.hazelcast.replicatedmap.ReplicatedMapCantBeCreatedOnLiteMemberException",
        "com.hazelcast.ringbuffer.StaleSequenceException",
        "com.hazelcast.splitbrainprotection.SplitBrainProtectionException",
    };

    private static final String[] OF_JAVA = {
        "java.lang.Throwable",
        "java.lang.Exception",
        "java.lang.RuntimeException",
        "java.lang.Error",
        "java.lang.AssertionError",
        "java.lang.ClassCastException",
        "java.lang.ClassNotFoundException",
        "java.lang.IllegalArgumentException",
        "java.lang.IllegalStateException",
        "java.lang.IndexOutOfBoundsException",
        "java.lang.ArrayIndexOutOfBoundsException",
        "java.lang.InterruptedException",
        "java.lang.LinkageError",
        "java.lang.NoClassDefFoundError",
        "java.lang.NullPointerException",
        "java.lang.SecurityException",
        "java.lang.UnsupportedOperationException",
        "java.lang.StackTraceElement",
        "[Ljava.lang.StackTraceElement;",
        "java.io.EOFException",
        "java.io.IOException",
        "java.util.ArrayList",
        "java.util.Collections$EmptyList",
        "java.util.Collections$UnmodifiableList",
        "java.util.Collections$UnmodifiableCollection",
        "java.util.ConcurrentModificationException",
        "java.util.NoSuchElementException",
        "java.util.concurrent.CancellationException",
        "java.util.concurrent.CompletionException",
        "java.util.concurrent.ExecutionException",
        "java.util.concurrent.RejectedExecutionException",
        "java.util.concurrent.TimeoutException",
    };

    private AllowedClasses() {}

    static JavaSerializationFilterConfig filter() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.getWhitelist().addPackages(PACKAGES).addClasses(OF_HAZELCAST).addClasses(OF_JAVA);
        return filter;
    }
}
