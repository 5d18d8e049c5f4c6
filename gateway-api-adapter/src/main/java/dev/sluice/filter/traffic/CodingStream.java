package dev.sluice.filter.traffic;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Compresses what is written to it. On the event loop of its request; {@link #end} must be called. */
interface CodingStream {

    /** Reads all of a part, which is not released. */
    void write(ByteBuf part) throws IOException;

    /** Lets the client read all that was written so far. */
    void flush() throws IOException;

    /** Writes the end. */
    void finish() throws IOException;

    /** Lets go of the memory outside the heap. What is not finished stays so. */
    void end();
}
