package dev.sluice.app;

import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;

/** A source that was read to its end, such as the standard input. Nothing in it changes. */
record ReadOnce(SourceSnapshot current) implements ResourceSource {

    @Override
    public void start(Runnable changed) {
        // The pipeline takes what there is when it starts.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
