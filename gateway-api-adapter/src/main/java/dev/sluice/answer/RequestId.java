package dev.sluice.answer;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The name of one request, in the access log and in the answers that we make. */
public final class RequestId {

    /** Where a client or a proxy before us names it. */
    public static final AsciiString HEADER = AsciiString.cached("x-request-id");

    private static final int LONGEST = 128;
    private static final String BESIDE_LETTERS_AND_DIGITS = "-._~:/+=@";

    private RequestId() {}

    /**
     * The name that the client gave its request, where it is short and can stand in a header, a line of a log and a
     * JSON string as it is; else a new one.
     */
    public static String of(HttpHeaders request) {
        String named = request.get(HEADER);
        return named != null && isSound(named) ? named : random();
    }

    /** Gives a request to a backend its name, unless it has one that is sound: a filter may have set another. */
    public static void write(String id, HttpHeaders request) {
        String named = request.get(HEADER);
        if (named == null || !isSound(named) || request.getAll(HEADER).size() > 1) {
            request.set(HEADER, id);
        }
    }

    /** The same id, for it is written into headers and JSON as it is. */
    static String checked(String id) {
        if (!isSound(id)) {
            throw new IllegalArgumentException("Not a request id");
        }
        return id;
    }

    /** Of letters, digits and {@value #BESIDE_LETTERS_AND_DIGITS}, at most {@value #LONGEST} of them. */
    private static boolean isSound(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && BESIDE_LETTERS_AND_DIGITS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A random UUID. It is a name, not a secret, so a fast generator will do. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
        long variant2 = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(version4, variant2).toString();
    }
}
