package dev.sluice.filter;

import dev.sluice.answer.Answer;
import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.program.FilterMaker;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.BindException;
import reactor.core.publisher.Mono;

/** The filters that the gateway brings, by name. Any thread may judge; one makes filters. */
public final class FilterCatalogue implements FilterMaker {

    private static final Logger LOG = LoggerFactory.getLogger(FilterCatalogue.class);

    private final Map<String, FilterKind<?>> kinds = new TreeMap<>();
    private final ArgumentBinder binder = ArgumentBinder.ofFilters();

    /** Those that rules run, as long as one does: a change of something else does not cost a filter its state. */
    private final Map<BuiltInCall, WeakReference<RequestFilter>> made = new HashMap<>();

    private final Map<String, String> missing;

    /**
     * A catalogue of these.
     *
     * @param missing by the name of a filter that cannot be used here, the libraries that it needs, as Maven
     *     coordinates
     * @throws IllegalStateException for two kinds of one name
     */
    public FilterCatalogue(List<FilterKind<?>> kinds, Map<String, String> missing) {
        this.missing = Map.copyOf(missing);
        for (FilterKind<?> kind : kinds) {
            if (this.kinds.put(kind.name(), kind) != null) {
                throw new IllegalStateException("two filters are named " + kind.name());
            }
        }
    }

    /** All names, also of filters whose libraries are missing: no filter of an application takes their place. */
    public Set<String> names() {
        return Stream.concat(kinds.keySet().stream(), missing.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The libraries that a filter needs and the application does not have; empty where it can be used. */
    public Optional<String> missing(String name) {
        return Optional.ofNullable(missing.get(name));
    }

    /**
     * The libraries that only these arguments need and the application does not have; empty where it has all.
     *
     * @param args that the filter takes
     */
    public Optional<String> missing(String name, Map<String, String> args) {
        return missing(kind(name), args);
    }

    private <A extends Record> Optional<String> missing(FilterKind<A> kind, Map<String, String> args) {
        return kind.missing(binder.bind(kind.arguments(), args));
    }

    /** All kinds that can be used, by name. */
    public List<FilterKind<?>> kinds() {
        return List.copyOf(kinds.values());
    }

    /**
     * Why a filter does not take these arguments; empty where it takes them.
     *
     * @param name one of {@link #names} whose libraries are not {@link #missing}
     */
    public Optional<String> refusal(String name, Map<String, String> args) {
        return refusal(kind(name), args);
    }

    /** Why what the arguments refer to cannot be used; empty where it can. The arguments are known to be taken. */
    public Optional<String> unusable(BuiltInCall call) {
        try {
            var _ = filter(kind(call.filter()), call);
            return Optional.empty();
        } catch (BindException | InvalidArgument e) {
            return Optional.of("args." + e.getMessage());
        } catch (UnusableReference e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public synchronized RequestFilter make(BuiltInCall call) {
        made.values().removeIf(known -> known.refersTo(null));
        WeakReference<RequestFilter> known = made.get(call);
        RequestFilter filter = known == null ? null : known.get();
        if (filter == null) {
            filter = new Kept(orRefusing(call));
            made.put(call, new WeakReference<>(filter));
        }
        return filter;
    }

    /** A filter that lives as long as a program that it is around. */
    private record Kept(RequestFilter filter) implements RequestFilter {

        @Override
        public RuleProgram around(RuleProgram program) {
            return new KeepingProgram(filter.around(program), this);
        }
    }

    /** @param filter is not used; it is held */
    private record KeepingProgram(RuleProgram program, Kept filter) implements RuleProgram {

        @Override
        public Mono<ProgramResponse> run(ProgramRequest request) {
            return program.run(request);
        }
    }

    private RequestFilter orRefusing(BuiltInCall call) {
        FilterKind<?> kind = kinds.get(call.filter());
        try {
            if (kind != null) {
                return filter(kind, call);
            }
            LOG.error("{}: there is no filter {}; its rules answer 500", call.source(), call.filter());
        } catch (BindException | InvalidArgument | UnusableReference e) {
            LOG.error("{} was judged to be usable and is not; its rules answer 500: {}", call.source(), e.getMessage());
        }
        return _ -> request -> Mono.just(ProgramResponse.of(Answer.RULE_REFUSED, request.answers()));
    }

    private FilterKind<?> kind(String name) {
        FilterKind<?> kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("no filter " + name);
        }
        return kind;
    }

    /** A misspelled argument is named before one that is missing because of it. */
    private <A extends Record> Optional<String> refusal(FilterKind<A> kind, Map<String, String> args) {
        List<String> known = ArgumentSchema.names(kind.arguments());
        for (String argument : args.keySet()) {
            if (known.stream().noneMatch(name -> ArgumentSchema.isIn(argument, name))) {
                return Optional.of("args.%s: factory %s has no such argument; it takes %s"
                        .formatted(argument, kind.name(), known));
            }
        }
        try {
            var _ = binder.bind(kind.arguments(), args);
            return Optional.empty();
        } catch (BindException e) {
            return Optional.of(ArgumentBinder.cause(e, kind.name(), known));
        }
    }

    private <A extends Record> RequestFilter filter(FilterKind<A> kind, BuiltInCall call) {
        return kind.make(binder.bind(kind.arguments(), call.args()), new References(call.source(), call.referred()));
    }
}
