package dev.sluice.trace;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcStatus;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The stages of one request that an operator asked for, with their times: its rule, what an authorizer is asked, the
 * attempts to reach a backend. Has no header, no path and no body of the request. The event loop of the request writes,
 * and reads it at the end.
 */
public final class Recording {

    /** More attempts are not noted. */
    private static final int MOST = 32;

    private final long begun = System.nanoTime();
    private final List<RecordedAttempt> checks = new ArrayList<>();
    private final List<RecordedAttempt> attempts = new ArrayList<>();
    private long placedMicros = -1;

    /** Where the connection of an attempt is from. */
    public enum Source {
        /** Opened for it, or for others at the same time. */
        OPENED,
        /** It was there, and had requests before. */
        KEPT
    }

    /**
     * The connection of an attempt.
     *
     * @param tookMicros from the start of the attempt, until it could be written to
     */
    public record Connection(Source source, long tookMicros) {}

    /**
     * One attempt to reach a backend, or an authorizer.
     *
     * @param backend such as {@code shop/cart:8080}
     * @param endpoint {@code host:port}; null where there was none to try, or nothing came
     * @param status of its response; 0 where there is none
     * @param reason why there is none, the word of the access log; null where there is one
     * @param connection null where there was none
     * @param beganMicros after the head of the request
     * @param tookMicros until the head of the response, the wait for a connection included
     */
    public record Attempt(
            String backend,
            @Nullable String endpoint,
            int status,
            @Nullable String reason,
            @Nullable Connection connection,
            long beganMicros,
            long tookMicros) {}

    /** Notes the attempts of a request in addition to what its trace does. */
    public ForwardingTrace around(@Nullable ForwardingTrace trace) {
        return new ForwardingTrace() {

            @Override
            public void writeTo(HttpHeaders headers) {
                if (trace != null) {
                    trace.writeTo(headers);
                }
            }

            @Override
            public @Nullable AttemptTrace attempt(HttpHeaders headers, OutboundRequest request) {
                AttemptTrace other = trace == null ? null : trace.attempt(headers, request);
                return begin(attempts, request.backend(), other);
            }

            @Override
            public @Nullable AttemptTrace ask(HttpHeaders headers, OutboundRequest request) {
                AttemptTrace other = trace == null ? null : trace.ask(headers, request);
                return begin(checks, request.backend(), other);
            }
        };
    }

    /** Its Listener is known, or its rule; the last of them counts. */
    public void placed() {
        placedMicros = micros();
    }

    /** Microseconds from the head of the request until its rule was known; -1 where not even a Listener was. */
    public long placedMicros() {
        return placedMicros;
    }

    /** Requests to authorizers so far, in order. */
    public List<Attempt> checks() {
        return checks.stream().map(RecordedAttempt::attempt).toList();
    }

    /** Attempts to reach a backend so far, in order. */
    public List<Attempt> attempts() {
        return attempts.stream().map(RecordedAttempt::attempt).toList();
    }

    private @Nullable AttemptTrace begin(List<RecordedAttempt> all, BackendId backend, @Nullable AttemptTrace other) {
        if (all.size() == MOST) {
            return other;
        }
        var attempt = new RecordedAttempt(backend, micros(), other);
        all.add(attempt);
        return attempt;
    }

    private long micros() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
    }

    private final class RecordedAttempt implements AttemptTrace {

        private final BackendId backend;
        private final long began;
        private final @Nullable AttemptTrace other;
        private @Nullable Endpoint endpoint;
        private @Nullable String reason;
        private @Nullable Connection connection;
        private int status;
        private long took;

        RecordedAttempt(BackendId backend, long began, @Nullable AttemptTrace other) {
            this.backend = backend;
            this.began = began;
            this.other = other;
        }

        @Override
        public void connected(boolean kept) {
            connection = new Connection(kept ? Source.KEPT : Source.OPENED, micros() - began);
            if (other != null) {
                other.connected(kept);
            }
        }

        @Override
        public void received(Endpoint from, int newStatus, HttpHeaders headers) {
            ends(from, newStatus, null);
            if (other != null) {
                other.received(from, newStatus, headers);
            }
        }

        @Override
        public void grpcEnded(GrpcStatus newStatus) {
            if (other != null) {
                other.grpcEnded(newStatus);
            }
        }

        @Override
        public void failed(@Nullable Endpoint tried, String newReason) {
            ends(tried, 0, newReason);
            if (other != null) {
                other.failed(tried, newReason);
            }
        }

        private void ends(@Nullable Endpoint tried, int newStatus, @Nullable String newReason) {
            endpoint = tried;
            status = newStatus;
            reason = newReason;
            took = micros() - began;
        }

        @Override
        public void superseded() {
            if (other != null) {
                other.superseded();
            }
        }

        Attempt attempt() {
            String tried = endpoint == null ? null : endpoint.toString();
            return new Attempt(backend.toString(), tried, status, reason, connection, began, took);
        }
    }
}
