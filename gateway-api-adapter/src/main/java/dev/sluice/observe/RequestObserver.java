package dev.sluice.observe;

import java.util.List;

/** Is told of every request that a data port answered. Called on event loops; must not block. */
@FunctionalInterface
public interface RequestObserver {

    /** Takes note of a request whose answer is written, or that broke off. */
    void finished(RequestRecord request);

    /** Tells all of these, in order. */
    static RequestObserver all(List<RequestObserver> observers) {
        RequestObserver[] each = observers.toArray(RequestObserver[]::new);
        return request -> {
            for (RequestObserver observer : each) {
                observer.finished(request);
            }
        };
    }
}
