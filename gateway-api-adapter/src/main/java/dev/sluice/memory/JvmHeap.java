package dev.sluice.memory;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The heap of this process, whatever collector it has. What a pool had after its own last collection is not asked: the
 * old objects of G1 are collected rarely, and grow with each collection of young ones.
 */
final class JvmHeap implements Heap {

    private final Runtime runtime = Runtime.getRuntime();
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(toUnmodifiableSet());

    @Override
    public long max() {
        return runtime.maxMemory();
    }

    @Override
    public long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public long collections() {
        return collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    @Override
    public long afterCollection() {
        return collectors.stream()
                .map(GarbageCollectorMXBean::getLastGcInfo)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(this::left)
                .orElseGet(this::used);
    }

    @Override
    public long collect() {
        System.gc();
        return afterCollection();
    }

    private long left(GcInfo collection) {
        return collection.getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> pools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
