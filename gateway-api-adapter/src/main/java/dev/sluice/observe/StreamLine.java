package dev.sluice.observe;

import static dev.sluice.observe.AccessLine.write;

import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/** A connection or flow as one line of JSON, in the words of {@link AccessLine} as far as both say the same. */
final class StreamLine {

    private StreamLine() {}

    static String of(StreamRecord stream) {
        return AccessLine.line(json -> {
            write(json, "start_time", stream.start().toString());
            write(json, "client_address", stream.client());
            write(json, "protocol", stream.kind().label());
            write(json, "sni", stream.serverName());
            write(json, "end", stream.end().label());
            write(json, "detail", stream.why());
            writeCounts(json, stream);
            json.writeNumberProperty("duration_us", TimeUnit.NANOSECONDS.toMicros(stream.nanos()));
            write(json, "upstream", upstream(stream));
            write(json, "gateway", stream.listener().parent().toString());
            write(json, "listener", stream.listener().label());
            write(json, "route", Objects.toString(stream.route(), ""));
        });
    }

    private static void writeCounts(JsonGenerator json, StreamRecord stream) {
        json.writeNumberProperty("bytes_received", stream.octets().fromClient());
        json.writeNumberProperty("bytes_sent", stream.octets().toClient());
        if (stream.kind() == StreamKind.UDP) {
            json.writeNumberProperty("datagrams_received", stream.datagrams().fromClient());
            json.writeNumberProperty("datagrams_sent", stream.datagrams().toClient());
        }
    }

    private static String upstream(StreamRecord stream) {
        String backend = Objects.toString(stream.backend(), "");
        return stream.endpoint() == null ? backend : backend + " " + stream.endpoint();
    }
}
