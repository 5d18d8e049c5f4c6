package dev.sluice.timing;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of one event loop: a hashed wheel of {@value #SLOTS} slots, one for each tick of 10 ms.
 *
 * <p>A deadline is never early. It is late by at most two ticks, and by what keeps its event loop busy. The loop is
 * woken only for ticks at which something may be due, and not at all while nothing is scheduled.
 *
 * <p>Belongs to its event loop: no other thread may call its methods. It needs no closing; deadlines that are left when
 * the loop shuts down never expire, and do not hold it up.
 */
public final class TimerWheel {

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SLOTS = 512;
    private static final long NOTHING = Long.MAX_VALUE;

    /**
     * By event loop, for a thread can have several, one after the other. Holds neither loop nor wheel: what uses or
     * awaits a wheel does, and one that has nothing scheduled can be made again.
     */
    private static final FastThreadLocal<Map<EventLoop, WeakReference<TimerWheel>>> WHEELS = new FastThreadLocal<>() {
        @Override
        protected Map<EventLoop, WeakReference<TimerWheel>> initialValue() {
            return new WeakHashMap<>();
        }
    };

    private final EventLoop loop;
    private final Ticker ticker;
    private final long origin;
    private final Circle[] slots = new Circle[SLOTS];
    private final Circle due = new Circle();
    private final Runnable wake = this::wake;

    /** All that is due up to this tick has expired. */
    private long done;

    /** The tick for which {@link #alarm} is set. */
    private long alarmTick = NOTHING;

    private @Nullable ScheduledFuture<?> alarm;

    private TimerWheel(EventLoop loop) {
        this.loop = loop;
        this.ticker = loop.ticker();
        this.origin = ticker.nanoTime();
        for (int slot = 0; slot < SLOTS; slot++) {
            slots[slot] = new Circle();
        }
    }

    /**
     * The wheel of an event loop, the same as long as anything holds it. Must be called on that loop. Best kept with
     * what else belongs to the loop.
     *
     * @throws IllegalStateException on another thread
     */
    public static TimerWheel of(EventLoop loop) {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("A timer wheel belongs to its event loop");
        }
        Map<EventLoop, WeakReference<TimerWheel>> wheels = WHEELS.get();
        WeakReference<TimerWheel> known = wheels.get(loop);
        TimerWheel wheel = known == null ? null : known.get();
        if (wheel == null) {
            wheel = new TimerWheel(loop);
            wheels.put(loop, new WeakReference<>(wheel));
        }
        return wheel;
    }

    /**
     * Has an action run when a time is over.
     *
     * @param delay below 0 is as 0: at the next tick, never at once
     */
    public Deadline schedule(Runnable action, Duration delay) {
        Deadline deadline = new Deadline() {
            @Override
            protected void expire() {
                action.run();
            }
        };
        schedule(deadline, delay.toNanos());
        return deadline;
    }

    /**
     * Has a deadline expire when a time is over; one that is scheduled already is moved. Allocates nothing.
     *
     * @param nanos below 0 is as 0: at the next tick, never at once
     */
    public void schedule(Deadline deadline, long nanos) {
        deadline.cancel();
        long elapsed = ticker.nanoTime() - origin;
        long at = elapsed + Math.clamp(nanos, 0, Long.MAX_VALUE - elapsed - TICK);
        long tick = Math.max(done + 1, (at + TICK - 1) / TICK);
        deadline.dueAt(tick);
        slot(tick).append(deadline);
        if (tick < alarmTick) {
            setAlarm(tick);
        }
    }

    private void wake() {
        alarm = null;
        alarmTick = NOTHING;
        long now = (ticker.nanoTime() - origin) / TICK;
        collect(now);
        while (due.scheduled()) {
            Deadline deadline = due.following();
            deadline.cancel();
            expire(deadline);
        }
        long next = nextOccupied();
        if (next < alarmTick) {
            setAlarm(next);
        }
    }

    /** Takes all that is due out of the slots first, for what expires may schedule and cancel as it likes. */
    private void collect(long now) {
        long last = Math.min(now, done + SLOTS);
        for (long tick = done + 1; tick <= last; tick++) {
            Circle slot = slot(tick);
            Deadline each = slot.following();
            while (each != slot) {
                Deadline following = each.following();
                if (each.tick() <= now) {
                    each.cancel();
                    due.append(each);
                }
                each = following;
            }
        }
        done = Math.max(done, now);
    }

    private static void expire(Deadline deadline) {
        try {
            deadline.expire();
        } catch (Throwable bug) {
            LOG.error("{} failed; this is a bug of the gateway", deadline, bug);
        }
    }

    /** The next tick whose slot holds something, perhaps for a later turn of the wheel. */
    private long nextOccupied() {
        for (long tick = done + 1; tick <= done + SLOTS; tick++) {
            if (slot(tick).scheduled()) {
                return tick;
            }
        }
        return NOTHING;
    }

    private void setAlarm(long tick) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmTick = tick;
        long delay = tick * TICK - (ticker.nanoTime() - origin);
        alarm = loop.schedule(wake, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }

    private Circle slot(long tick) {
        return slots[(int) (tick & (SLOTS - 1))];
    }

    /** The beginning and end of a list of deadlines, which is empty while this is alone. */
    private static final class Circle extends Deadline {

        @Override
        protected void expire() {
            throw new IllegalStateException("Not a deadline");
        }
    }
}
