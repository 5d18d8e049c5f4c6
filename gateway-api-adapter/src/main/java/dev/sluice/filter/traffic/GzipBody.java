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
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body that is compressed as it comes. What has come is written out whenever the backend pauses, so that nothing
 * waits for what comes later. Source: RFC 1952.
 */
record GzipBody(ResponseBody body, int level) implements ResponseBody {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        Compressor compressor = new Compressor(receiver, level);
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

    /** JDK's, with a level. */
    private static final class LeveledGzip extends GZIPOutputStream {

        LeveledGzip(OutputStream out, int level) throws IOException {
            super(out, 8192, true);
            def.setLevel(level);
        }

        /** Lets go of the memory outside the heap, without a byte more. */
        void end() {
            def.end();
        }
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
        private @Nullable LeveledGzip gzip;

        Compressor(BodyReceiver receiver, int level) {
            this.receiver = receiver;
            this.gzip = inMemory(() -> new LeveledGzip(parts, level));
        }

        @Override
        public void received(ByteBuf part) {
            try {
                LeveledGzip open = gzip;
                if (open != null) {
                    inMemory(() -> {
                        part.readBytes(open, part.readableBytes());
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
            LeveledGzip open = gzip;
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
            LeveledGzip open = gzip;
            if (open != null) {
                inMemory(() -> {
                    open.close();
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
            LeveledGzip open = gzip;
            gzip = null;
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
