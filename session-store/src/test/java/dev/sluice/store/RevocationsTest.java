package dev.sluice.store;

import static dev.sluice.store.Sessions.CART;
import static dev.sluice.store.Sessions.FIRST;
import static dev.sluice.store.Sessions.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.SessionId;
import dev.sluice.store.Revocation.OfEndpoint;
import dev.sluice.store.Revocation.OneSession;
import dev.sluice.store.Revocation.Subject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RevocationsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-01-02T00:00:00Z");
    private static final OfEndpoint FIRST_OF_CART = new OfEndpoint(CART, FIRST);

    private final Revocations revocations = new Revocations();

    private static Revocation at(Subject subject, Instant at) {
        return new Revocation(subject, at, MIDNIGHT);
    }

    @Nested
    class ARevocation {

        @Test
        void endsSessionsThatBeganUpToItsMoment() {
            revocations.add(at(FIRST_OF_CART, NOON));

            assertThat(revocations.concern(Sessions.any(), CART, FIRST, NOON)).isTrue();
            assertThat(revocations.concern(Sessions.any(), CART, FIRST, NOON.plusMillis(1)))
                    .isFalse();
        }

        @Test
        void ofAnEndpointConcernsEveryUseOfItsBackendAndNoOther() {
            revocations.add(at(FIRST_OF_CART, NOON));

            assertThat(concernsFirst(CART.showingFor("shop/gw"))).isTrue();
            assertThat(concernsFirst(new BackendId("shop", "cart", 8080, BackendId.Use.GRPC)))
                    .isTrue();
            assertThat(concernsFirst(new BackendId("shop", "cart", 8081))).isFalse();
            assertThat(concernsFirst(new BackendId("shop", "basket", 8080))).isFalse();
            assertThat(concernsFirst(new BackendId("pay", "cart", 8080))).isFalse();
            assertThat(concernsFirst(new BackendId("shop", "cart", 8080, BackendId.Use.HTTP, "XBackend", null)))
                    .isFalse();
        }

        private boolean concernsFirst(BackendId backend) {
            return revocations.concern(Sessions.any(), backend, FIRST, NOON);
        }

        @Test
        void ofAnEndpointConcernsThePodBehindItAndNoOtherPort() {
            revocations.add(at(FIRST_OF_CART, NOON));

            assertThat(revocations.concern(Sessions.any(), CART, new Endpoint("10.0.0.1", 8080), NOON))
                    .isTrue();
            assertThat(revocations.concern(Sessions.any(), CART, new Endpoint("10.0.0.1", 8081), NOON))
                    .isFalse();
            assertThat(revocations.concern(Sessions.any(), CART, SECOND, NOON)).isFalse();
        }

        @Test
        void thatIsRepeatedMovesOn() {
            SessionId id = Sessions.any();
            revocations.add(at(new OneSession(id), NOON));
            revocations.add(at(new OneSession(id), NOON.plusSeconds(1)));
            revocations.add(at(new OneSession(id), NOON));

            assertThat(revocations.concern(id, CART, FIRST, NOON.plusSeconds(1)))
                    .isTrue();
            assertThat(revocations.size()).isOne();
        }

        @Test
        void isRefusedBeyondTheCeiling() {
            for (int i = 0; i < Revocations.MOST; i += 1000) {
                revocations.exchange(
                        java.util.stream.Stream.generate(Sessions::any)
                                .limit(1000)
                                .map(id -> at(new OneSession(id), NOON))
                                .toList(),
                        NOON);
            }

            assertThatThrownBy(() -> revocations.add(at(FIRST_OF_CART, NOON)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("still in force");
        }
    }

    @Nested
    class AnExchange {

        @Test
        void givesEachSideWhatItLacks() {
            Revocation ours = at(FIRST_OF_CART, NOON);
            SessionId id = Sessions.any();
            Revocation theirs = at(new OneSession(id), NOON);
            revocations.add(ours);

            assertThat(revocations.exchange(List.of(theirs), NOON)).containsExactly(ours);

            assertThat(revocations.concern(id, CART, SECOND, NOON)).isTrue();
            assertThat(revocations.exchange(List.of(theirs, ours), NOON)).isEmpty();
        }

        @Test
        void givesTheLaterOfTwoTimes() {
            revocations.add(at(FIRST_OF_CART, NOON.plusSeconds(1)));

            assertThat(revocations.exchange(List.of(at(FIRST_OF_CART, NOON)), NOON))
                    .containsExactly(at(FIRST_OF_CART, NOON.plusSeconds(1)));
        }

        @Test
        void forgetsThoseThatHaveEnded() {
            revocations.add(at(FIRST_OF_CART, NOON));

            assertThat(revocations.exchange(List.of(at(FIRST_OF_CART, NOON)), MIDNIGHT))
                    .isEmpty();

            assertThat(revocations.size()).isZero();
            assertThat(revocations.concern(Sessions.any(), CART, FIRST, NOON)).isFalse();
        }
    }

    @Nested
    class AStoredRevocation {

        @Test
        void isReadAsItWasWritten() {
            var ofEndpoint =
                    at(new OfEndpoint(new BackendId("shop", "cart", 8080), new Endpoint("2001:db8::1", 8443)), NOON);
            var xBackend = new BackendId("shop", "cart", 8080, BackendId.Use.HTTP, "XBackend", null);
            var ofXBackend = at(new OfEndpoint(xBackend, new Endpoint("10.0.0.1", 8080)), NOON);
            var ofSession = at(new OneSession(Sessions.any()), NOON);

            assertThat(List.of(ofEndpoint, ofXBackend, ofSession))
                    .allSatisfy(it -> assertThat(Revocation.parse(it.subject().text(), it.times()))
                            .isEqualTo(it));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "session 12",
                    "endpoint ",
                    "endpoint shop/cart:8080",
                    "endpoint cart:8080@10.0.0.1:80",
                    "endpoint shop/cart@10.0.0.1:80",
                    "endpoint shop/cart:0@10.0.0.1:80",
                    "endpoint Service/shop/cart:80@10.0.0.1:80",
                    "endpoint XBackend//cart:80@10.0.0.1:80",
                    "endpoint shop/cart:8080@10.0.0.1",
                    "endpoint shop/cart:8080@2001:db8::1:80",
                    "endpoint shop/cart:8080@10.0.0.1:65536",
                    "endpoint shop/cart:8080@10.0.0.1:http"
                })
        void isRefusedInAnyOtherForm(String text) {
            assertThatThrownBy(() -> Subject.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "1", "one two", "1 "})
        void isRefusedWithOtherTimes(String times) {
            assertThatThrownBy(() -> Revocation.parse(FIRST_OF_CART.text(), times))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
