package dev.sluice.authorize;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A protobuf message that is being written; a field with its default value is left out, as proto3 has it. */
final class ProtoMessage {

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(octets);

    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage bytes(int field, byte[] value) {
        return value.length == 0 ? this : write(() -> out.writeByteArray(field, value));
    }

    /** An int64 or uint32. */
    ProtoMessage number(int field, long value) {
        return value == 0 ? this : write(() -> out.writeInt64(field, value));
    }

    /** Written even if it is empty: that it is there says something. */
    ProtoMessage message(int field, ProtoMessage value) {
        return write(() -> out.writeByteArray(field, value.toBytes()));
    }

    /** An entry of a map of strings. */
    ProtoMessage entry(int field, String key, String value) {
        return message(field, new ProtoMessage().text(1, key).text(2, value));
    }

    byte[] toBytes() {
        write(out::flush);
        return octets.toByteArray();
    }

    /** Something that a stream in memory does without fail. */
    @FunctionalInterface
    private interface Writing {

        void run() throws IOException;
    }

    private ProtoMessage write(Writing writing) {
        try {
            writing.run();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return this;
    }
}
