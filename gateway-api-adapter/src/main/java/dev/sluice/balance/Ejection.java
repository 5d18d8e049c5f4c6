package dev.sluice.balance;

/**
 * A time without requests, after which one request at a time tests the endpoint.
 *
 * @param times how many there are in a row without a success between them, from 1
 * @param until when a request may test the endpoint, by the balancer's clock
 */
record Ejection(int times, long until) {

    boolean isOver(long now) {
        return now - until >= 0;
    }
}
