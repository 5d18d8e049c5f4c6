package dev.sluice.datagram;

import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is in a datagram, it leaves nothing: no line in the log, no flow, no buffer. */
@ExtendWith(LeakDetection.class)
final class MalformedDatagramsTest {

    @RegisterExtension
    static final QuietLog QUIET = QuietLog.except();

    private static final int DATAGRAMS = 10_000;

    @ParameterizedTest
    @EnumSource
    void tenThousandLeaveNothing(DatagramTransport transport) throws Exception {
        var random = new Random(24);
        try (var fixture = new DatagramFixture(transport, DatagramFixture.settings(300, 300, Duration.ofSeconds(1)))) {
            fixture.route("a", 3, fixture.echo("").endpoint())
                    .route("dead", 1, fixture.deadEndpoint())
                    .route("none", 1)
                    .open();
            var clients = new UdpClient[200];
            Arrays.setAll(clients, _ -> fixture.client());

            for (int i = 0; i < DATAGRAMS; i++) {
                clients[random.nextInt(clients.length)].send(octets(random));
            }

            // One whose flow goes to the backend that lives.
            await().until(() -> fixture.client().isAnswered("hello"));
            fixture.untilFlows(0);
        }
    }

    /** Often short, sometimes as long as can be, sometimes nothing. */
    private static byte[] octets(Random random) {
        int length = switch (random.nextInt(100)) {
            case 0 -> 0;
            case 1 -> 65_507;
            default -> random.nextInt(1500);
        };
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }
}
