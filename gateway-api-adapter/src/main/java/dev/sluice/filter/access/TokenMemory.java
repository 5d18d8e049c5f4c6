package dev.sluice.filter.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Tokens whose signature was right, of all filters of a gateway, by a code that only the filter that put them here can
 * compute. Bounded in bytes: of many tokens those are kept that are used most, so that a flood of others does not drive
 * them out. Any thread may use it.
 */
final class TokenMemory {

    /** About what all take together. */
    static final long LARGEST = 32L * 1024 * 1024;

    /** About what an entry takes without its claims. */
    private static final int ENTRY = 1024;

    /** A string of a claim is hardly larger than its part of the token, and objects around it are as large again. */
    private static final int BYTES_OF_A_CHARACTER = 2;

    /** As {@link JwtAuthArguments#clockSkew} at most. What is here is no longer valid then, whatever the filter. */
    private static final Duration LONGEST_AFTER_END = Duration.ofMinutes(5);

    private final Cache<String, Entry> entries;

    TokenMemory() {
        this(LARGEST);
    }

    /** @param largest in bytes */
    TokenMemory(long largest) {
        entries = Caffeine.newBuilder()
                .maximumWeight(largest)
                .weigher((String _, Entry entry) -> entry.bytes())
                .expireAfter(Expiry.creating((String _, Entry entry) -> entry.left()))
                .executor(Runnable::run)
                .build();
    }

    private record Entry(Jwt token, int bytes) {

        Duration left() {
            Instant end = token.getExpiresAt();
            return end == null ? Duration.ZERO : Duration.between(Instant.now(), end.plus(LONGEST_AFTER_END));
        }
    }

    /** Null: it is not known. What depends on the time is to be judged again. */
    @Nullable
    Jwt get(String code) {
        Entry entry = entries.getIfPresent(code);
        return entry == null ? null : entry.token();
    }

    /**
     * Keeps a token, without its text.
     *
     * @param claims that are kept; none of the others is
     */
    void put(String code, Jwt token, Set<String> claims) {
        Map<String, Object> kept = new HashMap<>(token.getClaims());
        kept.keySet().retainAll(claims);
        var bare = Jwt.withTokenValue("remembered")
                .headers(headers ->
                        headers.put("alg", String.valueOf(token.getHeaders().get("alg"))))
                .claims(all -> all.putAll(kept))
                .build();
        entries.put(
                code,
                new Entry(
                        bare,
                        ENTRY + BYTES_OF_A_CHARACTER * token.getTokenValue().length()));
    }

    /** About what all take now, in bytes. */
    long bytes() {
        return entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** How many there are, once what is due is removed. */
    long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }
}
