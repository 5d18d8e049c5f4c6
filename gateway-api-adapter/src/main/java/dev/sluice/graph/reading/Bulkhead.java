package dev.sluice.graph.reading;

import dev.sluice.resource.WatchedObject;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps a bug to the object about which it came up: that object gets a condition, and all others are judged as ever.
 * Without it, one object of one tenant could freeze the configuration of all.
 */
public final class Bulkhead {

    /** Lets every bug through, for a graph that is made once. */
    public static final Bulkhead NONE = new Bulkhead((_, bug) -> {
        throw new IllegalStateException(bug);
    });

    private final BugReport report;

    /** @param report receives every bug */
    public Bulkhead(BugReport report) {
        this.report = report;
    }

    /** Receives bugs; called by the thread that judges. */
    @FunctionalInterface
    public interface BugReport {

        /** A bug came up while this object was judged. */
        void found(WatchedObject object, Throwable bug);
    }

    /**
     * Judges an object.
     *
     * @param otherwise the verdict where judging fails; takes the cause in words
     */
    public <T> T judge(WatchedObject object, Supplier<T> judging, Function<String, T> otherwise) {
        try {
            return judging.get();
        } catch (RuntimeException | StackOverflowError bug) {
            report.found(object, bug);
            return otherwise.apply("a bug in Sluice: " + bug.getClass().getSimpleName());
        }
    }
}
