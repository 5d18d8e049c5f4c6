package dev.sluice.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one table of kinds. */
final class KindsTest {

    @Test
    void listsEveryConstantOnce() {
        var constants = Arrays.stream(Kinds.class.getFields())
                .filter(field -> field.getType().equals(Kind.class))
                .map(KindsTest::value)
                .toList();

        assertThat(Kinds.ALL).hasSizeGreaterThan(16).doesNotHaveDuplicates();
        assertThat(constants).containsExactlyInAnyOrderElementsOf(Kinds.ALL);
    }

    private static Object value(Field constant) {
        try {
            assertThat(Modifier.isStatic(constant.getModifiers())).isTrue();
            return constant.get(null);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Otherwise there would be objects that no state can hold. */
    @Test
    void hasAKindForEveryRecord() {
        Set<Class<?>> types = new HashSet<>();
        Kinds.ALL.forEach(kind -> types.add(kind.type()));

        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(Stream.of(WatchedObject.class.getPermittedSubclasses())
                        .<Class<?>>map(type -> type)
                        .toList());
    }

    @Test
    void findsAKindByGroupAndWord() {
        assertThat(Kinds.find("gateway.networking.k8s.io", "HTTPRoute")).contains(Kinds.HTTP_ROUTE);
        assertThat(Kinds.find("", "HTTPRoute")).isEmpty();
        assertThat(Kinds.find("", "Service")).contains(Kinds.SERVICE);
    }

    @Test
    void namesTheNewestVersion() {
        assertThat(Kinds.TLS_ROUTE.apiVersion()).isEqualTo("gateway.networking.k8s.io/v1");
        assertThat(Kinds.SECRET.apiVersion()).isEqualTo("v1");
    }
}
