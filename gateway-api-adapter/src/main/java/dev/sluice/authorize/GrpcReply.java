package dev.sluice.authorize;

import dev.sluice.message.GrpcStatus;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import reactor.core.publisher.BaseSubscriber;

/** One message and the status behind it, as they come. Anything else is no decision. */
final class GrpcReply extends BaseSubscriber<ByteBuf> {

    /** Octets of a message at most; a denial may hold a page. */
    private static final int LIMIT = 1024 * 1024;

    private final boolean withBody;
    private final Consumer<GrpcStatus> status;
    private final Consumer<Verdict> result;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean isOk;

    GrpcReply(boolean withBody, Consumer<GrpcStatus> status, Consumer<Verdict> result) {
        this.withBody = withBody;
        this.status = status;
        this.result = result;
    }

    /** Begins, and returns what ends it. */
    Runnable read(ResponseBody body) {
        body.content(this::trailers).subscribe(this);
        return this::cancel;
    }

    private void trailers(HttpHeaders trailers) {
        String ended = trailers.get(GrpcStatus.HEADER);
        isOk = "0".equals(ended);
        if (ended != null) {
            status.accept(GrpcStatus.of(ended));
        }
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        try {
            if (octets.size() + part.readableBytes() > LIMIT + GrpcAuth.PREFIX) {
                cancel();
                result.accept(new Verdict.Failed());
                return;
            }
            part.readBytes(octets, part.readableBytes());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            part.release();
        }
    }

    @Override
    protected void hookOnComplete() {
        result.accept(verdict());
    }

    @Override
    protected void hookOnError(Throwable broken) {
        result.accept(new Verdict.Failed());
    }

    private Verdict verdict() {
        ByteBuffer whole = ByteBuffer.wrap(octets.toByteArray());
        if (!isOk || whole.remaining() < GrpcAuth.PREFIX || whole.get() != 0 || whole.getInt() != whole.remaining()) {
            return new Verdict.Failed();
        }
        byte[] message = new byte[whole.remaining()];
        whole.get(message);
        try {
            return CheckResponse.read(message, withBody);
        } catch (IOException unreadable) {
            return new Verdict.Failed();
        }
    }
}
