package dev.sluice.authorize;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** Reads protobuf messages field by field. */
final class ProtoFields {

    /** The tag of a field holds its number and how its value is written. */
    static final int TYPE_BITS = 3;

    /** A number of variable length. */
    static final int VARINT = 0;

    /** A string, bytes or a message. */
    static final int LENGTH_DELIMITED = 2;

    private ProtoFields() {}

    /** One field of a message. */
    @FunctionalInterface
    interface Reader {

        /** Reads it, or returns false: then it is passed over. */
        boolean read(int tag, CodedInputStream in) throws IOException;
    }

    /**
     * Reads the whole message.
     *
     * @throws IOException where it is none
     */
    static void read(CodedInputStream in, Reader reader) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!reader.read(tag, in)) {
                in.skipField(tag);
            }
        }
    }

    /** Reads the message that is the value of a field. */
    static boolean nested(CodedInputStream in, Reader reader) throws IOException {
        read(in.readBytes().newCodedInput(), reader);
        return true;
    }
}
