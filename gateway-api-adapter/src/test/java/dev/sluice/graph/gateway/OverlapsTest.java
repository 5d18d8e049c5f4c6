package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.condition.Listed;
import dev.sluice.config.match.Hostname;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the index finds is what a comparison of all pairs finds. */
final class OverlapsTest {

    private static final List<String> NAMES =
            List.of("", "*.com", "*.a.com", "a.com", "b.a.com", "c.b.a.com", "*.b.a.com", "b.com", "*.x.test", "test");

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 12, 40})
    void hostnamesOverlapWhereOneHostMatchesBoth(int listeners) {
        var random = new Random(listeners);
        for (int round = 0; round < 50; round++) {
            var hostnames = Stream.generate(() -> new Hostname(one(random)))
                    .limit(listeners)
                    .toList();
            assertFinds(
                    Overlaps.ofHostnames(hostnames),
                    hostnames,
                    (one, other) -> one.intersect(other).isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 12, 40})
    void certificatesOverlapWhereOneHostHasAValidNameInBoth(int listeners) {
        var random = new Random(listeners);
        for (int round = 0; round < 50; round++) {
            var certificates = Stream.generate(() -> new CertificateHosts(Stream.generate(() -> one(random))
                            .limit(random.nextInt(4))
                            .filter(name -> !name.isEmpty())
                            .collect(Collectors.toSet())))
                    .limit(listeners)
                    .toList();
            assertFinds(
                    Overlaps.ofCertificates(certificates),
                    certificates,
                    (one, other) -> one.names().stream()
                            .anyMatch(name -> other.names().stream()
                                    .anyMatch(theirs ->
                                            name.equals(theirs) || covers(name, theirs) || covers(theirs, name))));
        }
    }

    @Test
    void aMessageNamesTenAndCountsAll() {
        var hostnames = IntStream.range(0, 1_000).mapToObj(_ -> Hostname.ANY).toList();
        var found = Overlaps.ofHostnames(hostnames).of(3);
        assertThat(found.first()).containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9, 10);
        assertThat(found.count()).isEqualTo(999);
    }

    private static String one(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** A certificate's star stands for one label. */
    private static boolean covers(String wildcard, String name) {
        int firstDot = name.indexOf('.');
        return wildcard.startsWith("*.")
                && firstDot > 0
                && name.substring(firstDot).equals(wildcard.substring(1));
    }

    private static <T> void assertFinds(Overlaps overlaps, List<T> listeners, BiPredicate<T, T> overlap) {
        for (int place = 0; place < listeners.size(); place++) {
            int reader = place;
            var expected = IntStream.range(0, listeners.size())
                    .filter(other -> other != reader && overlap.test(listeners.get(reader), listeners.get(other)))
                    .boxed()
                    .toList();
            assertThat(overlaps.of(place))
                    .as("%s among %s", listeners.get(place), listeners)
                    .isEqualTo(new Overlaps.Found(
                            expected.stream().limit(Listed.MOST).toList(), expected.size()));
        }
    }

    @Test
    void namesOfManyCertificatesAreThoseOfEach() {
        assertThat(new CertificateHosts(Set.of("a.com")).and(new CertificateHosts(Set.of("b.com"))))
                .isEqualTo(new CertificateHosts(Set.of("a.com", "b.com")));
    }
}
