package dev.sluice.source.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CompactTreeTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static ObjectNode route(String name) {
        return (ObjectNode) JSON.readTree("""
                {"kind":"HTTPRoute","metadata":{"name":"%s","generation":3},
                 "status":{"parents":[{"parentRef":{"name":"web","port":80},"conditions":[
                   {"type":"Accepted","status":"True","lastTransitionTime":"2026-11-30T09:00:00Z","message":null}]}],
                  "empty":{},"none":[]}}
                """.formatted(name));
    }

    @Test
    void equalsTheTreeThatItWasMadeOf() {
        var tree = route("cart");
        var compact = CompactTree.of(tree);

        assertThat(compact).isEqualTo(tree).hasSameHashCodeAs(tree).hasToString(tree.toString());
        assertThat(tree).isEqualTo(compact);
        assertThat(compact.deepCopy().put("kind", "TLSRoute")).isNotEqualTo(compact);
    }

    @Test
    void findsMembersByNameAndPath() {
        var compact = CompactTree.of(route("cart"));

        assertThat(compact.at("/status/parents/0/conditions/0/type").stringValue())
                .isEqualTo("Accepted");
        assertThat(compact.path("metadata").path("generation").intValue()).isEqualTo(3);
        assertThat(compact.has("spec")).isFalse();
        assertThat(compact.path("spec").isMissingNode()).isTrue();
        assertThat(compact.propertyNames()).containsExactly("kind", "metadata", "status");
    }

    @Test
    void equalPartsOfTwoTreesAreOne() {
        var cart = CompactTree.of(route("cart"));
        var other = CompactTree.of(route("other"));

        assertThat(other.path("status")).isSameAs(cart.path("status"));
        assertThat(other.at("/metadata/name").stringValue()).isEqualTo("other");
    }

    @Test
    void isNeverChanged() {
        var compact = CompactTree.of(route("cart"));

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> compact.put("kind", "Other"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> compact.remove("kind"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> compact.withArray("/status/none").add("more"));
    }
}
