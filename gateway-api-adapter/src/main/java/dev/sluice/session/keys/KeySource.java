package dev.sluice.session.keys;

import dev.sluice.session.SealKey;
import java.util.List;

/** Where keys come from. Called by one thread, which it may block for some seconds. */
public interface KeySource {

    /**
     * The keys that hold now, the first to seal with; at least one.
     *
     * @throws UnreadableKeysException where there are none, or none that can be used
     */
    List<SealKey> read();

    /** What messages call it, such as {@code the Secret sluice/sluice-session-keys}. */
    @Override
    String toString();
}
