package dev.sluice.timing;

/**
 * Something that happens when a time is over, unless it is cancelled before. An object that has a timeout may extend
 * this and be its own entry of the wheel; then nothing is allocated. It can be scheduled again as often as one likes,
 * but is in one place of one wheel at a time.
 *
 * <p>Belongs to the event loop of its wheel: no other thread may call its methods.
 */
public abstract class Deadline {

    /** Neighbours in a circle; itself while it is in none. */
    private Deadline previous = this;

    private Deadline next = this;

    /** When it is due, in ticks of its wheel. */
    private long tick;

    /** A deadline that is not scheduled. */
    protected Deadline() {}

    /**
     * Called on the event loop when the time is over; then it is scheduled no more, and may be scheduled again. What it
     * throws is logged.
     */
    protected abstract void expire();

    /** Whether it will expire if nobody cancels it. */
    @SuppressWarnings("ReferenceEquality") // Which object it is counts, not what a subclass calls equal.
    public final boolean scheduled() {
        return next != this;
    }

    /**
     * Sees to it that it does not expire. Costs the same however many there are.
     *
     * @return false where it was not scheduled: it has expired, or was cancelled before
     */
    public final boolean cancel() {
        boolean scheduled = scheduled();
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
        return scheduled;
    }

    final long tick() {
        return tick;
    }

    final void dueAt(long newTick) {
        tick = newTick;
    }

    /** Puts another at the end of the circle that this begins. */
    final void append(Deadline other) {
        other.previous = previous;
        other.next = this;
        previous.next = other;
        previous = other;
    }

    /** The one after this in its circle; itself where it is alone. */
    final Deadline following() {
        return next;
    }
}
