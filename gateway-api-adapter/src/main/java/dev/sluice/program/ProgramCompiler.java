package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.Cors;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.RequestMirror;
import dev.sluice.config.filter.RouteFilter.RequestRedirect;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.filter.RouteFilter.SpringFilter;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleAction.Refuse;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target.Resolved;
import dev.sluice.config.route.WeightedBackend.Target.Unresolved;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.program.Forwarding.Share;
import dev.sluice.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Compiles rules. Filters keep their order; a redirect wins over the backends, whatever stands before it.
 *
 * <p>{@code SpringFilter} entries are not run here: the way in through Spring Cloud Gateway runs them before the
 * program.
 */
public final class ProgramCompiler {

    private final Upstreams upstreams;
    private final ForwardedHeaders forwarded;

    /**
     * A compiler of rules whose backends are these.
     *
     * @param upstreams must know every backend of a rule before the rule is compiled
     * @param forwarded tells backends who sent a request
     */
    public ProgramCompiler(Upstreams upstreams, ForwardedHeaders forwarded) {
        this.upstreams = upstreams;
        this.forwarded = forwarded;
    }

    /**
     * Makes the program of a rule. What cannot be done is answered 500 by the program, never skipped.
     *
     * @throws IllegalArgumentException where the rule names a backend that the configuration lacks, which is a bug
     */
    public RuleProgram compile(Rule rule) {
        return new Guarded(rule.id(), unguarded(rule));
    }

    private RuleProgram unguarded(Rule rule) {
        return switch (rule.action()) {
            case Refuse refuse -> refusal();
            case Forward forward when replacesPrefixWithoutOne(rule) -> refusal();
            case Forward forward -> forward(rule.filters(), forward);
        };
    }

    private RuleProgram forward(List<RouteFilter> filters, Forward forward) {
        List<RequestStep> steps = new ArrayList<>();
        List<HeaderOperations> responseHeaders = new ArrayList<>();
        Redirect redirect = null;
        for (RouteFilter filter : filters) {
            switch (filter) {
                case RequestHeaderModifier modifier ->
                    steps.add(RequestStep.headers(HeaderOperations.compile(modifier.headers())));
                case UrlRewrite rewrite -> steps.add(RequestStep.rewrite(rewrite.rewrite()));
                case ResponseHeaderModifier modifier ->
                    responseHeaders.add(HeaderOperations.compile(modifier.headers()));
                case RequestRedirect sends -> redirect = redirect == null ? sends.redirect() : redirect;
                case RequestMirror mirror -> {}
                case Cors cors -> {}
                case SpringFilter spring -> {}
            }
        }
        return redirect == null
                ? new Forwarding(List.copyOf(steps), choice(forward), List.copyOf(responseHeaders), forwarded)
                : new Redirection(redirect, List.copyOf(responseHeaders));
    }

    private WeightedChoice<Share> choice(Forward forward) {
        return new WeightedChoice<>(forward.backends().stream().map(this::share).toList(), Share::weight);
    }

    private Share share(WeightedBackend backend) {
        return switch (backend.target()) {
            case Resolved resolved -> new Share(backend.weight(), upstreams.get(resolved.backend()));
            case Unresolved unresolved -> new Share(backend.weight(), null);
        };
    }

    /** Source: HTTPPathModifier.replacePrefixMatch, "only compatible with a PathPrefix HTTPRouteMatch". */
    private static boolean replacesPrefixWithoutOne(Rule rule) {
        boolean everyMatchIsPrefix =
                rule.matches().stream().allMatch(match -> match.path() instanceof PathMatch.Prefix);
        return !everyMatchIsPrefix
                && rule.filters().stream()
                        .map(ProgramCompiler::pathModification)
                        .filter(Objects::nonNull)
                        .anyMatch(PathModification.ReplacePrefixMatch.class::isInstance);
    }

    private static @Nullable PathModification pathModification(RouteFilter filter) {
        return switch (filter) {
            case RequestRedirect redirect -> redirect.redirect().path();
            case UrlRewrite rewrite -> rewrite.rewrite().path();
            case RequestHeaderModifier modifier -> null;
            case ResponseHeaderModifier modifier -> null;
            case RequestMirror mirror -> null;
            case Cors cors -> null;
            case SpringFilter spring -> null;
        };
    }

    private static RuleProgram refusal() {
        return request -> Mono.just(ProgramResponse.of(Answer.RULE_REFUSED, request.answers()));
    }
}
