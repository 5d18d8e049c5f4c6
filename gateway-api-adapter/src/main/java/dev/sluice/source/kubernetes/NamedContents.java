package dev.sluice.source.kubernetes;

import dev.sluice.resource.ObjectName;
import dev.sluice.source.kubernetes.KindObjects.Effect;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a kind that something refers to, each read by its name. A watch that sends no contents says when one
 * must be read again; of all others nothing is kept. What cannot be read is asked for again, ever more rarely. Used by
 * the source's thread, but for the requests.
 */
final class NamedContents implements AutoCloseable {

    /** Requests at a time: a start with a thousand certificates must not be the only thing that an API server does. */
    private static final int AT_ONCE = 8;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KindObjects objects;
    private final Reader reader;
    private final Executor loop;
    private final Observer observer;
    private final Map<ObjectName, Named> names = new HashMap<>();
    private final ExecutorService requests;

    /** Asks for one object. Called by any thread. */
    interface Reader {

        /**
         * Blocks; null where there is none.
         *
         * @throws RuntimeException if the API server does not say
         */
        @Nullable
        ObjectNode read(ObjectName name);
    }

    /** Who hears of what becomes of them. */
    interface Observer {

        /** An object was read, or is gone. */
        void changed(Effect effect);

        /** The API server has said for the first time whether there is one of those that are needed. */
        void answered();

        /** One could not be read. */
        void failed(RuntimeException cause);

        /** What failed is answered again. */
        void recovered();
    }

    /** One that is needed, until it is deleted. */
    private static final class Named {
        private final Extract extract;
        private boolean answered;
        /** Null: none. */
        private @Nullable RuntimeException failure;

        private Duration pause = FIRST_PAUSE;
        private boolean asking;
        /** It has changed since it was asked for. */
        private boolean outdated;

        Named(Extract extract) {
            this.extract = extract;
        }
    }

    /** Reads nothing yet. */
    NamedContents(KindObjects objects, Reader reader, Executor loop, Observer observer) {
        this(
                objects,
                reader,
                loop,
                observer,
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofVirtual().name("sluice-contents-", 0).factory()));
    }

    /**
     * The same with other threads.
     *
     * @param requests does what blocks; ended when this is closed
     */
    NamedContents(KindObjects objects, Reader reader, Executor loop, Observer observer, ExecutorService requests) {
        this.objects = objects;
        this.reader = reader;
        this.loop = loop;
        this.observer = observer;
        this.requests = requests;
    }

    /** Reads these, and forgets the others. What no object can be called is not asked for. */
    void want(Map<ObjectName, Extract> wanted) {
        List<ObjectName> others = names.entrySet().stream()
                .filter(named -> named.getValue().extract != wanted.get(named.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        for (ObjectName name : others) {
            names.remove(name);
            observer.changed(objects.remove(name));
        }
        wanted.forEach((name, extract) -> {
            if (!names.containsKey(name) && name.canBeStored()) {
                begin(name, new Named(extract));
            }
        });
    }

    private void begin(ObjectName name, Named named) {
        names.put(name, named);
        ask(name, named);
    }

    /** The watch has met it, or a change of it. */
    void changed(ObjectName name) {
        Named named = names.get(name);
        if (named != null && named.asking) {
            named.outdated = true;
        } else if (named != null) {
            ask(name, named);
        }
    }

    /** It is deleted. An answer that has not arrived yet was asked for before, so it is ignored. */
    void removed(ObjectName name) {
        Named gone = names.get(name);
        if (gone != null) {
            var absent = new Named(gone.extract);
            absent.answered = true;
            names.put(name, absent);
            observer.changed(objects.remove(name));
            if (!gone.answered) {
                observer.answered();
            }
        }
    }

    /** Whether the API server has answered for each, if only that it refuses. */
    boolean areAnswered() {
        return names.values().stream().allMatch(named -> named.answered || KindWatch.isAnswer(named.failure));
    }

    /** Why one cannot be read; null where all can. */
    @Nullable
    RuntimeException failure() {
        return names.values().stream()
                .map(named -> named.failure)
                .filter(KindWatch::isAnswer)
                .findFirst()
                .orElse(null);
    }

    /** Returns when nothing more is asked of the client. */
    @Override
    public void close() {
        names.clear();
        requests.shutdownNow();
        try {
            boolean _ = requests.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(ObjectName name, Named named) {
        named.asking = true;
        named.outdated = false;
        requests.execute(() -> {
            try {
                ObjectNode object = reader.read(name);
                loop.execute(() -> ifAsked(name, named, () -> take(name, named, object)));
            } catch (RuntimeException failure) {
                loop.execute(() -> ifAsked(name, named, () -> fail(name, named, failure)));
            }
        });
    }

    private void ifAsked(ObjectName name, Named named, Runnable action) {
        if (named == names.get(name)) {
            named.asking = false;
            action.run();
        }
    }

    private void take(ObjectName name, Named named, @Nullable ObjectNode object) {
        boolean first = !named.answered;
        boolean recovers = named.failure != null;
        named.answered = true;
        named.failure = null;
        named.pause = FIRST_PAUSE;
        if (object != null) {
            named.extract.reduce(object);
        }
        observer.changed(object == null ? objects.remove(name) : objects.put(object));
        if (first) {
            observer.answered();
        }
        if (recovers && failure() == null) {
            observer.recovered();
        }
        if (named.outdated) {
            ask(name, named);
        }
    }

    private void fail(ObjectName name, Named named, RuntimeException failure) {
        named.failure = failure;
        Duration pause = named.pause;
        named.pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        observer.failed(failure);
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, loop)
                .execute(() -> {
                    if (named == names.get(name) && !named.asking) {
                        ask(name, named);
                    }
                });
    }
}
