package dev.sluice.filter.access;

import dev.sluice.filter.UnusableReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Users and the bcrypt hashes of their passwords, as {@code htpasswd -B} writes them. To verify takes as long as the
 * hash asks for, so it is not done on an event loop, and pairs that were verified are remembered as keyed codes. Any
 * thread may use it.
 */
final class Users {

    /** 2^13 rounds take about half a second. A Secret must not keep a CPU busy for minutes. */
    private static final int MOST_COSTLY = 13;

    private static final int LEAST_COSTLY = 4;
    private static final int LENGTH_OF_HASH = 60;

    /** Enough for users who come back; not enough for one who makes up passwords with the same first 72 octets. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final int LONGEST_PASSWORD = 256;

    private final BCryptPasswordEncoder encoder = new BCryptPasswordEncoder();
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, Boolean> verified = new ConcurrentHashMap<>();
    private final KeyedCode code = new KeyedCode();
    private final String hashOfNobody;

    /**
     * Reads lines {@code user:hash}; blank ones and those that start with {@code #} are left out.
     *
     * @param place argument and object, for messages
     * @throws UnusableReference for a line that is none, or whose hash is not of bcrypt; the message has no hash
     */
    Users(String place, String htpasswd) {
        int number = 0;
        int costliest = LEAST_COSTLY;
        for (String line : htpasswd.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                costliest = Math.max(costliest, add(place + " line " + number, line));
            }
        }
        if (hashes.isEmpty()) {
            throw new UnusableReference(place + " has no user; add lines of htpasswd -B");
        }
        hashOfNobody = "$2y$%02d$".formatted(costliest) + ".".repeat(53);
    }

    /** Gives the cost of the hash, as the power of two. */
    private int add(String place, String line) {
        int colon = line.indexOf(':');
        String user = colon < 0 ? "" : line.substring(0, colon);
        String hash = line.substring(colon + 1);
        if (user.isEmpty() || !user.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new UnusableReference(place + " names no user of visible ASCII; write it as user:hash");
        }
        int cost = cost(hash);
        if (cost < LEAST_COSTLY || cost > MOST_COSTLY) {
            throw new UnusableReference(
                    "%s: the hash of %s is not one of bcrypt with a cost of %d to %d; make it with htpasswd -B"
                            .formatted(place, user, LEAST_COSTLY, MOST_COSTLY));
        }
        if (hashes.put(user, hash) != null) {
            throw new UnusableReference("%s: user %s is there twice; remove one".formatted(place, user));
        }
        return cost;
    }

    private static int cost(String hash) {
        boolean bcrypt = hash.length() == LENGTH_OF_HASH
                && (hash.startsWith("$2a$") || hash.startsWith("$2b$") || hash.startsWith("$2y$"))
                && Character.isDigit(hash.charAt(4))
                && Character.isDigit(hash.charAt(5))
                && hash.charAt(6) == '$'
                && hash.chars()
                        .skip(7)
                        .allMatch(c -> c == '.' || c == '/' || (c < 128 && Character.isLetterOrDigit(c)));
        return bcrypt ? Integer.parseInt(hash.substring(4, 6)) : -1;
    }

    /** Whether this pair was verified before, which is known at once. */
    boolean isRemembered(Credentials credentials) {
        return verified.containsKey(code(credentials));
    }

    /** Verifies. For a user that there is not, it takes as long as for one that there is. */
    boolean verify(Credentials credentials) {
        String hash = hashes.get(credentials.user());
        boolean fits = credentials.password().length() <= LONGEST_PASSWORD
                && encoder.matches(credentials.password(), hash == null ? hashOfNobody : hash);
        boolean right = fits && hash != null;
        if (right && verified.size() < MOST_REMEMBERED) {
            verified.put(code(credentials), true);
        }
        return right;
    }

    private String code(Credentials credentials) {
        return code.of(credentials.user() + ":" + credentials.password());
    }
}
