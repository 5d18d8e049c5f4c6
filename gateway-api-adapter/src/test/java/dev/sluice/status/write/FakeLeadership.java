package dev.sluice.status.write;

import dev.sluice.cluster.Leadership;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Leads when it is told to. */
final class FakeLeadership implements Leadership {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean leads = true;

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    void lead(boolean now) {
        leads = now;
        listeners.forEach(Runnable::run);
    }
}
