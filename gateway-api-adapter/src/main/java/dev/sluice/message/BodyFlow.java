package dev.sluice.message;

/** Steers a body that is being relayed. On the event loop of the request alone. */
public interface BodyFlow {

    /** Asks for one more batch. Without effect while one is on its way, or when the body has ended. */
    void read();

    /** Wants no more: closes what is behind the body, if it has not ended. Its receiver hears nothing more. */
    void cancel();
}
