package dev.sluice.observe;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.stream.StreamRecord.Count;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Records of connections and flows. */
final class Streams {

    static final PortId TLS = port(IpProtocol.TCP, 443);
    static final PortId DNS = port(IpProtocol.UDP, 53);

    private static final long NANOS = 1_500_000;

    private Streams() {}

    static PortId port(IpProtocol protocol, int number) {
        return new PortId(new ParentId(ParentId.Kind.GATEWAY, "shop", "gw"), protocol, number);
    }

    /** 10 octets came, 20 went. */
    static StreamRecord connection(String route, StreamEnd end, @Nullable String why) {
        return new StreamRecord(
                Instant.EPOCH,
                NANOS,
                TLS,
                StreamKind.TLS_PASSTHROUGH,
                "192.0.2.7",
                "db.example.com",
                new ListenerId("shop", "gw", "tls"),
                new RouteId("TLSRoute", "shop", route),
                new BackendId("shop", "db", 5432, BackendId.Use.PASSTHROUGH),
                new Endpoint("10.0.0.1", 5432),
                new Count(10, 20),
                Count.NONE,
                end,
                why);
    }

    /** 2 datagrams came, 1 went. */
    static StreamRecord flow(@Nullable String route) {
        return new StreamRecord(
                Instant.EPOCH,
                NANOS,
                DNS,
                StreamKind.UDP,
                "192.0.2.7",
                null,
                new ListenerId("shop", "gw", "dns"),
                route == null ? null : new RouteId("UDPRoute", "shop", route),
                null,
                null,
                new Count(60, 40),
                new Count(2, 1),
                StreamEnd.IDLE,
                null);
    }
}
