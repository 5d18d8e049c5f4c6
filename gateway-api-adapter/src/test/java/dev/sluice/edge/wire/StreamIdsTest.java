package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdsTest {

    private final StreamIds streams = new StreamIds();

    @Test
    void mayRiseInAnySteps() {
        for (int stream : new int[] {1, 3, 9, 131, 133, 100_001, Integer.MAX_VALUE}) {
            assertThat(streams.headers(stream, true)).isEqualTo(Http2Error.NO_ERROR);
        }
    }

    @Test
    void mayHaveTrailersUntilTheyEnd() {
        assertThat(streams.headers(1, false)).isEqualTo(Http2Error.NO_ERROR);
        assertThat(streams.headers(3, false)).isEqualTo(Http2Error.NO_ERROR);
        assertThat(streams.headers(1, true)).isEqualTo(Http2Error.NO_ERROR);
        assertThat(streams.headers(1, true)).isEqualTo(Http2Error.STREAM_CLOSED);
        assertThat(streams.headers(3, true)).isEqualTo(Http2Error.NO_ERROR);
    }

    @Test
    void areOverWhenTheirHeadersSaySo() {
        assertThat(streams.headers(1, true)).isEqualTo(Http2Error.NO_ERROR);
        assertThat(streams.headers(1, true)).isEqualTo(Http2Error.STREAM_CLOSED);
    }

    @Test
    void areOverWhenTheirBodyOrAResetSaysSo() {
        assertThat(streams.headers(1, false)).isEqualTo(Http2Error.NO_ERROR);
        streams.ended(1);
        assertThat(streams.headers(1, true)).isEqualTo(Http2Error.STREAM_CLOSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7, 63, 129})
    void thatWerePassedOverAreNotOpenedAnyMore(int last) {
        assertThat(streams.headers(last, true)).isEqualTo(Http2Error.NO_ERROR);
        for (int stream = Math.max(1, last - 126); stream < last; stream += 2) {
            assertThat(streams.headers(stream, true)).as("%d", stream).isEqualTo(Http2Error.PROTOCOL_ERROR);
        }
    }

    @Test
    void areRememberedForThe63After() {
        streams.headers(1, true);
        for (int stream = 5; stream <= 127; stream += 4) {
            streams.headers(stream, true);
        }
        for (int stream = 1; stream < 125; stream += 4) {
            assertThat(streams.headers(stream, true)).as("%d", stream).isEqualTo(Http2Error.STREAM_CLOSED);
            assertThat(streams.headers(stream + 2, true)).as("%d", stream + 2).isEqualTo(Http2Error.PROTOCOL_ERROR);
        }
    }

    @Test
    void thatAreLongAgoAreTakenForUsed() {
        streams.headers(1001, true);
        assertThat(streams.headers(1001 - 126, true)).isEqualTo(Http2Error.PROTOCOL_ERROR);
        assertThat(streams.headers(1001 - 128, true)).isEqualTo(Http2Error.STREAM_CLOSED);
    }

    /** The decoder refuses them; to the scanner they say nothing. */
    @Test
    void thatAreNoneOfAClientAreNotJudged() {
        assertThat(streams.headers(0, true)).isEqualTo(Http2Error.NO_ERROR);
        streams.headers(5, true);
        assertThat(streams.headers(2, true)).isEqualTo(Http2Error.NO_ERROR);
    }

    @Test
    void areUnendedInThousandsOnlyInAFlood() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(streams.headers(2 * i + 1, false)).isEqualTo(Http2Error.NO_ERROR);
        }
        assertThat(streams.headers(20_001, false)).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }

    @Test
    void areForgottenWhenTheyEnd() {
        for (int i = 0; i < 50_000; i++) {
            assertThat(streams.headers(2 * i + 1, false)).isEqualTo(Http2Error.NO_ERROR);
            if (i % 2 == 0) {
                streams.ended(2 * i + 1);
            } else {
                assertThat(streams.headers(2 * i + 1, true)).isEqualTo(Http2Error.NO_ERROR);
            }
        }
    }
}
