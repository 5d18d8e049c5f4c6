package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.edge.wire.GuardedConnection.Request;
import dev.sluice.edge.wire.SmugglingCorpus.Stream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the octets of a connection are cut on their way says nothing, so nothing may depend on it. */
class Http1CutsTest {

    /**
     * Up to this length a stream is cut behind each octet; a longer one behind each of its first and last, and some.
     */
    private static final int SHORT = 600;

    private static final int EDGE = 100;
    private static final int STRIDE = 997;

    private final List<Stream> streams = SmugglingCorpus.streams();

    @Test
    void everyStreamIsServedOrRefusedAsTheCorpusSays() {
        assertThat(streams.size()).isGreaterThan(640);
        for (Stream stream : streams) {
            try (GuardedConnection connection = new GuardedConnection()) {
                connection.send(stream.octets());
                assertThat(connection.statuses())
                        .as("%s: %s", stream, connection.transcript())
                        .isEqualTo(stream.statuses());
                assertThat(connection.requests())
                        .as("%s", stream)
                        .allSatisfy(request -> assertThat(request.path())
                                .startsWith("/" + stream.number() + "/")
                                .doesNotContain("smuggled"))
                        .extracting(Request::body)
                        .isEqualTo(stream.bodies());
                assertThat(connection.isOpen()).as("%s", stream).isFalse();
                assertThat(connection.transcript()).doesNotContain("> not decoded");
            }
        }
    }

    @Test
    void everyStreamInTwoPiecesIsWhatItIsInOne() {
        int runs = 0;
        for (Stream stream : streams) {
            byte[] octets = stream.octets().getBytes(ISO_8859_1);
            List<String> whole = GuardedConnection.transcriptOf(octets);
            for (int cut : cuts(octets.length)) {
                assertSame(stream, whole, GuardedConnection.transcriptOf(octets, cut), cut);
                runs++;
            }
        }
        assertThat(runs).isGreaterThan(60_000);
    }

    @Test
    void everyStreamOctetByOctetIsWhatItIsInOnePiece() {
        for (Stream stream : streams) {
            byte[] octets = stream.octets().getBytes(ISO_8859_1);
            int[] all = IntStream.range(1, octets.length).toArray();
            assertSame(stream, GuardedConnection.transcriptOf(octets), GuardedConnection.transcriptOf(octets, all), -1);
        }
    }

    private static int[] cuts(int length) {
        return IntStream.range(1, length)
                .filter(cut -> length <= SHORT || cut < EDGE || cut > length - EDGE || cut % STRIDE == 0)
                .toArray();
    }

    /** Plain, for it is asked very often. */
    private static void assertSame(Stream stream, List<String> whole, List<String> cut, int at) {
        if (!cut.equals(whole)) {
            assertThat(cut).as("%s, cut at %d", stream, at).isEqualTo(whole);
        }
    }
}
