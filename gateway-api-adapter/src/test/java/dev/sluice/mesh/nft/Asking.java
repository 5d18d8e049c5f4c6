package dev.sluice.mesh.nft;

import dev.sluice.mesh.Steered;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A pod that asks a Service again and again, with a connection each time, while something changes. */
final class Asking {

    private final Set<String> answers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final FutureTask<Void> task;

    Asking(Node node, Steered port) {
        task = new FutureTask<>(() -> {
            while (!isOver.get()) {
                answers.add(node.ask(port.clusterIp(), port.port()));
                asked.incrementAndGet();
            }
            return null;
        });
        Thread.ofVirtual().start(task);
    }

    /** Whether it was answered so often, or has failed and asks no more. */
    boolean hasAsked(int times) {
        return asked.get() >= times || task.isDone();
    }

    /** How often it was answered so far. */
    int asked() {
        return asked.get();
    }

    /** Lets it ask no more; {@link #answers} throws what went wrong. */
    void stop() {
        isOver.set(true);
    }

    /** Ends it, and gives the answers that differ. */
    Set<String> answers() throws Exception {
        stop();
        var _ = task.get();
        return answers;
    }
}
