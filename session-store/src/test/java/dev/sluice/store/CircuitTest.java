package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CircuitTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** A second more each time. */
    private final Iterator<Instant> times =
            Stream.iterate(NOON, it -> it.plusSeconds(1)).iterator();

    private final IOException failure = new IOException("gone");
    private final Circuit circuit = new Circuit((InstantSource) times::next);

    @Test
    void isOpenUntilAProbeClosesIt() {
        assertThat(circuit.isClosed()).isFalse();

        circuit.close();

        assertThat(circuit.state()).isEqualTo(new Circuit.State(true, null, NOON.plusSeconds(1)));
    }

    @Test
    void opensAtTheThirdFailureInARow() {
        circuit.close();
        circuit.failed(failure);
        circuit.failed(failure);
        circuit.succeeded();
        circuit.failed(failure);
        circuit.failed(failure);
        assertThat(circuit.isClosed()).isTrue();

        circuit.failed(failure);

        assertThat(circuit.state()).isEqualTo(new Circuit.State(false, failure, NOON.plusSeconds(2)));
        assertThat(circuit.failures()).isEqualTo(5);
    }

    @Test
    void opensAtTheFirstFailureToWrite() {
        circuit.close();

        circuit.failedToWrite(failure);

        assertThat(circuit.isClosed()).isFalse();
    }

    @Test
    void keepsTheTimeAtWhichItOpened() {
        circuit.close();
        circuit.failedToWrite(failure);
        Instant opened = circuit.state().since();
        var newer = new IOException("refused");

        circuit.failedToWrite(newer);

        assertThat(circuit.state()).isEqualTo(new Circuit.State(false, newer, opened));
    }
}
