package dev.sluice.app.demo;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.List;

/**
 * What a request asks of an echo server by its query, so that slow and failing backends can be tried.
 *
 * @param delay before the answer, {@code delay=300ms} or {@code delay=2s}; none by default
 * @param status of the answer, {@code status=503}; 200 by default
 * @param times how many requests in a row get that status before one gets 200, {@code times=2}; by default all
 */
record Wish(Duration delay, int status, int times) {

    private static final int OK = 200;
    private static final int LOWEST = 200;
    private static final int HIGHEST = 599;

    /** Reads a target; what cannot be read is as if it were not there. */
    static Wish of(String target) {
        var query = new QueryStringDecoder(target);
        int status = number(query, "status", OK);
        return new Wish(
                delay(query),
                status < LOWEST || status > HIGHEST ? OK : status,
                number(query, "times", Integer.MAX_VALUE));
    }

    /**
     * The status of the answer.
     *
     * @param earlier how many requests with a wish for a status came before
     */
    int statusAfter(int earlier) {
        boolean granted = times == Integer.MAX_VALUE || earlier % (times + 1) < times;
        return granted ? status : OK;
    }

    boolean fails() {
        return status != OK;
    }

    private static Duration delay(QueryStringDecoder query) {
        String text = first(query, "delay");
        boolean millis = text.endsWith("ms");
        String digits = millis ? text.substring(0, text.length() - 2) : text.replace("s", "");
        int number = number(digits, 0);
        return millis ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    private static int number(QueryStringDecoder query, String name, int otherwise) {
        return number(first(query, name), otherwise);
    }

    private static int number(String digits, int otherwise) {
        try {
            return Math.max(0, Integer.parseInt(digits));
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    private static String first(QueryStringDecoder query, String name) {
        return query.parameters().getOrDefault(name, List.of("")).getFirst();
    }
}
