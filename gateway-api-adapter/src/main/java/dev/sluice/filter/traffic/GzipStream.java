package dev.sluice.filter.traffic;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** The JDK's gzip, with a level. Source: RFC 1952. */
final class GzipStream implements CodingStream {

    private static final int BUFFER = 8192;

    private final Leveled gzip;

    /** @param level 1-9 */
    GzipStream(OutputStream out, int level) throws IOException {
        gzip = new Leveled(out, level);
    }

    private static final class Leveled extends GZIPOutputStream {

        Leveled(OutputStream out, int level) throws IOException {
            super(out, BUFFER, true);
            def.setLevel(level);
        }

        void end() {
            def.end();
        }
    }

    @Override
    public void write(ByteBuf part) throws IOException {
        part.readBytes(gzip, part.readableBytes());
    }

    @Override
    public void flush() throws IOException {
        gzip.flush();
    }

    @Override
    public void finish() throws IOException {
        gzip.close();
    }

    @Override
    public void end() {
        gzip.end();
    }
}
