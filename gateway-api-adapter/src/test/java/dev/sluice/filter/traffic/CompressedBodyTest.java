package dev.sluice.filter.traffic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import dev.sluice.testkit.LeakDetection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a body ends, nothing of it stays outside the heap. */
@ExtendWith(LeakDetection.class)
final class CompressedBodyTest {

    private final Source source = new Source();
    private final Client client = new Client();

    private static final class Source implements ResponseBody {

        @Nullable
        BodyReceiver receiver;

        boolean cancelled;

        @Override
        public BodyFlow relay(BodyReceiver wanted) {
            receiver = wanted;
            return new BodyFlow() {
                @Override
                public void read() {}

                @Override
                public void cancel() {
                    cancelled = true;
                }
            };
        }

        @Override
        public void discard() {}

        BodyReceiver receiver() {
            BodyReceiver asked = receiver;
            if (asked == null) {
                throw new AssertionError("nobody reads");
            }
            return asked;
        }
    }

    private static final class Client implements BodyReceiver {

        final List<String> heard = new ArrayList<>();

        @Override
        public void received(ByteBuf part) {
            heard.add("part");
            part.release();
        }

        @Override
        public void batchRead() {
            heard.add("batch");
        }

        @Override
        public void ended(HttpHeaders trailers) {
            heard.add("end");
        }

        @Override
        public void broke(Throwable cause) {
            heard.add("broke");
        }
    }

    @BeforeEach
    void load() {
        assertThat(ContentCoding.BR.isUsable()).isTrue();
        assertThat(BrotliStream.open()).isZero();
    }

    private BodyFlow relay(ContentCoding coding) {
        return new CompressedBody(source, coding, 4).relay(client);
    }

    private void send(String text) {
        source.receiver().received(Unpooled.copiedBuffer(text, US_ASCII));
    }

    @ParameterizedTest
    @EnumSource
    void endIsWrittenBeforeItIsSaid(ContentCoding coding) {
        var _ = relay(coding);
        send("text");
        source.receiver().ended(EmptyHttpHeaders.INSTANCE);

        assertThat(client.heard).endsWith("part", "end");
        assertThat(BrotliStream.open()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void batchIsFlushedBeforeItIsSaid(ContentCoding coding) {
        BodyFlow flow = relay(coding);
        send("text");
        client.heard.clear();
        source.receiver().batchRead();

        assertThat(client.heard).containsExactly("part", "batch");
        flow.cancel();
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatBreaksOffHasNoEnd(ContentCoding coding) {
        var _ = relay(coding);
        send("text".repeat(10_000));
        client.heard.clear();
        source.receiver().broke(new IllegalStateException("away"));

        assertThat(client.heard).containsExactly("broke");
        assertThat(BrotliStream.open()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSaidAfterACancel(ContentCoding coding) {
        BodyFlow flow = relay(coding);
        send("text".repeat(10_000));
        client.heard.clear();
        flow.cancel();
        flow.cancel();
        send("late");
        source.receiver().batchRead();
        source.receiver().ended(EmptyHttpHeaders.INSTANCE);

        assertThat(client.heard).isEmpty();
        assertThat(source.cancelled).isTrue();
        assertThat(BrotliStream.open()).isZero();
    }

    /** Memory outside the heap has no limit but this one. */
    @ParameterizedTest
    @EnumSource
    void brotliHasRoomForSoManyAndGzipAlways(ContentCoding coding) {
        List<BodyFlow> all = new ArrayList<>();
        for (int i = 0; i < BrotliStream.MOST; i++) {
            assertThat(coding.hasRoom()).isTrue();
            all.add(relay(coding));
        }
        assertThat(coding.hasRoom()).isEqualTo(coding == ContentCoding.GZIP);
        all.forEach(BodyFlow::cancel);
        assertThat(coding.hasRoom()).isTrue();
    }
}
