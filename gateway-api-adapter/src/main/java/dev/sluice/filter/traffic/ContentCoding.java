package dev.sluice.filter.traffic;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import java.io.IOException;
import java.io.OutputStream;

/** How a response can be compressed. Source: RFC 9110, section 8.4.1, and IANA's list of HTTP content codings. */
public enum ContentCoding {
    BR("br") {
        @Override
        boolean isUsable() {
            try {
                return Brotli4jLoader.isAvailable();
            } catch (NoClassDefFoundError absent) {
                return false;
            }
        }

        @Override
        boolean hasRoom() {
            return BrotliStream.open() < BrotliStream.MOST;
        }

        @Override
        CodingStream open(OutputStream out, int level) throws IOException {
            return new BrotliStream(out, level);
        }
    },

    GZIP("gzip") {
        @Override
        boolean isUsable() {
            return true;
        }

        @Override
        boolean hasRoom() {
            return true;
        }

        @Override
        CodingStream open(OutputStream out, int level) throws IOException {
            return new GzipStream(out, level);
        }
    };

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** As Content-Encoding has it. */
    String token() {
        return token;
    }

    /** As it is written in arguments. */
    @Override
    public String toString() {
        return token;
    }

    /** Whether this machine can do it. The first call may load a library. */
    abstract boolean isUsable();

    /** Whether another response may be compressed so now. */
    abstract boolean hasRoom();

    /**
     * Begins to compress.
     *
     * @param out gets what is compressed; does not fail
     * @param level 1, which is fast, to 9, which is small
     */
    abstract CodingStream open(OutputStream out, int level) throws IOException;
}
