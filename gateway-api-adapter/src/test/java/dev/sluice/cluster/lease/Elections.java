package dev.sluice.cluster.lease;

import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.lease.Candidate.Request;
import dev.sluice.testkit.FakeCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Some replicas and an API server in a time of their own: requests and answers take a while or are lost, clocks are
 * wrong, and somebody damages the Lease.
 */
final class Elections {

    static final Duration LEASE = Duration.ofSeconds(15);
    static final Duration DEADLINE = Duration.ofSeconds(10);
    static final Duration RETRY = Duration.ofSeconds(2);

    private static final FakeCluster.Id ID = new FakeCluster.Id("Lease", "sluice-system", "sluice");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_REQUESTS = 8;

    final FakeCluster cluster = new FakeCluster();
    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
    private final List<Replica> replicas = new ArrayList<>();
    private long now;
    private int scheduled;
    private boolean losesRequests;
    private int most;

    private record Event(long at, int order, Runnable action) {}

    Elections(long seed, int replicas) {
        random = new Random(seed);
        for (int i = 0; i < replicas; i++) {
            this.replicas.add(new Replica("replica-" + i));
        }
    }

    /** Everybody begins to stand within two seconds. */
    void start() {
        replicas.forEach(replica -> after(random(RETRY), replica::attempt));
    }

    /** Requests are lost, half of them, or not. */
    void loseRequests(boolean now) {
        losesRequests = now;
    }

    /** One replica, by its place, hears and says nothing. */
    void cutOff(int replica, boolean cut) {
        replicas.get(replica).cut = cut;
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    /** Lets time go by, and looks at each moment at which something happens who leads. */
    void run(Duration time) {
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= end) {
            var next = events.remove();
            now = next.at();
            most = Math.max(most, leaders());
            next.action().run();
            most = Math.max(most, leaders());
        }
        now = end;
        most = Math.max(most, leaders());
    }

    /** How long nobody led, at most until the patience is over. */
    Duration untilSomebodyLeads(Duration patience) {
        long begin = now;
        while (leaders() == 0 && now - begin < patience.toNanos()) {
            run(Duration.ofMillis(50));
        }
        return Duration.ofNanos(now - begin);
    }

    int leaders() {
        return (int) IntStream.range(0, replicas.size()).filter(this::leads).count();
    }

    boolean leads(int replica) {
        return replicas.get(replica).leads();
    }

    /** How many led at one time, at most. */
    int most() {
        return most;
    }

    void damage(String mergePatch) {
        if (cluster.find(ID.kind(), ID.namespace(), ID.name()) != null) {
            cluster.edit(ID.kind(), ID.namespace(), ID.name(), mergePatch);
        }
    }

    void delete() {
        cluster.remove(ID.kind(), ID.namespace(), ID.name());
    }

    private long random(Duration most) {
        return (long) (random.nextDouble() * most.toNanos());
    }

    private void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, scheduled++, action));
    }

    private Answer apply(Request request) {
        return switch (request) {
            case Request.Read _ -> {
                var lease = cluster.find(ID.kind(), ID.namespace(), ID.name());
                yield lease == null ? new Answer.Gone() : new Answer.Done(lease);
            }
            case Request.Create(var lease) -> answer(cluster.create(ID, lease));
            case Request.Take(var patch) -> answer(cluster.patch(ID, patch));
            case Request.Release(var patch) -> answer(cluster.patch(ID, patch));
        };
    }

    private static Answer answer(FakeCluster.Reply reply) {
        ObjectNode object = reply.object();
        if (object != null) {
            return new Answer.Done(object);
        }
        return reply.code() == 404 ? new Answer.Gone() : new Answer.Conflict();
    }

    /** One replica. Its clock began at any time, goes a little too fast or slow, and on the wall it is wrong. */
    private final class Replica {

        private final Candidate candidate;
        private final long origin = random.nextLong();
        private final double pace = 0.99 + random.nextDouble() * 0.02;
        private final int skew = random.nextInt(31) - 15;
        private boolean cut;

        Replica(String identity) {
            candidate = new Candidate(
                    new LeaseLeadership.Settings("sluice-system", "sluice", identity, LEASE, DEADLINE, RETRY));
        }

        boolean leads() {
            return candidate.leads(local());
        }

        private long local() {
            return origin + (long) (now * pace);
        }

        private void attempt() {
            candidate.begin(local());
            step(MOST_REQUESTS);
        }

        private void step(int left) {
            var wall = Instant.EPOCH.plusNanos(now).plusSeconds(skew);
            var request = left == 0 ? null : candidate.next(local(), wall);
            if (request == null) {
                after(RETRY.toNanos(), this::attempt);
                return;
            }
            long sent = local();
            boolean arrives = !cut && !(losesRequests && random.nextInt(3) == 0);
            boolean answered = !(losesRequests && random.nextInt(3) == 0);
            long there = random(Duration.ofMillis(losesRequests ? 4_000 : 100));
            long back = random(Duration.ofMillis(losesRequests ? 4_000 : 100));
            if (!arrives || !answered || there + back > TIMEOUT.toNanos()) {
                if (arrives) {
                    after(there, () -> apply(request));
                }
                after(TIMEOUT.toNanos(), this::failed);
                return;
            }
            after(there, () -> {
                var answer = apply(request);
                after(back, () -> answered(request, answer, sent, left));
            });
        }

        private void failed() {
            candidate.failed();
            after(RETRY.toNanos(), this::attempt);
        }

        private void answered(Request request, Answer answer, long sent, int left) {
            candidate.answered(request, answer, sent, local());
            if (request instanceof Request.Read || !leads()) {
                step(left - 1);
            } else {
                after(RETRY.toNanos(), this::attempt);
            }
        }
    }
}
