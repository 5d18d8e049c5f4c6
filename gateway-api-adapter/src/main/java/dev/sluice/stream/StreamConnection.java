package dev.sluice.stream;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import dev.sluice.hop.DestinationAddress;
import dev.sluice.hop.PeerAddress;
import dev.sluice.splice.EarlyOctets;
import dev.sluice.splice.Splice;
import dev.sluice.stream.StreamRule.Pick;
import dev.sluice.upstream.BackendStream;
import dev.sluice.upstream.StreamClient;
import dev.sluice.upstream.StreamFailure;
import dev.sluice.upstream.Upstream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a client, and the one to a backend that its octets go to. Belongs to its event loop. */
public final class StreamConnection {

    private static final AttributeKey<StreamConnection> CONNECTION =
            AttributeKey.valueOf(StreamConnection.class, "connection");

    private final Channel client;
    private final Subject subject;
    private final @Nullable Pick pick;
    private final Duration idle;
    private final StreamRecorder recorder;
    private final @Nullable PeerAddress peer;
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();
    private State state = State.CHOSEN;
    private @Nullable BackendStream backend;
    private @Nullable Splice splice;
    private boolean leaving;

    /**
     * What is known of a connection from the start.
     *
     * @param route null: none takes it
     */
    record Subject(
            PortId port,
            StreamKind kind,
            @Nullable String serverName,
            ListenerId listener,
            @Nullable RouteId route) {}

    private enum State {
        /** It has a backend, or is refused: to CONNECTING or ENDED. */
        CHOSEN,
        /** A connection to an endpoint is being opened: to JOINED or ENDED. */
        CONNECTING,
        /** Octets move: to ENDED. */
        JOINED,
        /** The recorder has it. */
        ENDED
    }

    /** @param pick null: no route takes it */
    StreamConnection(Channel client, Subject subject, @Nullable Pick pick, Duration idle, StreamRecorder recorder) {
        this.client = client;
        this.peer = PeerAddress.of(client);
        this.subject = subject;
        this.pick = pick;
        this.idle = idle;
        this.recorder = recorder;
    }

    void begin() {
        client.attr(CONNECTION).set(this);
        recorder.began(subject.port(), subject.kind());
        switch (pick) {
            case null -> ended(StreamEnd.NO_ROUTE, null);
            case Pick.Nowhere(String reason, String message) -> ended(StreamEnd.NO_BACKEND, reason + ": " + message);
            case Pick.To _ -> client.closeFuture().addListener(_ -> clientClosed());
        }
    }

    /** That of a client; null where there is none. */
    public static @Nullable StreamConnection of(Channel client) {
        return client.attr(CONNECTION).get();
    }

    /** Whether no route takes it. */
    public boolean hasNoRoute() {
        return pick == null;
    }

    /** Whether it has nowhere to go to, so that it must be refused and not connected. */
    public boolean isRefused() {
        return !(pick instanceof Pick.To);
    }

    /**
     * Forwards what comes of the client, behind the handlers that there are.
     *
     * @param refuse called where no endpoint can be reached; closes the connection
     */
    public void connect(Consumer<Channel> refuse) {
        if (state != State.CHOSEN || !(pick instanceof Pick.To(Upstream upstream))) {
            return;
        }
        state = State.CONNECTING;
        client.config().setAutoRead(false);
        client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        client.pipeline().addLast(new EarlyOctets());
        Future<BackendStream> connecting = upstream.stream(client.eventLoop(), who());
        client.closeFuture().addListener(_ -> connecting.cancel(false));
        connecting.addListener(_ -> {
            if (connecting.isSuccess()) {
                join(connecting.getNow());
            } else if (connecting.cause() instanceof StreamFailure failure) {
                failed(failure);
                refuse.accept(client);
            }
        });
    }

    private @Nullable StreamClient who() {
        InetSocketAddress destination = DestinationAddress.of(client);
        return peer != null && destination != null ? new StreamClient(peer.socketAddress(), destination) : null;
    }

    private void failed(StreamFailure failure) {
        ended(failure.tried() == null ? StreamEnd.NO_ENDPOINT : StreamEnd.CONNECT_FAILED, failure.getMessage());
    }

    private void join(BackendStream stream) {
        Channel other = stream.channel();
        if (state != State.CONNECTING) {
            var _ = other.close();
            return;
        }
        state = State.JOINED;
        backend = stream;
        Splice joined = Splice.join(client, other, idle, this::spliceEnded);
        splice = joined;
        // After the splice is there, which takes what they have kept.
        release(client);
        release(other);
    }

    private static void release(Channel channel) {
        if (channel.pipeline().get(EarlyOctets.class) != null) {
            channel.pipeline().remove(EarlyOctets.class);
        }
    }

    private void spliceEnded(Splice.End end) {
        ended(
                switch (end) {
                    case DONE -> StreamEnd.DONE;
                    case IDLE -> StreamEnd.IDLE;
                    case FIRST_GONE -> leaving ? StreamEnd.DRAINED : StreamEnd.CLIENT_GONE;
                    case SECOND_GONE -> leaving ? StreamEnd.DRAINED : StreamEnd.BACKEND_GONE;
                },
                null);
    }

    private void clientClosed() {
        if (state == State.CHOSEN || state == State.CONNECTING) {
            ended(leaving ? StreamEnd.DRAINED : StreamEnd.CLIENT_GONE, null);
        }
    }

    /** Its socket or Listener is closed, or its client is not accepted any more: it is soon cut off by the caller. */
    public void leave() {
        leaving = true;
    }

    private void ended(StreamEnd end, @Nullable String why) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        recorder.ended(new StreamRecord(
                start,
                System.nanoTime() - startNanos,
                subject.port(),
                subject.kind(),
                peer == null ? "" : peer.text(),
                subject.serverName(),
                subject.listener(),
                subject.route(),
                backendId(),
                endpoint(),
                splice == null
                        ? StreamRecord.Count.NONE
                        : new StreamRecord.Count(splice.octetsFromFirst(), splice.octetsFromSecond()),
                StreamRecord.Count.NONE,
                end,
                why));
    }

    private @Nullable BackendId backendId() {
        return pick instanceof Pick.To(Upstream upstream) ? upstream.id() : null;
    }

    private @Nullable Endpoint endpoint() {
        return backend == null ? null : backend.endpoint();
    }
}
