package dev.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ObjectName;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChangedObjectsTest {

    private static final Set<ObjectKey> ONE = Set.of(new ObjectKey("Service", new ObjectName("shop", "one")));

    private final ChangedObjects changed = new ChangedObjects();

    @Test
    void allAreLookedAtFirst() {
        changed.add(ONE);

        assertThat(changed.take()).isEmpty();
        assertThat(changed.take()).contains(Set.of());
    }

    @Test
    void eachIsTakenOnce() {
        assertThat(changed.take()).isEmpty();
        changed.add(ONE);

        assertThat(changed.take()).contains(ONE);
        assertThat(changed.take()).contains(Set.of());
    }

    @Test
    void allOfThemCountMoreThanSome() {
        assertThat(changed.take()).isEmpty();
        changed.add(ONE);
        changed.addAll();

        assertThat(changed.take()).isEmpty();
        assertThat(changed.take()).contains(Set.of());
    }
}
