package dev.sluice.graph.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.RouteHostname;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HostnamesTest {

    @Test
    void routeWithoutHostnamesTakesThatOfTheListener() {
        assertThat(Hostnames.intersect(new Hostname("*.example.com"), List.of()))
                .containsExactly(new RouteHostname(new Hostname("*.example.com"), Hostname.ANY));
    }

    @Test
    void listenerWithoutHostnameServesWhatTheRouteDeclares() {
        assertThat(effective("", "a.example.com", "*.example.org")).containsExactly("a.example.com", "*.example.org");
    }

    @Test
    void theNarrowerOfTwoWildcardsIsServed() {
        assertThat(effective("*.example.com", "*.b.example.com")).containsExactly("*.b.example.com");
        assertThat(effective("*.b.example.com", "*.example.com")).containsExactly("*.b.example.com");
    }

    @Test
    void wildcardCoversSeveralLabelsButNotTheBareSuffix() {
        assertThat(effective("*.example.com", "a.b.example.com")).containsExactly("a.b.example.com");
        assertThat(effective("*.example.com", "example.com")).isEmpty();
    }

    @Test
    void suffixWithoutDotIsNoSubdomain() {
        assertThat(effective("*.example.com", "badexample.com")).isEmpty();
    }

    @Test
    void hostnamesWithoutAnythingInCommonAreLeftOut() {
        assertThat(effective("a.example.com", "b.example.com", "a.example.com")).containsExactly("a.example.com");
    }

    @Test
    void declaredHostnameIsKeptForPrecedence() {
        assertThat(Hostnames.intersect(new Hostname("a.example.com"), List.of(new Hostname("*.example.com"))))
                .containsExactly(new RouteHostname(new Hostname("a.example.com"), new Hostname("*.example.com")));
    }

    private static List<String> effective(String listener, String... declared) {
        var hostnames = Stream.of(declared).map(Hostname::new).toList();
        return Hostnames.intersect(new Hostname(listener), hostnames).stream()
                .map(hostname -> hostname.effective().value())
                .toList();
    }
}
