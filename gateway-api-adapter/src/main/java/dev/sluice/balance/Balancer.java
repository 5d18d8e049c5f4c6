package dev.sluice.balance;

import dev.sluice.config.backend.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of one backend. Any thread may call every method. A choice and the end of a request take no lock; what
 * is seldom does: other endpoints, an ejection, its end.
 */
public final class Balancer {

    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

    /** Draws before all members are looked at; with half of them unfit, one search in 256 gets so far. */
    private static final int DRAWS = 8;

    private final BalanceSettings settings;
    private final LongSupplier nanoClock;
    private volatile Map<Endpoint, Member> members = Map.of();
    private volatile List<Endpoint> endpoints = List.of();
    private volatile Member[] inUse = {};

    /**
     * A backend without endpoints.
     *
     * @param nanoClock as {@link System#nanoTime}
     */
    public Balancer(BalanceSettings settings, LongSupplier nanoClock) {
        this.settings = settings;
        this.nanoClock = nanoClock;
    }

    /**
     * Replaces the endpoints. One that stays keeps its member, also where it goes from one list to the other.
     *
     * @param ready those that take requests
     * @param terminating those that take requests where none is ready; what is in both lists is ready
     * @return members whose endpoints are in neither list: chosen no more, though their requests may still run
     */
    public synchronized List<Member> update(List<Endpoint> ready, List<Endpoint> terminating) {
        Map<Endpoint, Member> before = members;
        boolean oneStays = ready.stream().map(before::get).anyMatch(member -> member != null && !member.terminating());
        Map<Endpoint, Member> after = new LinkedHashMap<>();
        for (Endpoint endpoint : ready) {
            after.computeIfAbsent(endpoint, it -> ready(before.get(it), it, oneStays));
        }
        int readyCount = after.size();
        for (Endpoint endpoint : terminating) {
            after.computeIfAbsent(endpoint, it -> terminating(before.get(it), it));
        }
        members = after;
        List<Endpoint> all = List.copyOf(after.keySet());
        endpoints = all.equals(endpoints) ? endpoints : all;
        inUse = after.values().stream()
                .limit(readyCount == 0 ? after.size() : readyCount)
                .toArray(Member[]::new);
        restoreSurplus();
        Map<Endpoint, Member> gone = new HashMap<>(before);
        gone.keySet().removeAll(after.keySet());
        return List.copyOf(gone.values());
    }

    /** All members, those that are ready first. */
    public synchronized List<Member> members() {
        return List.copyOf(members.values());
    }

    /** All endpoints, those that are ready first: the same list as long as they are the same. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** How long responses of an endpoint take; null where it is gone. */
    public @Nullable Latency latency(Endpoint endpoint) {
        Member member = members.get(endpoint);
        return member == null ? null : member.latency();
    }

    /** The member of an endpoint, also of one that is ending; null where it is gone or ejected. */
    public @Nullable Member usable(Endpoint endpoint) {
        Member member = members.get(endpoint);
        return member == null || member.ejected() ? null : member;
    }

    /**
     * Where the next request goes: of two ready members taken at random, the one with fewer running requests. No
     * ejected one, but for a request at a time that tests it, which is never one with something to avoid. The request
     * must be {@link Member#started} and {@link Member#ended}.
     *
     * @param avoid not these, unless there is nothing else; empty for a first try
     * @return null where there is no endpoint
     */
    public @Nullable Member choose(Collection<Endpoint> avoid) {
        Member[] all = inUse;
        if (all.length <= 1) {
            return all.length == 0 ? null : all[0];
        }
        Member chosen = ofTwo(all, avoid);
        if (chosen == null && !avoid.isEmpty()) {
            chosen = draw(all, null, List.of(), false);
        }
        return chosen == null ? all[ThreadLocalRandom.current().nextInt(all.length)] : chosen;
    }

    private static @Nullable Member ofTwo(Member[] all, Collection<Endpoint> avoid) {
        boolean tests = avoid.isEmpty();
        Member first = draw(all, null, avoid, tests);
        if (first == null || first.ejected()) {
            return first;
        }
        Member second = draw(all, first, avoid, tests);
        if (second == null || second.ejected()) {
            return second == null ? first : second;
        }
        long firstLoad = (long) first.running() * second.weight();
        long secondLoad = (long) second.running() * first.weight();
        return firstLoad <= secondLoad ? first : second;
    }

    /** One member at random, each as likely as its share; an ejected one only if it may be tested. */
    private static @Nullable Member draw(
            Member[] all, @Nullable Member except, Collection<Endpoint> avoid, boolean tests) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int draws = 0; draws < DRAWS; draws++) {
            Member member = all[random.nextInt(all.length)];
            if (member == except || avoid.contains(member.endpoint())) {
                continue;
            }
            if (member.ejected()) {
                if (tests && member.mayBeTested()) {
                    return member;
                }
                continue;
            }
            int weight = member.weight();
            if (weight == Member.FULL || random.nextInt(Member.FULL) < weight) {
                return member;
            }
        }
        return search(all, except, avoid);
    }

    /** The same by looking at each, where many are unfit. Leaves ejected ones alone. */
    private static @Nullable Member search(Member[] all, @Nullable Member except, Collection<Endpoint> avoid) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Member found = null;
        long sum = 0;
        for (Member member : all) {
            if (member != except && !member.ejected() && !avoid.contains(member.endpoint())) {
                int weight = member.weight();
                sum += weight;
                found = random.nextLong(sum) < weight ? member : found;
            }
        }
        return found;
    }

    BalanceSettings settings() {
        return settings;
    }

    long now() {
        return nanoClock.getAsLong();
    }

    /** Takes a member out of use, or keeps it out for longer; not where too few would remain. */
    synchronized void eject(Member member, int ticket) {
        Ejection before = member.ejection();
        if (!member.isAt(ticket) || (before == null && !mayEject(member))) {
            return;
        }
        int times = before == null ? 1 : before.times() + 1;
        long nanos = settings.ejectionNanos(times);
        member.eject(new Ejection(times, now() + nanos));
        if (times == 1) {
            LOG.info("{} fails; no request goes there for {}", member, Duration.ofNanos(nanos));
        }
    }

    /** Brings a member back that works again. */
    synchronized void restore(Member member, int ticket) {
        if (member.isAt(ticket) && member.ejected()) {
            LOG.info("{} works again", member);
            bringBack(member);
        }
    }

    private Member ready(@Nullable Member known, Endpoint endpoint, boolean oneStays) {
        Member member = known == null ? new Member(endpoint, this) : known;
        if (oneStays && (known == null || known.terminating())) {
            startSlowly(member);
        }
        member.terminating(false);
        return member;
    }

    private Member terminating(@Nullable Member known, Endpoint endpoint) {
        Member member = known == null ? new Member(endpoint, this) : known;
        member.terminating(true);
        return member;
    }

    private boolean mayEject(Member member) {
        Member[] all = inUse;
        return Arrays.asList(all).contains(member) && ejected().size() < settings.ejectable(all.length);
    }

    /** Where endpoints went away, too many of the rest may be ejected: the first to be tested come back. */
    private void restoreSurplus() {
        List<Member> ejected = ejected();
        int surplus = ejected.size() - settings.ejectable(inUse.length);
        for (int i = 0; i < surplus; i++) {
            bringBack(ejected.get(i));
        }
    }

    /** Those in use that are ejected, the first to be tested first. */
    private List<Member> ejected() {
        List<Member> ejected = new ArrayList<>();
        for (Member member : inUse) {
            if (member.ejected()) {
                ejected.add(member);
            }
        }
        long now = now();
        ejected.sort((a, b) -> Long.compare(wait(a, now), wait(b, now)));
        return ejected;
    }

    private static long wait(Member member, long now) {
        Ejection ejection = member.ejection();
        return ejection == null ? 0 : ejection.until() - now;
    }

    private void bringBack(Member member) {
        member.restore();
        startSlowly(member);
    }

    private void startSlowly(Member member) {
        if (settings.slowStart().isPositive()) {
            member.startSlowly(now());
        }
    }
}
