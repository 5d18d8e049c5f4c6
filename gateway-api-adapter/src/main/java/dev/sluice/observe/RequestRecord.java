package dev.sluice.observe;

import dev.sluice.config.listener.PortId;
import dev.sluice.message.GrpcStatus;
import dev.sluice.session.SessionId;
import dev.sluice.trace.ForwardingTrace;
import dev.sluice.trace.Recording;
import dev.sluice.trace.RequestTrace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one request while it runs. Filled by the event loop of the request, then handed to the
 * observers; not shared between threads before that.
 */
public final class RequestRecord implements AccessLog.Loggable {

    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();
    private final Head head;
    private final PortId port;
    private final @Nullable String clientNamespace;
    private @Nullable RequestTrace trace;
    private @Nullable Recording recording;
    private @Nullable RuleLabels labels;
    private int status;
    private @Nullable GrpcStatus grpcStatus;
    private @Nullable String reason;
    private @Nullable String backend;
    private @Nullable SessionId session;
    private long bytesReceived;
    private long bytesSent;
    private long nanos;

    /**
     * @param port what it is for
     * @param clientNamespace of the pod that sent it; null where it is not known, or makes no difference
     */
    public RequestRecord(Head head, PortId port, @Nullable String clientNamespace) {
        this.head = head;
        this.port = port;
        this.clientNamespace = clientNamespace;
    }

    /**
     * What the client sent.
     *
     * @param target as in the request line
     * @param protocol such as {@code HTTP/1.1}
     * @param authority Host header; empty where there is none
     * @param serverName of the TLS handshake; null where none was named
     * @param requestId the client's X-Request-Id where it is one, else one of our own
     * @param client IP address of the client, or of the proxy before us that is not trusted; null where it has none
     * @param clientSubject of the client's verified certificate, RFC 4514; null where it has no certificate
     * @param clientName first URI, else first DNS name of that certificate; null for none
     */
    public record Head(
            String method,
            String target,
            String protocol,
            String authority,
            @Nullable String serverName,
            String requestId,
            @Nullable String client,
            @Nullable String clientSubject,
            @Nullable String clientName) {}

    /** When its head had been read. */
    public Instant start() {
        return start;
    }

    public Head head() {
        return head;
    }

    /** What it is for: a port of a Gateway, or of a Service of the mesh. */
    public PortId port() {
        return port;
    }

    /** The namespace of the pod that sent it, for a Service of the mesh; null where it is not known. */
    public @Nullable String clientNamespace() {
        return clientNamespace;
    }

    /** Notes the trace that it belongs to. */
    public void belongsTo(RequestTrace newTrace) {
        trace = newTrace;
    }

    /** The trace that it belongs to; null where requests are not traced. */
    public @Nullable RequestTrace trace() {
        return trace;
    }

    /** Notes that an operator asked for it. */
    public void recordedBy(@Nullable Recording newRecording) {
        recording = newRecording;
    }

    /** Where its attempts are recorded; null where nobody asked for it. */
    @Nullable
    Recording recording() {
        return recording;
    }

    /** What notes the attempts to reach a backend; null where nothing does. */
    public @Nullable ForwardingTrace forwardingTrace() {
        return recording == null ? trace : recording.around(trace);
    }

    /** Where it belongs: to no Listener, until that is noted. */
    public RuleLabels labels() {
        RuleLabels known = labels;
        if (known == null) {
            known = RuleLabels.of(port);
            labels = known;
        }
        return known;
    }

    /** Notes where the request belongs. */
    public void belongsTo(RuleLabels newLabels) {
        labels = newLabels;
        if (recording != null) {
            recording.placed();
        }
    }

    /**
     * Notes who answered.
     *
     * @param newBackend backend and endpoint; null where we answered ourselves
     * @param newReason why we answered ourselves; null where a backend did
     * @param newSession that the client continues; null for none
     */
    public void answeredBy(@Nullable String newBackend, @Nullable String newReason, @Nullable SessionId newSession) {
        backend = newBackend;
        session = newSession;
        reason = newReason;
    }

    /** Notes why an answer broke off, as far as nobody told before why it is not a backend's whole response. */
    public void brokeOff(String newReason) {
        if (reason == null) {
            reason = newReason;
        }
    }

    /** Notes how a gRPC call ended, as the response says. */
    public void grpcEnded(GrpcStatus newStatus) {
        grpcStatus = newStatus;
    }

    public void received(long bytes) {
        bytesReceived += bytes;
    }

    public void sent(long bytes) {
        bytesSent += bytes;
    }

    /**
     * Notes the end.
     *
     * @param newStatus status code of the response; 0 where none was sent
     */
    public void ended(int newStatus) {
        status = newStatus;
        nanos = System.nanoTime() - startNanos;
    }

    /** Status code of the response; 0 where none was sent. */
    public int status() {
        return status;
    }

    /** How a gRPC call ended; null for other requests, and where the response broke off before it said so. */
    public @Nullable GrpcStatus grpcStatus() {
        return grpcStatus;
    }

    /** Why we answered ourselves or the answer broke off; null where a backend's response was sent whole. */
    public @Nullable String reason() {
        return reason;
    }

    /** Backend and endpoint that answered; null where we answered ourselves. */
    public @Nullable String backend() {
        return backend;
    }

    /** The session that the client continues; null where the rule keeps none. */
    public @Nullable SessionId session() {
        return session;
    }

    /** Of the request's body, as far as it was read. */
    public long bytesReceived() {
        return bytesReceived;
    }

    /** Of the response's body. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Nanoseconds from the head of the request to the end of the response. */
    public long nanos() {
        return nanos;
    }

    @Override
    public void writeTo(LogFields fields) {
        AccessLine.write(this, fields);
    }

    @Override
    public String shortLine() {
        return ShortLine.of(this);
    }
}
