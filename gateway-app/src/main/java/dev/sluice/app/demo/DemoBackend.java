package dev.sluice.app.demo;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;

/** A small server to try a gateway with. */
public sealed interface DemoBackend extends AutoCloseable permits EchoServer, StreamServer {

    /** The open port. */
    int port();

    /** Returns when the server was closed. */
    void await();

    /** Closes the port. */
    @Override
    void close();

    /** What a backend speaks. */
    enum Spoken {
        /** Answers each request with the request as it saw it. */
        HTTP(it -> EchoServer.start(it.name(), it.host(), it.port())),

        /** Greets with a line that has its name, then sends back what it gets. */
        TCP(it -> StreamServer.start(it, new TcpEcho(it.name()))),

        /** Sends each datagram back, after its name. */
        UDP(it -> StreamServer.start(it, new UdpEcho(it.name()))),

        /** A name server whose TXT record of every name is its own name. Over UDP and TCP on one port. */
        DNS(it -> StreamServer.start(it, new DnsAnswers(it.name())));

        @SuppressWarnings("ImmutableEnumChecker") // A reference to a method.
        private final Function<Place, DemoBackend> starter;

        Spoken(Function<Place, DemoBackend> starter) {
            this.starter = starter;
        }

        /**
         * What is expected behind a port of a Service.
         *
         * @param protocol {@code TCP} or {@code UDP}
         * @param appProtocol IANA's {@code echo} and {@code domain} are known; with others and with null, it is HTTP
         *     over TCP, and the echo over UDP
         */
        static Spoken of(String protocol, @Nullable String appProtocol) {
            if ("domain".equals(appProtocol)) {
                return DNS;
            }
            if (protocol.equals("UDP")) {
                return UDP;
            }
            return "echo".equals(appProtocol) ? TCP : HTTP;
        }

        /**
         * Opens the port.
         *
         * @throws ChannelBindException if it cannot be opened
         */
        public DemoBackend start(Place place) {
            return starter.apply(place);
        }
    }

    /**
     * Where a backend is to be.
     *
     * @param name how it calls itself
     * @param host an address of this machine
     * @param port 0-65535; 0 for any free one
     */
    record Place(String name, String host, int port) {}
}
