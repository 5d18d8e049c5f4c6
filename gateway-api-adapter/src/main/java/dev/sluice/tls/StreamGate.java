package dev.sluice.tls;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Knows where connections of Listeners go that forward octets. Called on their event loops. */
public interface StreamGate {

    /**
     * Asked once for each connection of such a Listener, when its ClientHello is whole.
     *
     * @param mode STREAM or PASSTHROUGH
     * @param serverName as {@link ServerNames#normalise} gives it; null where the client named none
     * @return how it is refused; null: it is not, and is laid out next
     */
    ConnectionPlan.@Nullable Refuse refusal(
            Channel connection, ListenerId listener, ListenerMode mode, @Nullable String serverName);

    /** Lays out a connection whose TLS is forwarded as it is. What was read of it, the ClientHello, comes next. */
    void passThrough(Channel connection);
}
