package dev.sluice.listen;

import dev.sluice.config.listener.SocketId;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Answers every request of every socket. Called on the event loop of the connection; must not block. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Answers one request.
     *
     * @param socket the socket that the request came in by
     * @param serverName the name that the client asked for in its TLS handshake, lower case; null where it named none,
     *     or on an HTTP socket
     * @return completes when the response was written
     */
    Publisher<Void> handle(
            SocketId socket, @Nullable String serverName, HttpServerRequest request, HttpServerResponse response);
}
