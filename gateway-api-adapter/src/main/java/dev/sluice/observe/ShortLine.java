package dev.sluice.observe;

import dev.sluice.stream.StreamRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request, connection or flow as a short line for people at a terminal. */
final class ShortLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final int LONGEST = 100;

    private ShortLine() {}

    /** Such as {@code 13:32:22.261 200 GET shop.example.com/cart 1.2 ms default/shop:8080 10.0.0.7:8080}. */
    static String of(RequestRecord request) {
        RequestRecord.Head head = request.head();
        return line(
                request.start(),
                request.status() == 0 ? "---" : String.valueOf(request.status()),
                head.method() + " " + head.authority() + head.target(),
                request.nanos(),
                request.backend(),
                request.reason());
    }

    /** Such as {@code 13:32:22.261 tcp TCPRoute shop/db 1200.0 ms shop/db:5432 10.0.0.7:5432 done}. */
    static String of(StreamRecord stream) {
        return line(
                stream.start(),
                stream.kind().label(),
                Objects.toString(stream.route(), stream.listener().toString()),
                stream.nanos(),
                StreamLine.upstream(stream),
                stream.end().label());
    }

    private static String line(
            Instant start, String kind, String what, long nanos, @Nullable String upstream, @Nullable String why) {
        double millis = nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
        return TIME.format(start) + " " + kind + " " + shown(what) + String.format(Locale.ROOT, " %.1f ms", millis)
                + (upstream == null || upstream.isEmpty() ? "" : " " + upstream)
                + (why == null ? "" : " " + why);
    }

    /** Clients choose it: what is not printable ASCII could be a command to the terminal. */
    private static String shown(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        StringBuilder shown = new StringBuilder(cut.length());
        cut.chars().forEach(c -> shown.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return shown.toString();
    }
}
