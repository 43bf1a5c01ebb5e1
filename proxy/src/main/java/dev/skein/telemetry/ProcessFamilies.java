package dev.skein.telemetry;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.skein.telemetry.Family.Sample;
import dev.skein.telemetry.Family.Value;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The metrics about the process and its JVM, under the names that Prometheus' own clients use. */
final class ProcessFamilies {
    private ProcessFamilies() {}

    static List<Family> all() {
        return Stream.of(memory(), runtime(), process()).flatMap(List::stream).toList();
    }

    private static List<Family> memory() {
        return List.of(
                area("jvm_memory_used_bytes", "Memory in use", MemoryUsage::getUsed),
                area(
                        "jvm_memory_committed_bytes",
                        "Memory that the JVM has from the system",
                        MemoryUsage::getCommitted),
                area("jvm_memory_max_bytes", "Memory that the JVM may use; -1: no limit", MemoryUsage::getMax),
                new Family(
                        "jvm_buffer_pool_used_bytes",
                        Family.Type.GAUGE,
                        "Memory of NIO buffers",
                        List.of("pool"),
                        () -> ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                                .map(pool -> Family.count(List.of(pool.getName()), pool.getMemoryUsed()))),
                Family.gauge(
                        "netty_direct_memory_used_bytes",
                        "Direct memory that Netty's pooled allocator holds, free parts of its chunks included",
                        () -> PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()));
    }

    private static Family area(String name, String help, ToLongFunction<MemoryUsage> value) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return new Family(
                name,
                Family.Type.GAUGE,
                help,
                List.of("area"),
                () -> Stream.of(
                        Family.count(List.of("heap"), value.applyAsLong(memory.getHeapMemoryUsage())),
                        Family.count(List.of("nonheap"), value.applyAsLong(memory.getNonHeapMemoryUsage()))));
    }

    private static List<Family> runtime() {
        return List.of(
                new Family(
                        "jvm_gc_collection_seconds",
                        Family.Type.SUMMARY,
                        "Time in which collections of garbage held up the process",
                        List.of("gc"),
                        ProcessFamilies::collections),
                Family.gauge(
                        "jvm_threads_current",
                        "Platform threads",
                        () -> ManagementFactory.getThreadMXBean().getThreadCount()),
                Family.gauge(
                        "jvm_classes_currently_loaded",
                        "Classes",
                        () -> ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()));
    }

    private static Stream<Sample> collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(gc -> new Sample(
                        List.of(gc.getName()), new Value.Total(gc.getCollectionCount(), gc.getCollectionTime() / 1e3)));
    }

    private static List<Family> process() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        UnixOperatingSystemMXBean unix = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
        return List.of(
                Family.counter(
                        "process_cpu_seconds", "CPU time, user and system", () -> system.getProcessCpuTime() / 1e9),
                Family.gauge(
                        "process_start_time_seconds",
                        "When the process started, since 1970",
                        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3),
                Family.gauge(
                        "process_resident_memory_bytes", "Memory of the process that is in RAM", ResidentMemory::bytes),
                Family.gauge("process_open_fds", "File descriptors open now", unix::getOpenFileDescriptorCount),
                Family.gauge("process_max_fds", "File descriptors that may be open", unix::getMaxFileDescriptorCount));
    }
}
