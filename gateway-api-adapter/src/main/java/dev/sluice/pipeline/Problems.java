package dev.sluice.pipeline;

import dev.sluice.memory.ListRenewal;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.Places;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.status.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, in what the source has read and in the status of objects, and what of it the observer knows. Used by
 * one thread.
 */
final class Problems {

    /**
     * For so long an object may be pending without a report: its Service or pods are being made. Where nothing is wrong
     * that takes a few seconds.
     */
    static final Duration USUALLY_PENDING = Duration.ofSeconds(10);

    private final PipelineObserver observer;
    private List<Problem> ofSource = List.of();
    private List<Found> ofConfig = List.of();
    private List<Found> ofObjects = List.of();
    private Places places = Places.NONE;
    private ListRenewal<StatusDocument, List<Found>> byDocument = new ListRenewal<>();
    /** Null: some of them may be others than when they were put together last. */
    private @Nullable List<Problem> all;

    private Map<Problem, Long> pendingSince = new HashMap<>();
    private List<Problem> reported = List.of();

    /** One of an object. */
    private record Found(Problem problem, boolean pending) {

        static Found of(Fault fault, Places places) {
            var problem = new Problem(Severity.WARNING, null, fault.object(), fault.field(), fault.message(), "");
            return new Found(problem.in(places), fault.pending());
        }
    }

    /** There are none so far. */
    Problems(PipelineObserver observer) {
        this.observer = observer;
    }

    /** @param newPlaces of the objects that are judged from now on */
    void ofSource(List<Problem> problems, Places newPlaces) {
        if (!newPlaces.equals(places)) {
            places = newPlaces;
            byDocument = new ListRenewal<>();
        }
        if (!problems.equals(ofSource)) {
            ofSource = List.copyOf(problems);
            all = null;
        }
    }

    /**
     * Those of what is served, such as a certificate that has expired.
     *
     * @param passing those that may be over in a moment, such as a Service whose pods are starting
     */
    void ofConfig(List<Problem> problems, List<Problem> passing, long nanos) {
        var found = Stream.concat(
                        problems.stream().map(it -> new Found(it.in(places), false)),
                        passing.stream().map(it -> new Found(it.in(places), true)))
                .toList();
        if (!found.equals(ofConfig)) {
            ofConfig = found;
            startWaiting(nanos);
        }
    }

    /** A document that is the same object as last time is not read again. */
    void ofObjects(List<StatusDocument> documents, long nanos) {
        var found = new ArrayList<Found>();
        for (List<Found> faults : byDocument.next(documents, this::faults)) {
            if (!faults.isEmpty()) {
                found.addAll(faults);
            }
        }
        if (!found.equals(ofObjects)) {
            ofObjects = List.copyOf(found);
            startWaiting(nanos);
        }
    }

    private List<Found> faults(StatusDocument document) {
        return Fault.of(document).stream().map(fault -> Found.of(fault, places)).toList();
    }

    private void startWaiting(long nanos) {
        all = null;
        var pending = new HashMap<Problem, Long>();
        Stream.concat(ofObjects.stream(), ofConfig.stream())
                .filter(Found::pending)
                .map(Found::problem)
                .forEach(it -> pending.put(it, pendingSince.getOrDefault(it, nanos)));
        pendingSince = pending;
    }

    /** All that are known: those of the source, of objects and of what is served. The same list while they are. */
    List<Problem> all() {
        var known = all;
        if (known == null) {
            known = those(_ -> true);
            all = known;
        }
        return known;
    }

    private List<Problem> those(Predicate<Found> of) {
        var problems = new ArrayList<>(ofSource);
        Consumer<Found> add = found -> {
            if (of.test(found)) {
                problems.add(found.problem());
            }
        };
        ofObjects.forEach(add);
        ofConfig.forEach(add);
        return List.copyOf(problems);
    }

    /** The same for somebody who waits for nothing: a condition that is not only pending is an error. */
    List<Problem> verdicts() {
        return Stream.of(
                        ofSource.stream(),
                        ofObjects.stream()
                                .filter(it -> !it.pending())
                                .map(it -> it.problem().with(Severity.ERROR)),
                        ofConfig.stream().filter(it -> !it.pending()).map(Found::problem))
                .flatMap(Function.identity())
                .toList();
    }

    /** Hands those that last to the observer, where they are others than before. */
    void report(long now) {
        var lasting =
                pendingSince.isEmpty() ? all() : those(it -> !it.pending() || untilReport(it.problem(), now) <= 0);
        if (!lasting.equals(reported)) {
            reported = lasting;
            observer.problems(lasting);
        }
    }

    /** How long until one that is pending has to be reported; empty where none is. */
    Optional<Duration> untilReport(long now) {
        return pendingSince.keySet().stream()
                .map(it -> untilReport(it, now))
                .filter(left -> left > 0)
                .min(Long::compare)
                .map(Duration::ofNanos);
    }

    private long untilReport(Problem problem, long now) {
        var since = pendingSince.get(problem);
        return since == null ? 0 : USUALLY_PENDING.toNanos() - (now - since);
    }
}
