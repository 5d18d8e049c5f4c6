package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Route;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.testkit.ServedKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class KubernetesSourceTest extends KubernetesSourceFixture {

    @Nested
    class TheFirstPicture {

        @Test
        void isNotCompleteBeforeEveryKindIsRead() {
            server.cluster().put(namespace("shop"));
            server.hold("httproutes");

            source.start(pictures::incrementAndGet);

            soon().until(() -> source.all("Namespace").size() == 1);
            assertThat(source.current()).isEqualTo(SourceSnapshot.NOTHING_READ);
            assertThat(source.complete()).isFalse();
            server.release("httproutes");
            soon().until(() -> source.complete());
        }

        @Test
        void hasWhatWasThereBefore() {
            server.cluster().put(route("cart", "/cart"));
            server.cluster().put(namespace("shop"));

            startWhole();

            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(state().all(Kinds.NAMESPACE)).containsOnlyKeys(new ObjectName("", "shop"));
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void waitsForAnApiServerThatIsAway() throws IOException {
            server.stop();
            server.cluster().put(route("cart", "/cart"));

            source.start(pictures::incrementAndGet);
            assertThat(source.complete()).isFalse();
            server.restart();

            soon().until(() -> source.complete());
            assertThat(pathOfCart()).isEqualTo("/cart");
        }

        @Test
        void saysWhatMayNotBeReadAndIsNotComplete() {
            server.forbid("services");

            source.start(pictures::incrementAndGet);

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line())
                            .contains("services cannot be read", "forbidden", "allow the service account"));
            assertThat(source.complete()).isFalse();
        }
    }

    @Nested
    class AWatchThatFails {

        @Test
        void isAProblemUntilItIsAnsweredAgainAndCostsNothingThatWasRead() throws IOException {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            assertThat(source.current().problems()).isEmpty();

            // A watch that ends so is begun with a list. One that only broke off is resumed, and a refusal of that is
            // retried by the client without a word: only the age of the last event shows it.
            server.forbid("httproutes");
            server.putAndCompact(route("cart", "/cart"));

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line()).contains("httproutes", "cannot be read"));
            assertThat(pathOfCart()).isEqualTo("/cart");

            server.allow("httproutes");
            server.cluster().put(route("cart", "/basket"));

            soon().until(() -> pathOfCart().equals("/basket"));
            soon().until(() -> source.current().problems().isEmpty());
        }

        /** The client tries to resume it, again and again, and says nothing. */
        @Test
        void toResumeIsAProblemUntilItIsResumed() throws IOException {
            source = new KubernetesSource(
                    client,
                    new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(20)),
                    HeapGuard.unlimited(),
                    Duration.ofMillis(300));
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.forbidWatch("httproutes");
            server.stop();
            server.restart();

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line())
                            .matches("HTTPRoute: changes are not seen since \\S+Z: the API server refuses the watch:"
                                    + " 403 httproutes is forbidden; allow the service account to list and watch it,"
                                    + " or see the log of the API server"));
            assertThat(pathOfCart()).isEqualTo("/cart");

            server.allowWatch("httproutes");

            soon().until(() -> source.current().problems().isEmpty());
            server.cluster().put(route("cart", "/basket"));
            soon().until(() -> pathOfCart().equals("/basket"));
        }

        @Test
        void ofAKindThatNobodyChangesIsNoProblem() {
            source = new KubernetesSource(
                    client,
                    new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(20)),
                    HeapGuard.unlimited(),
                    Duration.ofMillis(1));
            startWhole();

            soon().until(() -> server.targets().stream()
                            .filter(it -> it.contains("timeoutSeconds=1&"))
                            .map(it -> it.substring(0, it.indexOf('?')))
                            .distinct()
                            .count()
                    > 5);
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void showsByItsSilence() {
            startWhole();
            assertThat(source.silence("HTTPRoute"))
                    .hasValueSatisfying(it -> assertThat(it).isLessThan(Duration.ofSeconds(30)));
            assertThat(source.silence("NoSuchKind")).isEmpty();
            soon().until(() -> source.silence("HTTPRoute").orElseThrow().toMillis() > 200);

            server.cluster().put(route("cart", "/cart"));

            soon().until(() -> source.silence("HTTPRoute").orElseThrow().toMillis() < 200);
        }
    }

    @Nested
    class AChange {

        @Test
        void isSeenWithoutDelay() {
            startWhole();

            server.cluster().put(route("cart", "/cart"));
            soon().until(() -> pathOfCart().equals("/cart"));
            server.cluster().put(route("cart", "/basket"));
            soon().until(() -> pathOfCart().equals("/basket"));
            server.cluster().remove("HTTPRoute", "shop", "cart");
            soon().until(() -> pathOfCart().equals("none"));
        }

        @Test
        void isToldByTheObjectsThatItIsOf() {
            server.cluster().put(route("search", "/search"));
            startWhole();
            var told = new CopyOnWriteArrayList<Set<ObjectKey>>();
            source.onChange(keys -> told.addAll(keys.isEmpty() ? List.of() : List.of(keys)));
            var cart = Set.of(new ObjectKey("HTTPRoute", CART));

            server.cluster().put(route("cart", "/cart"));
            soon().until(() -> told.equals(List.of(cart)));
            server.cluster().edit("HTTPRoute", "shop", "cart", "{\"status\":{\"parents\":[]}}");
            soon().until(() -> told.equals(List.of(cart, cart)));
            server.cluster().remove("HTTPRoute", "shop", "cart");
            soon().until(() -> told.equals(List.of(cart, cart, cart)));
        }

        @Test
        void ofWhatIsServedIsToldByAllObjectsOfTheKind() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            var told = new CopyOnWriteArrayList<Set<ObjectKey>>();
            source.onChange(told::add);

            server.remove(GATEWAY_API + "v1", "HTTPRoute");

            soon().until(() -> told.stream().anyMatch(it -> it.equals(Set.of(new ObjectKey("HTTPRoute", CART)))));
            assertThat(source.find("HTTPRoute", CART)).isEmpty();
        }

        @Test
        void leavesTheRecordsOfOtherObjectsAsTheyAre() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            Route before = state().all(Kinds.HTTP_ROUTE).get(CART);

            server.cluster().put(route("search", "/search"));

            soon().until(() -> state().all(Kinds.HTTP_ROUTE).size() == 2);
            assertThat(state().all(Kinds.HTTP_ROUTE).get(CART)).isSameAs(before);
        }

        @Test
        void ofTheStatusAloneIsForWhoWritesAndMakesNoNewPicture() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            SourceSnapshot before = source.current();
            int picturesBefore = pictures.get();
            int storedBefore = changesOfStored.get();

            server.cluster().edit("HTTPRoute", "shop", "cart", "{\"status\":{\"parents\":[]}}");

            soon().until(() -> source.find("HTTPRoute", CART).orElseThrow().has("status"));
            soon().until(() -> changesOfStored.get() > storedBefore);
            assertThat(source.current()).isSameAs(before);
            assertThat(pictures).hasValue(picturesBefore);
        }

        /** What it specifies is in its record. */
        @Test
        void isStoredWithoutWhatNobodyNeedsWhoWritesItsStatus() {
            server.cluster().put(route("cart", "/cart"));
            server.cluster().edit("HTTPRoute", "shop", "cart", "{\"status\":{\"parents\":[]}}");
            startWhole();

            ObjectNode stored = source.find("HTTPRoute", CART).orElseThrow();
            assertThat(stored.propertyNames()).containsExactly("apiVersion", "kind", "metadata", "status");
            assertThat(stored.path("metadata").propertyNames()).contains("name", "namespace", "uid", "resourceVersion");
        }

        @Test
        void isStoredWholeButForManagedFieldsWhereSomebodyNeedsThat() {
            server.cluster().put(route("cart", "/cart"));
            source = make(new KubernetesSource.Settings(
                    List.of(),
                    List.of(),
                    null,
                    object -> object.at("/metadata/name").asString().equals("cart"),
                    Duration.ofMillis(100)));
            startWhole();

            ObjectNode stored = source.find("HTTPRoute", CART).orElseThrow();
            assertThat(stored.has("spec")).isTrue();

            assertThat(stored.path("metadata").path("resourceVersion").asString())
                    .isNotEmpty();
            assertThat(stored.path("metadata").has("managedFields")).isFalse();
            assertThat(stored.path("apiVersion").asString()).isEqualTo(GATEWAY_API + "v1");
        }
    }

    @Nested
    class AnApiServer {

        @Test
        void thatHasForgottenTheHistoryIsListedAnew() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.putAndCompact(route("cart", "/basket"));

            soon().until(() -> pathOfCart().equals("/basket"));
        }

        @Test
        void thatIsAwayTakesNothingAndIsFollowedAgain() throws IOException {
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.stop();
            soon().pollDelay(Duration.ofSeconds(1)).until(() -> pathOfCart().equals("/cart"));
            assertThat(source.complete()).isTrue();
            server.cluster().put(route("cart", "/basket"));
            server.restart();

            soon().until(() -> pathOfCart().equals("/basket"));
        }
    }

    /** Otherwise it would ask a client that is closed. */
    @Test
    void closeReturnsWhenItsThreadsHaveEnded() throws InterruptedException {
        var closing = new Thread(() -> source.close());
        var inTheMiddle = new CountDownLatch(1);
        var stateOfClose = new AtomicReference<Thread.State>();
        source.start(() -> {
            inTheMiddle.countDown();
            soon().until(() -> closing.getState() == Thread.State.TERMINATED
                    || (closing.getState() == Thread.State.TIMED_WAITING && !isAlive("sluice-discovery")));
            stateOfClose.set(closing.getState());
        });
        assertThat(inTheMiddle.await(30, TimeUnit.SECONDS)).isTrue();

        closing.start();
        closing.join(Duration.ofSeconds(30));

        assertThat(stateOfClose).hasValue(Thread.State.TIMED_WAITING);
        assertThat(isAlive("sluice-kubernetes")).isFalse();
    }

    private static boolean isAlive(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(it -> it.getName().equals(thread));
    }

    @Test
    void everyKindThatIsWatchedIsServedHere() {
        assertThat(Stream.concat(WatchedKind.ALL.stream(), WatchedKind.ofDedicated("readers").stream())
                        .map(kind -> new ServedKind(
                                kind.apiVersion(kind.versions().getFirst()),
                                kind.kind(),
                                kind.plural(),
                                kind.namespaced())))
                .isSubsetOf(ServedKind.USUAL);
    }
}
