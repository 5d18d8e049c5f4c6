package dev.sluice.observe;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.trace.RequestTrace;
import dev.sluice.upstream.Upstream;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives requests their traces. Without an object of this kind, tracing is off. Any thread. */
public interface RequestTracing extends AutoCloseable {

    /**
     * Begins the trace of a request, or continues the client's.
     *
     * @param port that the request came to
     * @param headers as the client sent them; not changed
     * @param scheme {@code http} or {@code https}
     * @return null where requests of this port are not traced
     */
    @Nullable
    RequestTrace begin(PortId port, HttpHeaders headers, String scheme);

    /** Whether spans can be sent to collectors that policies name. */
    boolean exports();

    /**
     * Takes the policies of a configuration in place of those of the one before.
     *
     * @param collectors backends that policies name
     */
    void serve(List<ListenerSocket> sockets, Function<BackendId, Upstream> collectors);

    /** Ends the trace of each request around what another observer does with it, which may ask for the trace. */
    RequestObserver around(RequestObserver observer);

    /** Sends what collectors of policies have not got yet, and waits for that up to 5 s. */
    @Override
    void close();
}
