package dev.sluice.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.ReferredObject;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** What arguments a filter takes, and how long it lives. */
final class FilterCatalogueTest {

    record Given(
            @Meaning("a wait") Duration pause,
            @Meaning("a reference") EntryRef secretRef,
            @Meaning("numbers") List<Integer> numbers) {}

    private static final AtomicInteger MADE = new AtomicInteger();

    private static final FilterKind<Given> KIND = new FilterKind<>() {
        private final List<Given> seen = new ArrayList<>();

        @Override
        public String name() {
            return "Test";
        }

        @Override
        public String meaning() {
            return "tests";
        }

        @Override
        public Class<Given> arguments() {
            return Given.class;
        }

        @Override
        public RequestFilter make(Given arguments, References references) {
            if (arguments.secretRef() != null) {
                String _ = references.get("secretRef", "token");
            }
            if (arguments.pause() != null && arguments.pause().isNegative()) {
                throw new InvalidArgument("pause", "is negative");
            }
            MADE.incrementAndGet();
            return program -> request -> program.run(request).doOnNext(_ -> seen.add(arguments));
        }
    };

    private final FilterCatalogue catalogue = new FilterCatalogue(List.of(KIND), Map.of());

    private static BuiltInCall call(Map<String, String> args, Map<String, ReferredObject> referred) {
        return new BuiltInCall("SpringFilter shop/it", "Test", args, referred);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pause          | 30s   |
            pause          | 30    | has no unit; write it as 500ms, 30s, 5m or 1h
            pause          | 30 parsecs | args.pause: the value cannot be read as
            numbers[0]     | 7     |
            numbers[0]     | seven | args.numbers[0]: the value cannot be read as
            secretRef.nam  | x     | args.secretRef.nam: factory Test has no such argument; it takes [numbers, pause, secretRef]
            secretRef.key  | x     | args.secretRef.name: missing; name the object
            pauses         | 1s    | args.pauses: factory Test has no such argument
            pause          | ${x}  | args.pause: the value cannot be read as
            """)
    void argumentIsTakenOrRefusedWithItsPath(String name, String value, String refusal) {
        var found = catalogue.refusal("Test", Map.of(name, value));

        if (refusal == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(it -> assertThat(it).contains(refusal));
        }
    }

    @Test
    void referenceToAnEntryThatIsNotThereIsUnusable() {
        var args = Map.of("secretRef.name", "it");
        var empty = new ReferredObject("Secret shop/it", Map.of());

        assertThat(catalogue.unusable(call(args, Map.of("secretRef", empty))))
                .contains("args.secretRef: Secret shop/it has no key token; add it, or name another key");
        assertThat(catalogue.unusable(call(
                        args, Map.of("secretRef", new ReferredObject("Secret shop/it", Map.of("token", "x"))))))
                .isEmpty();
    }

    @Test
    void referenceInAFormThatNobodyFollowsIsUnusable() {
        assertThat(catalogue.unusable(call(Map.of("secret-ref.name", "it"), Map.of())))
                .contains("args.secretRef: not understood; write it as secretRef: {name: …}");
    }

    @Test
    void argumentsThatOnlyMakingRefusesAreUnusable() {
        assertThat(catalogue.unusable(call(Map.of("pause", "-1s"), Map.of()))).contains("args.pause: is negative");
    }

    @Test
    void equalCallsHaveOneFilter() {
        var filter = catalogue.make(call(Map.of("pause", "1s"), Map.of()));

        assertThat(catalogue.make(call(Map.of("pause", "1s"), Map.of()))).isSameAs(filter);
        assertThat(catalogue.make(call(Map.of("pause", "2s"), Map.of()))).isNotSameAs(filter);
    }

    /** Memory is collected before the test looks, as it is long before most changes of a configuration. */
    @Test
    void filterThatAProgramRunsKeepsItsState() {
        RuleProgram running =
                catalogue.make(call(Map.of("pause", "1s"), Map.of())).around(_ -> Mono.empty());
        try {
            int made = MADE.get();
            var gone = new WeakReference<>(new Object());
            await().until(() -> {
                System.gc();
                return gone.refersTo(null);
            });

            var _ = catalogue.make(call(Map.of("pause", "1s"), Map.of()));

            assertThat(MADE).hasValue(made);
        } finally {
            Reference.reachabilityFence(running);
        }
    }

    @Test
    void twoKindsOfOneNameAreRefused() {
        assertThatThrownBy(() -> new FilterCatalogue(List.of(KIND, KIND), Map.of()))
                .hasMessage("two filters are named Test");
    }

    @Test
    void contentsReachNoLog() {
        var referred = new ReferredObject("Secret shop/it", Map.of("token", "hidden"));

        assertThat(call(Map.of(), Map.of("secretRef", referred)).toString())
                .contains("Secret shop/it")
                .doesNotContain("hidden");
    }
}
