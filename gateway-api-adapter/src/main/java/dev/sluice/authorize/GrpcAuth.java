package dev.sluice.authorize;

import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.GrpcStatus;
import dev.sluice.message.GrpcTimeout;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** Asks by a gRPC call of envoy.service.auth.v3.Authorization/Check. Source: GRPCAuthConfig. */
final class GrpcAuth implements AuthProtocol {

    private static final String CHECK = "/envoy.service.auth.v3.Authorization/Check";

    /** Before each message: whether it is compressed, and its length. */
    static final int PREFIX = 5;

    private final List<String> allowed;
    private final String authority;

    GrpcAuth(ExternalAuthorizer.Grpc settings, String authority) {
        this.allowed = settings.allowedHeaders();
        this.authority = authority;
    }

    @Override
    public UpstreamRequest request(Question question) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.HOST, authority)
                .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
                .set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS)
                .set(GrpcTimeout.HEADER, timeout(question.deadline()));
        ByteBuf call = framed(CheckRequest.encode(question, allowed));
        return new UpstreamRequest(
                question.loop(),
                HttpMethod.POST,
                CHECK,
                headers,
                RequestBody.of(BodyFraming.CHUNKED, Flux.defer(() -> Flux.just(call.retainedDuplicate()))),
                null,
                InterimReceiver.NONE,
                question.deadline());
    }

    /** At most 8 digits. */
    private static String timeout(long deadline) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        return Math.clamp(millis, 1, 99_999_999) + "m";
    }

    private static ByteBuf framed(byte[] message) {
        return Unpooled.buffer(PREFIX + message.length)
                .writeByte(0)
                .writeInt(message.length)
                .writeBytes(message);
    }

    @Override
    public Runnable judge(Received received, Question question, Consumer<GrpcStatus> status, Consumer<Verdict> result) {
        boolean withBody = !question.method().equals("HEAD");
        if (received.status().code() != 200 || received.headers().contains(GrpcStatus.HEADER)) {
            received.body().discard();
            status.accept(ended(received));
            result.accept(new Verdict.Failed());
            return () -> {};
        }
        var reply = new GrpcReply(withBody, status, result);
        return reply.read(received.body());
    }

    private static GrpcStatus ended(Received received) {
        String status = received.headers().get(GrpcStatus.HEADER);
        return status == null ? GrpcStatus.ofHttp(received.status().code()) : GrpcStatus.of(status);
    }
}
