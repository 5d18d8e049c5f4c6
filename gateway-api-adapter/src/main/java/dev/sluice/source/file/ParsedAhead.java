package dev.sluice.source.file;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Parses a long text on a thread of its own, ahead of the thread that takes the documents: to parse takes about as long
 * as all that is done with what was parsed.
 */
final class ParsedAhead {

    /** In documents, so that the memory is that of a few, however slowly they are taken. */
    private static final int AHEAD = 64;

    private final Queue<Node> documents = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(AHEAD);
    private final Semaphore parsed = new Semaphore(0);
    private volatile boolean abandoned;
    private volatile @Nullable Throwable mistake;

    private ParsedAhead() {}

    /**
     * Gives each document to the taker, in order, on the caller's thread. What parsing or the taker throws is thrown
     * here; what is before a mistake was taken by then.
     *
     * @param parsing its iterator parses as it is asked
     */
    static void forEach(Iterable<Node> parsing, Consumer<Node> taker) {
        var ahead = new ParsedAhead();
        Thread.ofPlatform().daemon().name("sluice-yaml").start(() -> ahead.parse(parsing));
        try {
            ahead.take(taker);
        } finally {
            ahead.abandoned = true;
            ahead.room.release();
        }
    }

    private void parse(Iterable<Node> parsing) {
        try {
            for (Node document : parsing) {
                room.acquireUninterruptibly();
                if (abandoned) {
                    return;
                }
                documents.add(document);
                parsed.release();
            }
        } catch (Throwable thrown) {
            // Whatever it is: the taker must not take it for the end.
            mistake = thrown;
        } finally {
            // Without a document: the end.
            parsed.release();
        }
    }

    private void take(Consumer<Node> taker) {
        parsed.acquireUninterruptibly();
        for (Node document = documents.poll(); document != null; document = documents.poll()) {
            taker.accept(document);
            room.release();
            parsed.acquireUninterruptibly();
        }
        switch (mistake) {
            case null -> {}
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }
}
