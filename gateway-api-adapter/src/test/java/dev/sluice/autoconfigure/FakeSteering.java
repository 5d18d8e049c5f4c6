package dev.sluice.autoconfigure;

import dev.sluice.mesh.Steered;
import dev.sluice.mesh.Steering;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Leaves the rules of this machine alone. */
final class FakeSteering implements Steering {

    final AtomicInteger calls = new AtomicInteger();

    @Override
    public void steer(Set<Steered> wanted) {
        calls.incrementAndGet();
    }

    @Override
    public boolean isInEffect() {
        return calls.get() > 0;
    }

    @Override
    public void close() {}
}
