package dev.sluice.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.BrotliDecoder;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Opens Brotli by Netty's decoder, which gives what has come before more is there. */
final class BrotliText extends InputStream {

    private final InputStream compressed;
    private final EmbeddedChannel decoder = new EmbeddedChannel(new BrotliDecoder());
    private ByteBuf open = Unpooled.EMPTY_BUFFER;

    BrotliText(InputStream compressed) {
        this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
        while (!open.isReadable()) {
            open.release();
            ByteBuf next = next();
            if (next == null) {
                open = Unpooled.EMPTY_BUFFER;
                return -1;
            }
            open = next;
        }
        return open.readByte() & 0xff;
    }

    /** Null at the end. */
    private @Nullable ByteBuf next() throws IOException {
        ByteBuf next = decoder.readInbound();
        while (next == null) {
            int octet = compressed.read();
            if (octet < 0) {
                return null;
            }
            decoder.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) octet}));
            next = decoder.readInbound();
        }
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int first = length == 0 ? 0 : read();
        if (first < 0 || length == 0) {
            return first;
        }
        into[offset] = (byte) first;
        int more = Math.min(length - 1, open.readableBytes());
        open.readBytes(into, offset + 1, more);
        return 1 + more;
    }

    @Override
    public void close() throws IOException {
        decoder.finishAndReleaseAll();
        open.release();
        compressed.close();
    }
}
