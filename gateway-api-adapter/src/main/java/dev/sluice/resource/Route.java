package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;

/** A route of any kind, also one that could not be read. */
public sealed interface Route extends WatchedObject
        permits GrpcRoute, HttpRoute, TcpRoute, TlsRoute, UdpRoute, UnreadableRoute {

    @Override
    Kind<Route> kind();

    /** What it wants to be attached to, in order; empty where it names nothing. */
    List<ParentRef> parentRefs();

    /** Empty: every host of a Listener; always so for a kind that has none. */
    List<String> hostnames();

    /**
     * Every Service and XBackend that it refers to, there or not; one may come several times. None where it could not
     * be read.
     */
    default Stream<BackendName> backends() {
        return Stream.empty();
    }
}
