package dev.sluice.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.resource.Changes.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All objects at one moment, and what differs between two moments. */
final class ClusterStateTest {

    private static final ObjectName CART = new ObjectName("shop", "cart");
    private static final ObjectName SEARCH = new ObjectName("shop", "search");

    private final ClusterState state = ClusterState.of(List.of(route(CART, "a"), namespace("x")));

    private static ObjectMeta meta(ObjectName name) {
        return new ObjectMeta(name, "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    private static Route route(ObjectName name, String hostname) {
        return new GrpcRoute(meta(name), new GrpcRoute.Spec(List.of(), List.of(hostname), List.of()));
    }

    private static Namespace namespace(String value) {
        return new Namespace(
                new ObjectMeta(new ObjectName("", "shop"), "", 1, Instant.EPOCH, Map.of("label", value), Map.of()));
    }

    private static Secret secret(String value) {
        return new Secret(meta(CART), "Opaque", Map.of("key", value.getBytes(UTF_8)));
    }

    @Nested
    class AState {

        @Test
        void hasOneObjectOfEachKindAndNameTheLast() {
            var twice = ClusterState.of(List.of(route(CART, "a"), route(CART, "b")));

            assertThat(twice.all(Kinds.GRPC_ROUTE)).containsExactly(entry(CART, route(CART, "b")));
        }

        @Test
        void hasObjectsOfOneNameAndTwoKindsApart() {
            var both = ClusterState.of(
                    List.of(route(CART, "a"), new TlsRoute(meta(CART), List.of(), List.of(), List.of())));

            assertThat(both.all(Kinds.GRPC_ROUTE)).hasSize(1);
            assertThat(both.all(Kinds.TLS_ROUTE)).hasSize(1);
        }

        @Test
        void putsWhatCannotBeReadUnderItsKind() {
            var unreadable = new UnreadableRoute(
                    meta(CART), Kinds.HTTP_ROUTE, List.of(), List.of(), new Unreadable("spec", "cause", "remedy"));

            assertThat(ClusterState.of(List.of(unreadable)).all(Kinds.HTTP_ROUTE))
                    .containsValue(unreadable);
        }

        @Test
        void keepsTheMapOfAKindWhoseObjectsAreTheSame() {
            var next = state.next(List.of(route(CART, "a"), namespace("y")));

            assertThat(next.all(Kinds.GRPC_ROUTE)).isSameAs(state.all(Kinds.GRPC_ROUTE));
            assertThat(next.all(Kinds.NAMESPACE)).isNotEqualTo(state.all(Kinds.NAMESPACE));
        }

        @Test
        void isTheSameWhereNothingIsAnother() {
            assertThat(state.next(List.of(namespace("x"), route(CART, "a")))).isSameAs(state);
        }

        @Test
        void isTheOneWithAllObjectsWhereOnlyThoseThatChangedAreGiven() {
            var search = route(SEARCH, "b");
            var changed =
                    state.withChanged(Kinds.GRPC_ROUTE, Map.of(CART, Optional.empty(), SEARCH, Optional.of(search)));

            assertThat(changed).isEqualTo(state.with(Kinds.GRPC_ROUTE, List.of(search)));
            assertThat(changed.withChanged(Kinds.GRPC_ROUTE, Map.of(SEARCH, Optional.empty())))
                    .isEqualTo(state.with(Kinds.GRPC_ROUTE, List.of()));
            assertThat(state.all(Kinds.GRPC_ROUTE)).containsOnlyKeys(CART);
        }

        @Test
        void isTheSameWhereWhatIsGivenHasNotChanged() {
            assertThat(state.withChanged(
                            Kinds.GRPC_ROUTE, Map.of(CART, Optional.of(route(CART, "a")), SEARCH, Optional.empty())))
                    .isSameAs(state);
        }

        @Test
        void isEqualHoweverItCameToBe() {
            var detour = state.with(Kinds.NAMESPACE, List.of()).with(Kinds.NAMESPACE, List.of(namespace("x")));

            assertThat(detour).isEqualTo(state).hasSameHashCodeAs(state);
        }

        @Test
        void takesNoObjectOfAnotherType() {
            var objects = List.of(namespace("x"));

            assertThatThrownBy(() -> state.with(Kinds.SERVICE, objects)).isInstanceOf(ClassCastException.class);
        }

        @Test
        void cannotBeChangedFromOutside() {
            Map<ObjectName, Route> routes = state.all(Kinds.GRPC_ROUTE);

            assertThatThrownBy(routes::clear).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    class TheChanges {

        @Test
        void sayWhatWasAddedChangedAndRemoved() {
            var old = ClusterState.of(List.of(route(CART, "a"), namespace("x")));
            var now = ClusterState.of(List.of(route(SEARCH, "a"), namespace("y")));

            var changes = now.since(old);

            assertThat(changes.of(Kinds.GRPC_ROUTE))
                    .containsExactly(entry(CART, Change.REMOVED), entry(SEARCH, Change.ADDED));
            assertThat(changes.of(Kinds.NAMESPACE)).containsValue(Change.CHANGED);
            assertThat(changes.byKind()).containsOnlyKeys(Kinds.GRPC_ROUTE, Kinds.NAMESPACE);
        }

        @Test
        void areThoseOfEachName() {
            var random = new Random(7);
            for (int round = 0; round < 500; round++) {
                var old = randomState(random);
                var now = randomState(random);
                var expected = new TreeMap<ObjectName, Change>();
                old.all(Kinds.GRPC_ROUTE).keySet().forEach(name -> expected.put(name, Change.REMOVED));
                now.all(Kinds.GRPC_ROUTE).forEach((name, object) -> {
                    var before = old.all(Kinds.GRPC_ROUTE).get(name);
                    if (before == null) {
                        expected.put(name, Change.ADDED);
                    } else if (before.equals(object)) {
                        expected.remove(name);
                    } else {
                        expected.put(name, Change.CHANGED);
                    }
                });

                assertThat(now.since(old).of(Kinds.GRPC_ROUTE)).isEqualTo(expected);
            }
        }

        private static ClusterState randomState(Random random) {
            return ClusterState.of(IntStream.range(0, 6)
                    .filter(_ -> random.nextBoolean())
                    .mapToObj(name -> route(new ObjectName("shop", "r" + name), "h" + random.nextInt(2)))
                    .toList());
        }

        @Test
        void areEmptyBetweenEqualStates() {
            var same = ClusterState.of(List.of(namespace("x"), route(CART, "a")));

            assertThat(same.since(state).isEmpty()).isTrue();
            assertThat(state.since(ClusterState.EMPTY).isEmpty()).isFalse();
        }

        @Test
        void ofASecretAreThoseOfItsBytes() {
            var old = ClusterState.of(List.of(secret("one")));

            assertThat(ClusterState.of(List.of(secret("one"))).since(old).isEmpty())
                    .isTrue();
            assertThat(ClusterState.of(List.of(secret("two"))).since(old).of(Kinds.SECRET))
                    .containsExactly(entry(CART, Change.CHANGED));
        }
    }
}
