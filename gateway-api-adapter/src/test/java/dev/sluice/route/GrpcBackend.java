package dev.sluice.route;

import dev.sluice.config.tls.Certificate;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A server of grpc-java whose messages are texts. It does what the name of the method says; the service does not
 * matter.
 */
final class GrpcBackend implements AutoCloseable {

    static final Metadata.Key<String> TENANT = Metadata.Key.of("tenant", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    /** Of each call that came: metadata, then how it ended. */
    final BlockingQueue<Metadata> calls = new LinkedBlockingQueue<>();

    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final Server server;

    GrpcBackend() throws IOException {
        this(atAnyPort());
    }

    /** One that is reached by TLS. */
    GrpcBackend(Certificate certificate) throws IOException {
        this(atAnyPort().useTransportSecurity(stream(certificate.chain()), stream(certificate.privateKey())));
    }

    private static NettyServerBuilder atAnyPort() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private GrpcBackend(NettyServerBuilder builder) throws IOException {
        server = builder.directExecutor()
                .maxInboundMessageSize(16 << 20)
                .fallbackHandlerRegistry(new HandlerRegistry() {
                    @Override
                    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
                            String method, @Nullable String authority) {
                        return method.endsWith("/Unknown")
                                ? null
                                : ServerMethodDefinition.create(method(method), GrpcBackend.this::handle);
                    }
                })
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** A method by its full name. */
    static MethodDescriptor<String, String> method(String name) {
        return MethodDescriptor.newBuilder(TEXT, TEXT)
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName(name)
                .build();
    }

    private ServerCall.Listener<String> handle(ServerCall<String, String> call, Metadata headers) {
        calls.add(headers);
        call.request(1000);
        String method = call.getMethodDescriptor().getBareMethodName();
        return new ServerCall.Listener<>() {
            private int messages;
            private boolean sent;

            @Override
            public void onMessage(String message) {
                messages++;
                if ("Echo".equals(method) || "Hold".equals(method)) {
                    send(message);
                }
            }

            @Override
            public void onHalfClose() {
                switch (String.valueOf(method)) {
                    case "Echo" -> call.close(Status.OK, new Metadata());
                    case "Count" -> {
                        send("" + messages);
                        call.close(Status.OK, new Metadata());
                    }
                    case "Many" -> {
                        for (int i = 0; i < 100; i++) {
                            send("message " + i);
                        }
                        call.close(Status.OK, new Metadata());
                    }
                    case "Fail" -> {
                        send("first");
                        call.close(Status.ABORTED.withDescription("lock gone, ü and %"), details());
                    }
                    case "FailAtOnce" -> call.close(Status.NOT_FOUND.withDescription("no cart"), details());
                    default -> {
                        // Waits for ever.
                    }
                }
            }

            private void send(String message) {
                if (!sent) {
                    sent = true;
                    Metadata answer = new Metadata();
                    answer.put(TENANT, "from backend");
                    call.sendHeaders(answer);
                }
                call.sendMessage(message);
            }

            @Override
            public void onCancel() {
                ends.add("cancelled");
            }

            @Override
            public void onComplete() {
                ends.add("complete");
            }
        };
    }

    private static Metadata details() {
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, new byte[] {0, 1, 2, (byte) 255});
        return trailers;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
