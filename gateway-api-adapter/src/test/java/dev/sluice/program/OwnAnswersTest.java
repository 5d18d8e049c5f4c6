package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.testkit.ExpectsErrorLog;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ExpectsErrorLog("this is a bug of the gateway")
final class OwnAnswersTest {

    private final Programs programs = new Programs().with(Programs.SHOP);

    @AfterEach
    void close() {
        programs.close();
    }

    @Test
    void ruleThatCannotBeDoneIsRefused() {
        answered(compile(new RuleAction.Refuse("UnsupportedValue", "no")), 500, "rule_refused");
    }

    @Test
    void prefixIsNotReplacedWhereNoneWasMatched() {
        RouteMatch exact = new RouteMatch(new PathMatch.Exact("/foo/a"), List.of(), List.of(), null);
        List<RouteFilter> filters = List.of(new UrlRewrite(new Rewrite(null, new ReplacePrefixMatch("/bar"))));
        answered(programs.compile(Programs.rule(exact, filters, Programs.toShop())), 500, "rule_refused");
    }

    @Test
    void backendRefThatLeadsNowhereIsAnswered() {
        Target nowhere = new Target.Unresolved("BackendNotFound", "no");
        answered(compile(new Forward(List.of(new WeightedBackend(1, nowhere, List.of())))), 500, "backend_unresolved");
    }

    @Test
    void backendRefThatLeadsNowhereTakesItsShareAlone() {
        Target nowhere = new Target.Unresolved("BackendNotFound", "no");
        Target shop = new Target.Resolved(Programs.SHOP);
        RuleProgram program = compile(new Forward(
                List.of(new WeightedBackend(1, nowhere, List.of()), new WeightedBackend(1, shop, List.of()))));
        List<String> reasons = List.of("backend_unresolved", "no_endpoint");
        assertThat(Stream.generate(() -> programs.run(program, programs.get()).reason())
                        .limit(100))
                .allMatch(reasons::contains)
                .contains("backend_unresolved", "no_endpoint");
    }

    @Test
    void withoutWeightThereIsNoBackend() {
        Forward zero = new Forward(List.of(new WeightedBackend(0, new Target.Resolved(Programs.SHOP), List.of())));
        answered(compile(zero), 500, "no_backend");
        answered(compile(new Forward(List.of())), 500, "no_backend");
    }

    @Test
    void emptyBackendIsAnswered503() {
        answered(programs.forwarding(), 503, "no_endpoint");
    }

    @Test
    void connectIsNotForOurKindOfProxy() {
        assertThat(programs.head(programs.forwarding(), programs.asking("CONNECT"))
                        .reason())
                .isEqualTo("method_not_supported");
    }

    @Test
    void answerToHeadHasNoBody() {
        ProgramResponse response = programs.head(compile(new Forward(List.of())), programs.asking("HEAD"));
        assertThat(Programs.text(response)).isEmpty();
    }

    @Test
    void faultOfOursIsAnAnswer() {
        RuleProgram program =
                new Guarded(Programs.rule(List.of(), Programs.toShop()).id(), request -> {
                    throw new IllegalStateException("planted");
                });
        answered(program, 500, "program_failed");
    }

    @Test
    void backendThatTheConfigurationLacksIsABug() {
        Target unknown = new Target.Resolved(new BackendId("default", "unknown", 80));
        assertThatThrownBy(() -> compile(new Forward(List.of(new WeightedBackend(1, unknown, List.of())))))
                .hasMessageContaining("default/unknown:80");
    }

    private RuleProgram compile(RuleAction action) {
        return programs.compile(Programs.rule(List.of(), action));
    }

    private void answered(RuleProgram program, int status, String reason) {
        ProgramResponse response = programs.head(program, programs.get());
        assertThat(response.status().code()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.backend()).isNull();
        assertThat(response.headers().getInt("content-length"))
                .isEqualTo(Programs.text(response).length());
    }
}
