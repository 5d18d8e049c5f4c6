package dev.sluice.filter.access;

import dev.sluice.config.filter.ReferredObject;
import dev.sluice.filter.UnusableReference;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of consumers. They are not kept, only codes of them under a key that nobody knows; so how long a
 * comparison takes says nothing about a key, and no dump of the memory has one. Any thread may use it.
 */
final class ApiKeys {

    private static final String ALGORITHM = "HmacSHA256";

    /** What is longer is no key of ours, and not worth the work. */
    private static final int LONGEST = 4096;

    private final SecretKeySpec secret;
    private final Map<String, String> consumers = new HashMap<>();

    /** @throws UnusableReference for an object without keys, an empty key, or a key of two consumers */
    ApiKeys(String argument, ReferredObject object) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        secret = new SecretKeySpec(random, ALGORITHM);
        object.data().forEach((consumer, written) -> {
            String key = written.strip();
            if (key.isEmpty() || key.length() > LONGEST) {
                throw new UnusableReference("args.%s: %s: the key of %s has %d characters; give it 1 to %d"
                        .formatted(argument, object.object(), consumer, key.length(), LONGEST));
            }
            String other = consumers.put(code(key), consumer);
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
        return key.length() > LONGEST ? null : consumers.get(code(key));
    }

    private String code(String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(key.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, bug);
        }
    }
}
