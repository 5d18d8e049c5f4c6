package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.ExternalAuth;
import dev.sluice.config.filter.RouteFilter.SpringFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleAction.Refuse;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target.Resolved;
import dev.sluice.config.route.WeightedBackend.Target.Unresolved;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.program.FilterSet.Authorizer;
import dev.sluice.program.Forwarding.Pace;
import dev.sluice.program.Shares.Share;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles rules. Filters keep their order, the rule's before those of a backendRef, with five exceptions, wherever
 * they are: a CORS filter comes first on the way in and last on the way back; then the built-in filters and the
 * authorizer, in their order, of which the authorizer sees what the header modifiers and rewrites before it made; a
 * redirect is answered in place of all that asks a backend; what is not forwarded is not mirrored.
 *
 * <p>{@code SpringFilter} entries are not run here: the way in through Spring Cloud Gateway runs them before the
 * program, and before a backendRef is chosen. One of a backendRef is refused, and so is an authorizer of one.
 */
public final class ProgramCompiler {

    private final Upstreams upstreams;
    private final ProgramSettings settings;
    private final ForwardedHeaders forwarded;
    private final AttemptObserver attempts;
    private final Sessions sessions;
    private final FilterMaker builtIn;
    private final ProgramCounters counters = new ProgramCounters();
    private final RetryBudgets budgets = new RetryBudgets(System::nanoTime);
    /** Of the rules that say nothing of time and retries. */
    private final Pace usual;

    /** Of each backend, for all rules that lead to it; as long as it is there. */
    private final Map<Upstream, BackendLabels> labels = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * A compiler of rules whose backends are these.
     *
     * @param upstreams must know every backend of a rule, its mirrors' too, before the rule is compiled
     * @param forwarded tells backends who sent a request
     * @param attempts is notified of each attempt to reach a backend, mirrors left out
     * @param sessions seals and remembers where clients keep to
     * @param builtIn makes the filters that the gateway brings
     */
    public ProgramCompiler(
            Upstreams upstreams,
            ProgramSettings settings,
            ForwardedHeaders forwarded,
            AttemptObserver attempts,
            Sessions sessions,
            FilterMaker builtIn) {
        this.upstreams = upstreams;
        this.settings = settings;
        this.forwarded = forwarded;
        this.attempts = attempts;
        this.sessions = sessions;
        this.builtIn = builtIn;
        this.usual = pace(Timeouts.UNSET, RetryPolicy.compile(null, settings), RetryBudget.UNLIMITED);
    }

    /** What became of the sessions of all rules. */
    public SessionCounters sessions() {
        return sessions.counters();
    }

    /** What all programs of this compiler did. */
    public ProgramCounters counters() {
        return counters;
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
            case Refuse _ -> new Refusal(Answer.RULE_REFUSED);
            case Forward _ when replacesPrefixWithoutOne(rule, rule.filters()) -> new Refusal(Answer.RULE_REFUSED);
            case Forward forward -> forward(rule, forward);
        };
    }

    private RuleProgram forward(Rule rule, Forward forward) {
        FilterSet filters = compile(rule.filters());
        RuleProgram program = filters.redirect() == null
                ? Shares.of(forward.backends().stream()
                        .map(backend ->
                                new Share(backend.weight(), share(rule, filters, backend), affinity(rule, backend)))
                        .toList())
                : new Redirection(filters.redirect(), filters.responseHeaders());
        RuleProgram guarded = around(filters.before(), authorized(rule, filters, around(filters.after(), program)));
        return behind(filters.cors(), guarded);
    }

    /** The first is the outermost. */
    private RuleProgram around(List<BuiltInCall> filters, RuleProgram program) {
        RuleProgram all = program;
        for (BuiltInCall filter : filters.reversed()) {
            all = builtIn.make(filter).around(all);
        }
        return all;
    }

    /**
     * The authorizer is asked before anything else is done, whatever its place: a redirect or session says something.
     */
    private RuleProgram authorized(Rule rule, FilterSet filters, RuleProgram program) {
        Authorizer auth = filters.auth();
        if (auth == null) {
            return program;
        }
        BackendId backend = auth.settings().backend();
        return backend == null
                ? new Refusal(Answer.EXTERNAL_AUTH_UNRESOLVED)
                : new Authorization(
                        rule.id(),
                        upstreams.get(backend),
                        auth.settings(),
                        filters.steps().subList(0, auth.step()),
                        TimeLimits.compile(rule.timeouts()),
                        settings.externalAuthTimeout(),
                        forwarded,
                        counters,
                        program);
    }

    private RuleProgram share(Rule rule, FilterSet outer, WeightedBackend backend) {
        return switch (backend.target()) {
            case Unresolved _ -> new Refusal(Answer.BACKEND_UNRESOLVED);
            case Resolved _ when isRefused(rule, backend) -> new Refusal(Answer.RULE_REFUSED);
            case Resolved resolved -> share(rule, outer.then(compile(backend.filters())), resolved, backend.retries());
        };
    }

    /** Null where requests to the backendRef go to no backend, or to any of its endpoints. */
    private @Nullable Affinity affinity(Rule rule, WeightedBackend backend) {
        StickySession session = backend.session();
        if (session == null || !(backend.target() instanceof Resolved resolved) || isRefused(rule, backend)) {
            return null;
        }
        sessions.use();
        return Affinity.compile(session, identity(rule), upstreams.get(resolved.backend()), sessions);
    }

    /** A name stays with a rule that is moved within its route. */
    private static String identity(Rule rule) {
        return rule.id().route() + (rule.name() == null ? " rule " + rule.id().index() : " " + rule.name());
    }

    private RuleProgram share(Rule rule, FilterSet filters, Resolved resolved, @Nullable RetryAllowance allowance) {
        RuleProgram program = filters.redirect() == null
                ? forwarding(rule, filters, resolved.backend(), allowance)
                : new Redirection(filters.redirect(), filters.responseHeaders());
        return behind(filters.cors(), around(filters.before(), program));
    }

    private Forwarding forwarding(Rule rule, FilterSet filters, BackendId backend, @Nullable RetryAllowance allowance) {
        Upstream upstream = upstreams.get(backend);
        return new Forwarding(
                rule.id(),
                upstream,
                filters,
                pace(rule, backend, allowance),
                labels.computeIfAbsent(upstream, it -> new BackendLabels(it.id())),
                forwarded);
    }

    private Pace pace(Rule rule, BackendId backend, @Nullable RetryAllowance allowance) {
        if (rule.retry() == null && allowance == null && rule.timeouts().equals(Timeouts.UNSET)) {
            return usual;
        }
        RetryPolicy retry = RetryPolicy.compile(rule.retry(), settings);
        return pace(rule.timeouts(), retry, allowance == null ? budget(retry) : budgets.of(backend, allowance));
    }

    private Pace pace(Timeouts timeouts, RetryPolicy retry, RetryBudget budget) {
        return new Pace(TimeLimits.compile(timeouts), retry, budget, settings, counters, attempts);
    }

    /** What no rule asks for is safe, and limited by its number of attempts. */
    private RetryBudget budget(RetryPolicy retry) {
        return retry.byRule()
                ? new ConcurrentRetries(settings.retryPercent(), settings.retryMinimum())
                : RetryBudget.UNLIMITED;
    }

    private FilterSet compile(List<RouteFilter> filters) {
        return FilterSet.compile(filters, filter -> mirroring(filter.mirror()));
    }

    private Mirroring mirroring(Mirror mirror) {
        return new Mirroring(
                upstreams.get(mirror.backend()), mirror.numerator(), mirror.denominator(), settings, counters);
    }

    private static RuleProgram behind(@Nullable CrossOrigin cors, RuleProgram program) {
        return cors == null ? program : new CorsProgram(cors, program);
    }

    private static boolean isRefused(Rule rule, WeightedBackend backend) {
        return backend.filters().stream()
                        .anyMatch(filter -> filter instanceof SpringFilter || filter instanceof ExternalAuth)
                || replacesPrefixWithoutOne(rule, backend.filters());
    }

    private static boolean replacesPrefixWithoutOne(Rule rule, List<RouteFilter> filters) {
        boolean everyMatchIsPrefix =
                rule.matches().stream().allMatch(match -> match.path() instanceof PathMatch.Prefix);
        return !everyMatchIsPrefix && FilterSet.replacesPrefix(filters);
    }
}
