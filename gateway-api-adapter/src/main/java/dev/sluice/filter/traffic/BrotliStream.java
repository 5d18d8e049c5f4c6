package dev.sluice.filter.traffic;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Brotli by a library that an application may lack, and without it cannot be linked. Source: RFC 7932. */
final class BrotliStream implements CodingStream {

    /** The library, as Maven coordinates. */
    static final String DEPENDENCY = "com.aayushatharva.brotli4j:brotli4j";

    /** Of these together, which take 0.5 to 2 MiB outside the heap each, by their level. */
    static final int MOST = 128;

    /** 64 KiB: with 4 MiB, text is 3 % smaller, and level 9 takes 32 MiB. */
    private static final int WINDOW_BITS = 16;

    private static final int BUFFER = 8192;
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final BrotliOutputStream brotli;
    private boolean ended;

    /** @param level 1-9, which is Brotli's quality */
    BrotliStream(OutputStream out, int level) throws IOException {
        brotli = new BrotliOutputStream(
                out, new Encoder.Parameters().setQuality(level).setWindow(WINDOW_BITS), BUFFER);
        OPEN.incrementAndGet();
    }

    /** How many there are now. */
    static int open() {
        return OPEN.get();
    }

    @Override
    public void write(ByteBuf part) throws IOException {
        part.readBytes(brotli, part.readableBytes());
    }

    @Override
    public void flush() throws IOException {
        brotli.flush();
    }

    @Override
    public void finish() {
        end();
    }

    /** The library frees its memory only together with the end of the text. */
    @Override
    public void end() {
        if (!ended) {
            ended = true;
            OPEN.decrementAndGet();
            try {
                brotli.close();
            } catch (IOException bug) {
                throw new UncheckedIOException("memory does not fail", bug);
            }
        }
    }
}
