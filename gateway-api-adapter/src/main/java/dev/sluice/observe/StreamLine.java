package dev.sluice.observe;

import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The fields of a connection or flow, in the words of {@link AccessLine} as far as both say the same. */
final class StreamLine {

    private StreamLine() {}

    /** As JSON. */
    static String of(StreamRecord stream) {
        return JsonLine.of(fields -> write(stream, fields));
    }

    static void write(StreamRecord stream, LogFields fields) {
        fields.text("start_time", stream.start().toString());
        fields.text("client_address", stream.client());
        fields.text("protocol", stream.kind().label());
        fields.text("sni", stream.serverName());
        fields.text("end", stream.end().label());
        fields.text("detail", stream.why());
        writeCounts(stream, fields);
        fields.number("duration_us", TimeUnit.NANOSECONDS.toMicros(stream.nanos()));
        fields.text("upstream", upstream(stream));
        fields.text("gateway", stream.listener().parent().toString());
        fields.text("listener", stream.listener().label());
        fields.text("route", Objects.toString(stream.route(), ""));
    }

    private static void writeCounts(StreamRecord stream, LogFields fields) {
        fields.number("bytes_received", stream.octets().fromClient());
        fields.number("bytes_sent", stream.octets().toClient());
        if (stream.kind() == StreamKind.UDP) {
            fields.number("datagrams_received", stream.datagrams().fromClient());
            fields.number("datagrams_sent", stream.datagrams().toClient());
        }
    }

    static String upstream(StreamRecord stream) {
        String backend = Objects.toString(stream.backend(), "");
        return stream.endpoint() == null ? backend : backend + " " + stream.endpoint();
    }
}
