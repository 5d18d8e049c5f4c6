package dev.sluice.datagram;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many flows there are, in all and of each client. Any thread. */
final class FlowBounds {

    private final int most;
    private final int mostOfClient;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<ClientKey, Integer> ofClients = new ConcurrentHashMap<>();

    FlowBounds(FlowSettings settings) {
        this.most = settings.most();
        this.mostOfClient = settings.mostOfClient();
    }

    /** Counts a new flow; null where that is possible, else what forbids it. */
    @Nullable
    Drop tryAdd(ClientKey client) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return Drop.TOO_MANY_FLOWS;
        }
        if (!tryAddOf(client.network())) {
            all.decrementAndGet();
            return Drop.TOO_MANY_OF_CLIENT;
        }
        return null;
    }

    private boolean tryAddOf(ClientKey network) {
        Integer count = ofClients.putIfAbsent(network, 1);
        while (count != null) {
            if (count >= mostOfClient) {
                return false;
            }
            if (ofClients.replace(network, count, count + 1)) {
                return true;
            }
            count = ofClients.putIfAbsent(network, 1);
        }
        return true;
    }

    /** A flow that was counted has ended. */
    void remove(ClientKey client) {
        all.decrementAndGet();
        ofClients.computeIfPresent(client.network(), (_, count) -> count == 1 ? null : count - 1);
    }

    int count() {
        return all.get();
    }
}
