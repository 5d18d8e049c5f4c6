package dev.sluice.filter.traffic;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A body that is compressed as it comes. What has come is written out whenever the backend pauses, so that nothing
 * waits for what comes later.
 *
 * @param level 1-9
 */
record CompressedBody(ResponseBody body, ContentCoding coding, int level) implements ResponseBody {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        Compressor compressor = new Compressor(receiver, coding, level);
        BodyFlow flow = body.relay(compressor);
        return new BodyFlow() {
            @Override
            public void read() {
                flow.read();
            }

            @Override
            public void cancel() {
                compressor.end();
                flow.cancel();
            }
        };
    }

    @Override
    public boolean isOfFilters() {
        return body.isOfFilters();
    }

    @Override
    public void discard() {
        body.discard();
    }

    /** What is written goes to the newest buffer. */
    private static final class Parts extends OutputStream {

        private @Nullable ByteBufOutputStream part;

        @Override
        public void write(int octet) throws IOException {
            part().write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            part().write(octets, offset, length);
        }

        private ByteBufOutputStream part() {
            ByteBufOutputStream open = part;
            if (open == null) {
                open = new ByteBufOutputStream(PooledByteBufAllocator.DEFAULT.buffer());
                part = open;
            }
            return open;
        }

        /** What has been written since the last call; null: nothing. */
        @Nullable
        ByteBuf take() {
            ByteBuf written = part == null ? null : part.buffer();
            part = null;
            return written;
        }
    }

    private static final class Compressor implements BodyReceiver {

        private final BodyReceiver receiver;
        private final Parts parts = new Parts();
        private @Nullable CodingStream stream;

        Compressor(BodyReceiver receiver, ContentCoding coding, int level) {
            this.receiver = receiver;
            this.stream = inMemory(() -> coding.open(parts, level));
        }

        @Override
        public void received(ByteBuf part) {
            try {
                CodingStream open = stream;
                if (open != null) {
                    inMemory(() -> {
                        open.write(part);
                        return open;
                    });
                }
            } finally {
                part.release();
            }
            forward();
        }

        @Override
        public void batchRead() {
            CodingStream open = stream;
            if (open != null) {
                inMemory(() -> {
                    open.flush();
                    return open;
                });
                forward();
                receiver.batchRead();
            }
        }

        @Override
        public void ended(HttpHeaders trailers) {
            CodingStream open = stream;
            if (open != null) {
                inMemory(() -> {
                    open.finish();
                    return open;
                });
                forward();
                end();
                receiver.ended(trailers);
            }
        }

        @Override
        public void broke(Throwable cause) {
            end();
            receiver.broke(cause);
        }

        void end() {
            CodingStream open = stream;
            stream = null;
            if (open != null) {
                open.end();
            }
            ByteBuf rest = parts.take();
            if (rest != null) {
                rest.release();
            }
        }

        private void forward() {
            ByteBuf written = parts.take();
            if (written != null) {
                receiver.received(written);
            }
        }

        private static <T> T inMemory(Writing<T> writing) {
            try {
                return Objects.requireNonNull(writing.run());
            } catch (IOException bug) {
                throw new UncheckedIOException("memory does not fail", bug);
            }
        }
    }

    @FunctionalInterface
    private interface Writing<T> {
        T run() throws IOException;
    }
}
