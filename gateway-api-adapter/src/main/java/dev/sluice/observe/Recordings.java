package dev.sluice.observe;

import dev.sluice.trace.Recording;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the requests that an operator asks for by their X-Request-Id, each for seconds and a few at a time. A request
 * that nobody asked for costs one read of a field, and while others are asked for one more look into a small map.
 */
public final class Recordings implements RequestObserver {

    /** Ids that are asked for at the same time. */
    static final int MOST = 8;

    private static final int LONGEST_ID = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final long patience;

    /** Replaced as a whole; the lock is for those who replace it. */
    private volatile Map<String, Place> places = Map.of();

    public Recordings() {
        this(PATIENCE);
    }

    /** @param patience how long an id is asked for */
    Recordings(Duration patience) {
        this.patience = patience.toNanos();
    }

    /**
     * What is known of a request.
     *
     * @param request null: it has not ended
     */
    public record Answer(boolean finished, @Nullable RecordedRequest request) {

        static final Answer WAITING = new Answer(false, null);
    }

    /** One id. */
    private static final class Place {

        private final long asked = System.nanoTime();
        private boolean taken;
        private @Nullable RecordedRequest finished;
    }

    /**
     * Asks for the next request of an id, and gives it once when it has ended; then it is forgotten. Any thread.
     *
     * @throws IllegalArgumentException for what is no id
     * @throws IllegalStateException for too many at the same time
     */
    public synchronized Answer ask(String id) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "trace: the id has %d characters (expected: 1-%d)".formatted(id.length(), LONGEST_ID));
        }
        Map<String, Place> all = living();
        Place place = all.get(id);
        Answer answer = Answer.WAITING;
        if (place == null) {
            if (all.size() == MOST) {
                throw new IllegalStateException("trace: %d requests are asked for already".formatted(MOST));
            }
            all.put(id, new Place());
        } else if (place.finished != null) {
            answer = new Answer(true, place.finished);
            all.remove(id);
        }
        places = Map.copyOf(all);
        return answer;
    }

    /** Begins to record a request, if it is asked for. On its event loop. */
    public @Nullable Recording begin(String id) {
        return places.isEmpty() ? null : take(id);
    }

    private @Nullable Recording take(String id) {
        if (!places.containsKey(id)) {
            forgetIfOld();
            return null;
        }
        synchronized (this) {
            places = Map.copyOf(living());
            Place place = places.get(id);
            if (place == null || place.taken) {
                return null;
            }
            place.taken = true;
            return new Recording();
        }
    }

    /** So that requests cost no look into the map after the last that was asked for. */
    private void forgetIfOld() {
        if (places.values().stream().allMatch(this::isOld)) {
            synchronized (this) {
                places = Map.copyOf(living());
            }
        }
    }

    @Override
    public void finished(RequestRecord request) {
        Recording recording = request.recording();
        if (recording != null) {
            keep(request.head().requestId(), RecordedRequest.of(request, recording));
        }
    }

    private synchronized void keep(String id, RecordedRequest request) {
        Place place = places.get(id);
        if (place != null) {
            place.finished = request;
        }
    }

    private Map<String, Place> living() {
        var living = new HashMap<>(places);
        living.values().removeIf(this::isOld);
        return living;
    }

    private boolean isOld(Place place) {
        return System.nanoTime() - place.asked > patience;
    }
}
