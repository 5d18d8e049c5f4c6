package dev.sluice.filter.access;

import dev.sluice.config.filter.ReferredObject;
import dev.sluice.filter.UnusableReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API keys of consumers, of which only {@link KeyedCode}s are kept. Any thread may use it. */
final class ApiKeys {

    /** What is longer is no key of ours, and not worth the work. */
    private static final int LONGEST = 4096;

    private final KeyedCode code = new KeyedCode();
    private final Map<String, String> consumers = new HashMap<>();

    /** @throws UnusableReference for an object without keys, an empty key, or a key of two consumers */
    ApiKeys(String argument, ReferredObject object) {
        object.data().forEach((consumer, written) -> {
            String key = written.strip();
            if (key.isEmpty() || key.length() > LONGEST) {
                throw new UnusableReference("args.%s: %s: the key of %s has %d characters; give it 1 to %d"
                        .formatted(argument, object.object(), consumer, key.length(), LONGEST));
            }
            String other = consumers.put(code.of(key), consumer);
            if (other != null) {
                throw new UnusableReference("args.%s: %s: two consumers have the same key; give each its own"
                        .formatted(argument, object.object()));
            }
        });
        if (consumers.isEmpty()) {
            throw new UnusableReference(
                    "args.%s: %s is empty; add a key for each consumer".formatted(argument, object.object()));
        }
    }

    /** Whose key it is; null for nobody's. */
    @Nullable
    String consumer(String key) {
        return key.length() > LONGEST ? null : consumers.get(code.of(key));
    }
}
