package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What tests take for granted of an API server. */
final class FakeClusterTest {

    private static final FakeCluster.Id CART = new FakeCluster.Id("HTTPRoute", "shop", "cart");

    private final FakeCluster cluster = new FakeCluster();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void putOne() {
        cluster.put("""
                {"kind": "HTTPRoute", "metadata": {"namespace": "shop", "name": "cart"}, "spec": {"a": 1},
                 "status": {"b": 1}}""");
        Runnable _ = Objects.requireNonNull(
                cluster.followSince(0, event -> told.add(event.type() + " " + version(event.object()))));
    }

    @Nested
    final class Patch {

        @Test
        void mergesAndRemovesWhatIsNull() {
            var reply = cluster.patch(CART, withVersion("{\"spec\": {\"a\": null, \"c\": {\"d\": [2]}}}"));

            assertThat(reply.code()).isEqualTo(200);
            assertThat(stored().path("spec")).isEqualTo(json("{\"c\": {\"d\": [2]}}"));
            assertThat(told).containsExactly("ADDED 2", "MODIFIED 3");
        }

        @Test
        void ofAnOlderVersionIsAConflict() {
            ObjectNode late = withVersion("{\"spec\": {\"a\": 2}}");
            cluster.edit("HTTPRoute", "shop", "cart", "{}");

            assertThat(cluster.patch(CART, late)).isEqualTo(new FakeCluster.Reply(409, null));
            assertThat(stored().at("/spec/a").intValue()).isEqualTo(1);
        }

        @Test
        void withoutAVersionIsAConflict() {
            assertThat(cluster.patch(CART, json("{\"spec\": {}}")).code()).isEqualTo(409);
        }

        @Test
        void thatChangesNothingMakesNoVersion() {
            cluster.patch(CART, withVersion("{\"spec\": {\"a\": 1}}"));

            assertThat(told).containsExactly("ADDED 2");
        }

        @Test
        void ofTheStatusChangesNothingElse() {
            cluster.setUnknownStatus(Set.of("novelty"));

            cluster.patchStatus(CART, withVersion("{\"spec\": {\"a\": 2}, \"status\": {\"b\": 2, \"novelty\": 1}}"));

            assertThat(stored().path("spec")).isEqualTo(json("{\"a\": 1}"));
            assertThat(stored().path("status")).isEqualTo(json("{\"b\": 2}"));
        }
    }

    @Test
    void whatIsThereIsNotCreatedAndWhatIsGoneIsNotWritten() {
        assertThat(cluster.create(CART, json("{}")).code()).isEqualTo(409);
        assertThat(cluster.delete(CART, "1").code()).isEqualTo(409);
        assertThat(cluster.delete(CART, "2").code()).isEqualTo(200);

        assertThat(cluster.replace(CART, json("{}")).code()).isEqualTo(404);
        assertThat(cluster.patch(CART, json("{}")).code()).isEqualTo(404);
        assertThat(told).containsExactly("ADDED 2", "DELETED 3");
    }

    @Test
    void aTreeThatWasHandedOutStaysAsItWas() {
        ObjectNode before = stored();
        cluster.edit("HTTPRoute", "shop", "cart", "{\"spec\": {\"a\": 2}}");

        assertThat(before.at("/spec/a").intValue()).isEqualTo(1);
        assertThat(version(before)).isEqualTo("2");
    }

    @Test
    void historyThatIsForgottenCannotBeFollowed() {
        cluster.putAndCompact(stored());

        assertThat(cluster.followSince(2, _ -> {})).isNull();
        assertThat(cluster.followSince(cluster.picture().version(), _ -> {})).isNotNull();
    }

    private ObjectNode withVersion(String patch) {
        ObjectNode tree = json(patch);
        tree.putObject("metadata").put("resourceVersion", version(stored()));
        return tree;
    }

    private ObjectNode stored() {
        return Objects.requireNonNull(cluster.find("HTTPRoute", "shop", "cart"));
    }

    private static String version(ObjectNode object) {
        return object.at("/metadata/resourceVersion").asString("");
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
