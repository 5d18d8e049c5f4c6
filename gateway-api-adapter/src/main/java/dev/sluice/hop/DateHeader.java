package dev.sluice.hop;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The Date of responses, written once a second. Source: RFC 9110, section 6.6.1: who hands on a response without it
 * MUST add it, and our own answers need it too.
 *
 * <p>Server stays what the backend sent, and is left out where it sent none: to name our software helps attackers
 * alone.
 */
public final class DateHeader {

    /** By the clock of this machine. */
    public static final DateHeader SYSTEM = new DateHeader(InstantSource.system());

    /** IMF-fixdate; Java's RFC_1123_DATE_TIME leaves out the zero before the days 1-9. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private volatile Second current = new Second(Long.MIN_VALUE, AsciiString.EMPTY_STRING);

    /** Best shared; any thread may use it. */
    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    /** Adds the time of now to a response that has no Date. */
    public void addIfAbsent(HttpHeaders response) {
        if (!response.contains(HttpHeaderNames.DATE)) {
            response.set(HttpHeaderNames.DATE, now());
        }
    }

    private AsciiString now() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Second known = current;
        if (known.second != second) {
            known = new Second(second, new AsciiString(FORMAT.format(Instant.ofEpochSecond(second))));
            current = known;
        }
        return known.text;
    }

    private record Second(long second, AsciiString text) {}
}
