package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.PathModification.ReplaceFullPath;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathChangeTest {

    /** The table of HTTPPathModifier.replacePrefixMatch, then what it does not say. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo, /xyz, /xyz/bar",
        "/foo/bar, /foo, /xyz/, /xyz/bar",
        "/foo/bar, /foo/, /xyz, /xyz/bar",
        "/foo/bar, /foo/, /xyz/, /xyz/bar",
        "/foo, /foo, /xyz, /xyz",
        "/foo/, /foo, /xyz, /xyz/",
        "/foo/bar, /foo, '', /bar",
        "/foo/, /foo, '', /",
        "/foo, /foo, '', /",
        "/foo/, /foo, /, /",
        "/foo, /foo, /, /",
        "/foo, /foo/, /xyz, /xyz",
        "/a%2Fb//c;d, /, /xyz, /xyz/a%2Fb//c;d",
        "/a, /, /, /a",
        "/a//b, /a, /, /b",
        "/a///b//c/, /a, '', /b//c/",
        "//b, /, /, /b",
        "/a//, /a, /, /",
        "/a//b, /a, /x, /x//b",
        "/foo/a, /foo, '/x y?z#ü', /x%20y%3Fz%23%C3%BC/a",
    })
    void prefixIsReplacedAsTheSpecificationSays(String path, String prefix, String replacement, String changed) {
        PathChange change = PathChange.compile(new ReplacePrefixMatch(replacement));
        assertThat(change.apply(path, prefix(prefix))).isEqualTo(changed);
    }

    @Test
    void fullPathIsReplacedAndStartsWithASlash() {
        assertThat(PathChange.compile(new ReplaceFullPath("/x$1{y}")).apply("/a/b", prefix("/a")))
                .isEqualTo("/x$1{y}");
        assertThat(PathChange.compile(new ReplaceFullPath("")).apply("/a", prefix("/a")))
                .isEqualTo("/");
    }

    @Test
    void withoutModificationThePathStays() {
        assertThat(PathChange.compile(null).apply("/a|b", prefix("/"))).isEqualTo("/a|b");
    }

    private static RouteMatch prefix(String prefix) {
        return new RouteMatch(new PathMatch.Prefix(prefix), List.of(), List.of(), null);
    }
}
