package dev.sluice.validation;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.validation.Admission.Verdict;
import dev.sluice.validation.schema.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Sluice says to each object of the corpus; {@link ApiServerCheck} asks an API server about the same objects. */
class AdmissionTest {

    @ParameterizedTest
    @MethodSource("samples")
    void verdictIsTheRecordedOne(Sample sample) {
        var fields = violations(Admission.review(sample.object().deepCopy())).stream()
                .map(Violation::field)
                .toList();

        if (sample.here().accepted()) {
            assertThat(fields).isEmpty();
        } else {
            assertThat(fields).containsOnly(sample.here().field());
        }
    }

    @ParameterizedTest
    @MethodSource("samplesWithDefaults")
    void defaultsAreTheRecordedOnes(Sample sample) {
        var object = sample.object().deepCopy();

        Admission.review(object);

        assertThat(sample.defaults())
                .allSatisfy((path, value) ->
                        assertThat(TreePath.parse(path).in(object)).as(path).isEqualTo(value));
    }

    @Nested
    class TheCorpus {

        private static final Path EXPLAINED = Path.of("..", "docs", "validation.md");

        @Test
        void isWhole() {
            assertThat(samples()).hasSizeGreaterThanOrEqualTo(600);
            assertThat(samples().map(Sample::name)).doesNotHaveDuplicates();
            assertThat(samples().map(Sample::object)).doesNotHaveDuplicates();
        }

        @Test
        void hasEveryKindOfTheApiServer() {
            assertThat(samples().map(it -> it.object().path("kind").asString()).collect(toSet()))
                    .containsExactlyInAnyOrder(
                            "BackendTLSPolicy",
                            "ConfigMap",
                            "EndpointSlice",
                            "GRPCRoute",
                            "Gateway",
                            "GatewayClass",
                            "GatewayParameters",
                            "HTTPRoute",
                            "ListenerSet",
                            "Namespace",
                            "ReferenceGrant",
                            "Secret",
                            "Service",
                            "TCPRoute",
                            "TLSRoute",
                            "UDPRoute",
                            "XBackend",
                            "XBackendTrafficPolicy",
                            "XTelemetryPolicy");
        }

        @Test
        void everyDifferenceOfOtherCrdsIsOfAnObjectAndIsExplained() throws IOException {
            String explained = Files.readString(EXPLAINED);
            var names = samples().map(Sample::name).collect(toSet());

            assertThat(Elsewhere.all()).isNotEmpty().allSatisfy(difference -> {
                assertThat(names).containsAll(difference.samples());
                assertThat(explained).contains(difference.because());
                assertThat(difference.installations())
                        .isSubsetOf("v1.7.0 standard", "v1.1.0 experimental", "v1.1.0 standard");
            });
        }

        @Test
        void everyDifferenceIsExplained() throws IOException {
            String explained = Files.readString(EXPLAINED);

            assertThat(samples()).allSatisfy(sample -> {
                boolean differs = sample.here().accepted() != sample.there().accepted();
                assertThat(sample.because().isEmpty()).isNotEqualTo(differs);
                assertThat(explained).contains(sample.because());
            });
        }
    }

    private static Stream<Sample> samples() {
        return Corpus.samples().stream();
    }

    private static Stream<Sample> samplesWithDefaults() {
        return samples().filter(sample -> !sample.defaults().isEmpty());
    }

    private static List<Violation> violations(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Reviewed reviewed -> reviewed.violations();
            case Verdict.NoObject(Violation violation) -> List.of(violation);
            case Verdict.NotRead(var kind) -> throw new AssertionError(kind + " is not read");
        };
    }
}
