package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.source.file.ManifestReader.Manifests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.springframework.beans.BeanUtils;

/** A long text is read as a short one is, but on two threads. */
class ParsedAheadTest {

    private static final int MANY = 1000;

    private final AtomicInteger parsed = new AtomicInteger();
    private final List<String> taken = new ArrayList<>();

    @Test
    void documentsComeInTheirOrder() {
        ParsedAhead.forEach(documents(() -> {}), this::take);

        assertThat(taken)
                .isEqualTo(IntStream.range(0, MANY).mapToObj(Integer::toString).toList());
    }

    @Test
    void parsingIsOnlyAFewDocumentsAhead() {
        ParsedAhead.forEach(documents(() -> {}), document -> {
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> parsed.get() > Math.min(taken.size() + 60, MANY - 1));
            take(document);
            assertThat(parsed.get()).isLessThan(taken.size() + 70);
        });

        assertThat(taken).hasSize(MANY);
    }

    @Test
    void aMistakeIsThrownAfterWhatStandsBeforeIt() {
        var mistake = new IllegalArgumentException("a mistake");

        assertThatThrownBy(() -> ParsedAhead.forEach(
                        documents(() -> {
                            throw mistake;
                        }),
                        this::take))
                .isSameAs(mistake);

        assertThat(taken).hasSize(MANY);
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, NoClassDefFoundError.class})
    void anErrorIsNoEndOfTheText(Class<? extends Error> error) {
        assertThatThrownBy(() -> ParsedAhead.forEach(
                        documents(() -> {
                            throw BeanUtils.instantiateClass(error);
                        }),
                        this::take))
                .isInstanceOf(error);
    }

    @Test
    void parsingEndsWithATakerThatFails() {
        var failure = new IllegalStateException("cannot be taken");

        assertThatThrownBy(() -> ParsedAhead.forEach(documents(() -> {}), _ -> {
                    throw failure;
                }))
                .isSameAs(failure);

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("sluice-yaml")));
        assertThat(parsed.get()).isLessThan(MANY);
    }

    @Test
    void aLongFileHasThePlacesOfItsObjectsAndItsMistakes() {
        String text = IntStream.range(0, MANY).mapToObj("""
                        apiVersion: v1
                        kind: Namespace
                        metadata:
                          name: n%d
                        """::formatted).collect(Collectors.joining("---\n"));

        Manifests read = ManifestReader.read("all.yaml", text + "---\nkind: [\n");

        assertThat(read.objects()).hasSize(MANY);
        assertThat(read.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith("all.yaml:5002:1 error: not YAML: "));
    }

    /** So many documents, and then something. */
    private Iterable<Node> documents(Runnable end) {
        return () -> new Iterator<>() {

            private int next;

            @Override
            public boolean hasNext() {
                if (next == MANY) {
                    end.run();
                }
                return next < MANY;
            }

            @Override
            public Node next() {
                parsed.incrementAndGet();
                return new ScalarNode(Tag.STR, Integer.toString(next++), ScalarStyle.PLAIN);
            }
        };
    }

    private void take(Node document) {
        taken.add(((ScalarNode) document).getValue());
    }
}
