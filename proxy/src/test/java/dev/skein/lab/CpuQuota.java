package dev.skein.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that together get a part of one processor, as a container's do: control groups of version 1 or 2. */
final class CpuQuota implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;
    /** Of 100 that others have: what is measured is the quota, not how little the rest of a busy machine leaves. */
    private static final int WEIGHT = 2_000;

    private final boolean first;
    private final Path group;
    private final List<Long> members = new ArrayList<>();

    private CpuQuota(boolean first, Path group) {
        this.first = first;
        this.group = group;
    }

    /** @param percent of one processor */
    static CpuQuota of(String name, int percent, long... members) throws IOException {
        Path former = ROOT.resolve("cpu");
        boolean first = Files.exists(former.resolve("cpu.cfs_quota_us"));
        Path group = (first ? former : ROOT)
                .resolve("skein-lab-" + ProcessHandle.current().pid() + "-" + name);
        if (first) {
            Files.createDirectory(group);
            Files.writeString(group.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.shares"), String.valueOf(WEIGHT * 1024 / 100));
        } else {
            Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+cpu");
            Files.createDirectory(group);
            Files.writeString(group.resolve("cpu.weight"), String.valueOf(WEIGHT));
        }
        CpuQuota quota = new CpuQuota(first, group);
        quota.limit(percent);
        for (long member : members) {
            Files.writeString(group.resolve("cgroup.procs"), String.valueOf(member));
            quota.members.add(member);
        }
        return quota;
    }

    /** @param percent of one processor, from now on */
    void limit(int percent) throws IOException {
        int micros = PERIOD_MICROS * percent / 100;
        Files.writeString(
                group.resolve(first ? "cpu.cfs_quota_us" : "cpu.max"),
                first ? "" + micros : micros + " " + PERIOD_MICROS);
    }

    /** How often they had to wait for the next period. */
    long throttled() throws IOException {
        return Files.readAllLines(group.resolve("cpu.stat")).stream()
                .filter(line -> line.startsWith("nr_throttled "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() throws IOException {
        for (long member : members) {
            Files.writeString(group.resolveSibling("cgroup.procs"), String.valueOf(member));
        }
        Files.delete(group);
    }
}
