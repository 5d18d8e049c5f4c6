package dev.sluice.program;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An authorizer of grpc-java, on Envoy's own messages. */
public final class EnvoyAuthorizer extends AuthorizationGrpc.AuthorizationImplBase implements AutoCloseable {

    public static final BackendId ID = new BackendId("security", "authz", 9001, Use.GRPC);

    private final BlockingQueue<CheckRequest> requests = new LinkedBlockingQueue<>();
    private final Answer answer;
    private final Server server;

    /** What it does with a request. */
    @FunctionalInterface
    public interface Answer {
        void give(CheckRequest request, StreamObserver<CheckResponse> to);
    }

    public EnvoyAuthorizer(Answer answer) throws IOException {
        this.answer = answer;
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(64 * 1024 * 1024)
                .addService(this)
                .build()
                .start();
    }

    /** One that always says this. */
    public static EnvoyAuthorizer saying(CheckResponse response) throws IOException {
        return new EnvoyAuthorizer((_, to) -> {
            to.onNext(response);
            to.onCompleted();
        });
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
        requests.add(request);
        answer.give(request, observer);
    }

    public Backend backend() {
        return new Backend(ID, BackendProtocol.H2C, List.of(new Endpoint("127.0.0.1", server.getPort())), List.of());
    }

    /** What it was asked next. */
    public CheckRequest request() throws InterruptedException {
        CheckRequest next = requests.poll(10, TimeUnit.SECONDS);
        return Objects.requireNonNull(next, "nothing came");
    }

    /** What it was asked, if it was. */
    public @Nullable CheckRequest requestIfAny() {
        return requests.poll();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
