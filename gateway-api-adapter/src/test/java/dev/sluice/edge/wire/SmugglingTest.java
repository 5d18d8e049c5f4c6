package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.edge.wire.RecordingBackend.Recorded;
import dev.sluice.edge.wire.SmugglingCorpus.Stream;
import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.HttpReader;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Client, gateway and backend agree on where each request ends, or the gateway refuses and hangs up. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class SmugglingTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access");

    @SuppressWarnings("NullAway.Init")
    private static RecordingBackend backend;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        backend = new RecordingBackend();
        gateway = planes.with(lane);
        gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        backend.close();
        assertThat(backend.rubbish()).isEmpty();
    }

    static List<Stream> streams() {
        return SmugglingCorpus.streams();
    }

    @Test
    void theCorpusIsLarge() {
        assertThat(streams()).hasSizeGreaterThanOrEqualTo(550);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everyoneSeesTheSameRequests(Stream stream) throws IOException {
        agree(stream, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everyoneSeesTheSameRequestsHoweverTheOctetsAreCut(Stream stream) throws IOException {
        agree(stream, 1 + stream.number() % 7);
    }

    private static void agree(Stream stream, int piece) throws IOException {
        backend.requests().clear();
        assertThat(statuses(exchange(stream.octets(), piece))).isEqualTo(stream.statuses());
        List<Recorded> seen = List.copyOf(backend.requests());
        assertThat(seen).as("%s", seen).extracting(Recorded::body).isEqualTo(stream.bodies());
        assertThat(seen)
                .allSatisfy(request -> assertThat(request.target())
                        .startsWith("/" + stream.number() + "/")
                        .doesNotContain("smuggled"));
        assertThat(backend.rubbish()).isEmpty();
    }

    /** All that is answered until the gateway closes the connection. */
    private static String exchange(String octets, int piece) throws IOException {
        try (RawClient client = RawClient.to(gateway.dataPort)) {
            return client.sendInPieces(octets, piece).readAll();
        }
    }

    /** Of the final answers. One that refuses says that the connection ends. */
    private static List<Integer> statuses(String answers) {
        List<Integer> statuses = new ArrayList<>();
        for (int at = 0; at < answers.length(); ) {
            int end = answers.indexOf("\r\n\r\n", at) + 4;
            String head = answers.substring(at, end).toLowerCase(Locale.ROOT);
            assertThat(head).startsWith("http/1.1 ");
            int status = Integer.parseInt(head.substring(9, 12));
            at = end + Math.max(0, HttpReader.lengthIn(head));
            if (status >= 200) {
                statuses.add(status);
            }
            if (status >= 400) {
                assertThat(head).contains("connection: close");
            }
        }
        return statuses;
    }
}
