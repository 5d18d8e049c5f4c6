package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.resource.StatusDocument;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a change costs where thousands of objects have a status. */
final class CostOfAChangeTest extends StatusSinkFixture {

    private static final int ROUTES = 300;

    private static final List<StatusDocument> DOCUMENTS =
            IntStream.range(0, ROUTES).mapToObj(CostOfAChangeTest::document).toList();

    private static StatusDocument document(int index) {
        var parent = Map.of(
                "parentRef", Map.of("group", "gateway.networking.k8s.io", "kind", "Gateway", "name", "gw"),
                "controllerName", OURS,
                "conditions", List.of(condition("Accepted", "True")));
        return document("HTTPRoute", "route-" + index, Map.of("parents", List.of(parent)));
    }

    private void writeAll() {
        DOCUMENTS.forEach(document -> put(object("HTTPRoute", document.name().name())));
        awaitDone("True", DOCUMENTS.toArray(StatusDocument[]::new));
        await().atMost(SOON).until(() -> sink.counters().writes() == ROUTES + 1);
    }

    @Test
    void onlyObjectsThatChangedAreLookedAt() {
        writeAll();
        // The echo of the last write is looked at, too.
        awaitDone("False", DOCUMENTS.toArray(StatusDocument[]::new));
        int _ = stored.takeHandedOut();

        touch("gw");
        server.cluster().edit("HTTPRoute", "shop", "route-7", "{}");
        awaitDone("True", DOCUMENTS.toArray(StatusDocument[]::new));

        assertThat(stored.takeHandedOut()).isPositive().isLessThan(ROUTES / 5);
    }

    @Test
    void whatSomebodyUndoesAmongThemIsRestored() {
        writeAll();

        put(object("HTTPRoute", "route-7"));

        await().atMost(SOON)
                .until(() -> !status(API + "/namespaces/shop/httproutes/route-7")
                        .path("parents")
                        .isEmpty());
        assertThat(sink.counters().writes()).isEqualTo(ROUTES + 2);
    }

    @Test
    void whoLeadsAgainLooksAtAll() {
        writeAll();
        leadership.lead(false);
        await().atMost(SOON).until(() -> {
            leadership.lead(false);
            return stored.takeHandedOut() == 0;
        });

        leadership.lead(true);
        awaitDone("False", DOCUMENTS.toArray(StatusDocument[]::new));

        assertThat(stored.takeHandedOut()).isGreaterThanOrEqualTo(ROUTES);
    }
}
