package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.Refusals;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WantedStatusesTest {

    /** JSON has no member without a name. */
    private static final StatusDocument UNREADABLE =
            document("unreadable", Collections.<@Nullable String, Integer>singletonMap(null, 1));

    private final WantedStatuses wanted = new WantedStatuses();

    private static StatusDocument document(String name, Object content) {
        return new StatusDocument(
                "gateway.networking.k8s.io/v1", "HTTPRoute", new ObjectName("shop", name), Map.of("parents", content));
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("HTTPRoute", new ObjectName("shop", name));
    }

    private Set<ObjectKey> take(StatusDocument... documents) {
        return wanted.take(List.of(documents), InstalledApi.UNKNOWN, Refusals.NONE);
    }

    @Test
    void thoseThatAreOtherThanBeforeAreNamedOnce() {
        assertThat(take(document("a", 1), document("b", 1), document("c", 1)))
                .containsExactlyInAnyOrder(key("a"), key("b"), key("c"));

        assertThat(take(document("a", 1), document("b", 2), document("d", 1)))
                .containsExactlyInAnyOrder(key("b"), key("c"), key("d"));

        assertThat(wanted.keys()).containsExactlyInAnyOrder(key("a"), key("b"), key("d"));
        assertThat(take(document("a", 1), document("b", 2), document("d", 1))).isEmpty();
    }

    @Test
    void oneThatCannotBeWrittenLosesNoneOfTheOthers() {
        take(document("a", 1));

        assertThatThrownBy(() -> take(document("a", 2), document("b", 1), UNREADABLE))
                .isInstanceOf(RuntimeException.class);

        assertThat(take(document("a", 2), document("b", 1))).containsExactlyInAnyOrder(key("a"), key("b"));
    }
}
