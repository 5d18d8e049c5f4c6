package dev.sluice.observe;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RuleId;
import dev.sluice.memory.Interner;
import dev.sluice.message.GrpcStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where a request belongs, in the words of logs and metrics; made when a rule is compiled, not for each request. Keeps
 * the meters of its requests, so that they are not looked for by name.
 */
public final class RuleLabels {

    private static final Interner SHARED = new Interner(1 << 8);

    private final String gateway;
    private final String listener;
    private final String route;
    private final int rule;
    private volatile @Nullable AtomicReferenceArray<Timer> timers;
    private volatile @Nullable Timer histogram;
    private volatile @Nullable AtomicReferenceArray<Counter> calls;

    /**
     * @param gateway {@code namespace/name}
     * @param listener Listener.name, or {@code ListenerSet/namespace/name/entry}; empty where no Listener serves the
     *     request's host
     * @param route {@code HTTPRoute namespace/name}; empty where no rule took the request
     * @param rule place in the route's list, from 0; -1 where no rule took the request
     */
    public RuleLabels(String gateway, String listener, String route, int rule) {
        this.gateway = gateway;
        this.listener = listener;
        this.route = route;
        this.rule = rule;
    }

    /** No Listener of the socket serves the host. */
    public static RuleLabels of(PortId port) {
        return new RuleLabels(port.parent().toString(), "", "", -1);
    }

    /** No rule of the Listener took the request. */
    public static RuleLabels of(ListenerId listener) {
        return new RuleLabels(gateway(listener), listener.label(), "", -1);
    }

    /** The rule took the request. */
    public static RuleLabels of(ListenerId listener, RuleId rule) {
        return new RuleLabels(
                gateway(listener), listener.label(), SHARED.of(rule.route().toString()), rule.index());
    }

    private static String gateway(ListenerId listener) {
        return SHARED.of(listener.parent().toString());
    }

    public String gateway() {
        return gateway;
    }

    public String listener() {
        return listener;
    }

    public String route() {
        return route;
    }

    public int rule() {
        return rule;
    }

    /** A timer that was kept; null where none was. */
    @Nullable
    Timer timer(int slot) {
        AtomicReferenceArray<Timer> known = timers;
        return known == null ? null : known.get(slot);
    }

    /**
     * Keeps a timer.
     *
     * @param slots how many there can be
     */
    void keep(Timer timer, int slot, int slots) {
        AtomicReferenceArray<Timer> known = timers;
        if (known == null) {
            known = new AtomicReferenceArray<>(slots);
            timers = known;
        }
        known.set(slot, timer);
    }

    /** The timer with buckets; null where none was kept. */
    @Nullable
    Timer histogram() {
        return histogram;
    }

    /** Keeps the timer with buckets. */
    void keepHistogram(Timer timer) {
        histogram = timer;
    }

    /** The counter of calls that ended so; null where none was kept. */
    @Nullable
    Counter calls(GrpcStatus status) {
        AtomicReferenceArray<Counter> known = calls;
        return known == null ? null : known.get(status.code());
    }

    /** Keeps the counter of calls that ended so. */
    void keep(Counter counter, GrpcStatus status) {
        AtomicReferenceArray<Counter> known = calls;
        if (known == null) {
            known = new AtomicReferenceArray<>(GrpcStatus.values().length);
            calls = known;
        }
        known.set(status.code(), counter);
    }

    /** By what it says; the meters do not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RuleLabels that
                && gateway.equals(that.gateway)
                && listener.equals(that.listener)
                && route.equals(that.route)
                && rule == that.rule;
    }

    @Override
    public int hashCode() {
        return 31 * route.hashCode() + rule;
    }

    @Override
    public String toString() {
        return gateway + " " + listener + " " + route + " rule " + rule;
    }
}
