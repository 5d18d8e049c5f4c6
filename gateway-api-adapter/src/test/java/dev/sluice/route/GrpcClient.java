package dev.sluice.route;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of grpc-java. */
final class GrpcClient implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private final ManagedChannel channel;

    GrpcClient(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .directExecutor()
                .maxInboundMessageSize(16 << 20)
                .overrideAuthority("shop.example.com")
                .build();
    }

    /**
     * What the caller sees of a call.
     *
     * @param tenant of the response's metadata; null where there was none
     * @param details of the trailers, in base64; null where there were none
     */
    record Outcome(
            List<String> messages,
            Status.Code code,
            @Nullable String description,
            @Nullable String tenant,
            @Nullable String details) {}

    /** Sends these messages, ends its side, and waits for the end. */
    Outcome call(String method, String... messages) throws Exception {
        return call(method, CallOptions.DEFAULT, messages);
    }

    Outcome call(String method, CallOptions options, String... messages) throws Exception {
        Running running = start(method, options);
        for (String message : messages) {
            running.call.sendMessage(message);
        }
        running.call.halfClose();
        return running.outcome();
    }

    Running start(String method, CallOptions options) {
        return new Running(channel.newCall(GrpcBackend.method(method), options));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** A call that is not over. */
    static final class Running extends ClientCall.Listener<String> {

        final ClientCall<String, String> call;
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final List<String> messages = new ArrayList<>();
        private final CompletableFuture<Outcome> end = new CompletableFuture<>();
        private @Nullable String tenant;

        Running(ClientCall<String, String> call) {
            this.call = call;
            Metadata headers = new Metadata();
            headers.put(GrpcBackend.TENANT, "from client");
            call.start(this, headers);
            call.request(1000);
        }

        @Override
        public void onHeaders(Metadata headers) {
            tenant = headers.get(GrpcBackend.TENANT);
        }

        @Override
        public void onMessage(String message) {
            messages.add(message);
            received.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            byte[] details = trailers.get(GrpcBackend.DETAILS);
            end.complete(new Outcome(
                    List.copyOf(messages),
                    status.getCode(),
                    status.getDescription(),
                    tenant,
                    details == null ? null : Base64.getEncoder().encodeToString(details)));
        }

        Outcome outcome() throws Exception {
            return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        String next() throws InterruptedException {
            return String.valueOf(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }
}
