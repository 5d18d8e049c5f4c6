package dev.sluice.store;

import static dev.sluice.store.Sessions.FIRST;
import static dev.sluice.store.Sessions.use;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.session.SessionId;
import dev.sluice.session.SessionUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RecentUsesTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final RecentUses uses =
            new RecentUses(2, (before, use) -> use.at().isAfter(before.at().plusSeconds(1)));

    private static SessionUse at(SessionId id, int second) {
        return use(id, FIRST, NOON.plusSeconds(second));
    }

    private SessionUse add(int second) {
        SessionUse use = at(Sessions.any(), second);
        uses.add(use);
        return use;
    }

    @Test
    void oneSessionIsCollectedOnceWithItsLastUse() {
        SessionId id = Sessions.any();
        uses.add(at(id, 1));
        uses.add(at(id, 2));

        assertThat(uses.collect()).containsExactly(at(id, 2));
    }

    @Test
    void aUseIsCollectedUntilItIsWritten() {
        SessionUse use = add(1);

        assertThat(uses.collect()).containsExactly(use);
        assertThat(uses.collect()).containsExactly(use);
        uses.written(List.of(use));
        assertThat(uses.collect()).isEmpty();
        assertThat(uses.pending()).isZero();
    }

    @Test
    void aUseDuringAWriteIsWrittenNext() {
        SessionId id = Sessions.any();
        uses.add(at(id, 1));
        List<SessionUse> writing = uses.collect();
        uses.add(at(id, 2));
        uses.collect();

        uses.written(writing);

        assertThat(uses.collect()).containsExactly(at(id, 2));
        assertThat(uses.last(id)).isEqualTo(at(id, 2));
    }

    @Test
    void noneIsUncountedOnItsWayFromOneIntervalToTheWrites() {
        int each = 100;
        var counted = new ArrayList<Integer>();
        var counting = new AtomicReference<RecentUses>();
        var many = new RecentUses(1000, (_, _) -> {
            counted.add(counting.get().pending());
            return true;
        });
        counting.set(many);
        List<SessionId> known = Stream.generate(Sessions::any).limit(each).toList();
        known.forEach(id -> many.add(at(id, 1)));
        many.written(many.collect());

        known.forEach(id -> many.add(at(id, 2)));
        Stream.generate(Sessions::any).limit(each).forEach(id -> many.add(at(id, 2)));
        many.collect();

        assertThat(counted).hasSize(each).allMatch(pending -> pending >= 2 * each);
        assertThat(many.pending()).isEqualTo(2 * each);
    }

    @Test
    void aUseThatIsNotWorthItIsNotWrittenAfterAnother() {
        SessionId id = Sessions.any();
        uses.add(at(id, 1));
        uses.written(uses.collect());

        uses.add(at(id, 2));
        assertThat(uses.collect()).isEmpty();
        assertThat(uses.pending()).isZero();

        uses.add(at(id, 3));
        assertThat(uses.collect()).containsExactly(at(id, 3));
    }

    @Test
    void whatTheStoreHasLostIsWrittenWithTheNextUse() {
        SessionId id = Sessions.any();
        uses.add(at(id, 1));
        uses.written(uses.collect());

        uses.forgetWritten();

        assertThat(uses.last(id)).isNull();
        uses.add(at(id, 1));
        assertThat(uses.collect()).containsExactly(at(id, 1));
    }

    @Test
    void theOldestAreDroppedAndCounted() {
        SessionUse first = add(1);
        uses.collect();
        SessionUse second = add(2);
        uses.collect();
        SessionUse third = add(3);

        assertThat(uses.collect()).containsExactly(second, third);
        assertThat(uses.dropped()).isOne();
        assertThat(uses.last(first.id())).isNull();
    }

    @Test
    void oneIntervalHoldsNoMoreThanTheCeiling() {
        add(1);
        add(2);
        add(3);

        assertThat(uses.pending()).isEqualTo(2);
        assertThat(uses.dropped()).isOne();
    }

    @Test
    void aWrittenUseIsKnownUntilTooManyFollow() {
        SessionUse first = add(1);
        uses.written(uses.collect());
        assertThat(uses.last(first.id())).isEqualTo(first);

        add(2);
        add(3);
        uses.written(uses.collect());

        assertThat(uses.last(first.id())).isNull();
        assertThat(uses.dropped()).isZero();
    }

    @Test
    void aSessionThatHasEndedIsForgotten() {
        SessionUse first = add(1);
        uses.written(uses.collect());
        SessionUse second = add(2);
        uses.written(uses.collect());

        uses.forgetFirst(use -> use.at().isBefore(second.at()));

        assertThat(uses.last(first.id())).isNull();
        assertThat(uses.last(second.id())).isEqualTo(second);
    }
}
