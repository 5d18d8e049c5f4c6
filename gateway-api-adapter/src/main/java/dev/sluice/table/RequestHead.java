package dev.sluice.table;

import dev.sluice.config.listener.ClientValidation;
import org.jspecify.annotations.Nullable;

/** What of a request decides its rule. */
public interface RequestHead {

    /** Upper case as sent, such as {@code GET}. */
    String method();

    /** Lower case, without port and trailing dot; empty where the request names none. */
    String host();

    /**
     * The name of the TLS handshake, in the spelling of {@link #host}; null where the client named none. Looked at on
     * an HTTPS socket alone.
     */
    @Nullable
    String serverName();

    /**
     * Whether the client was asked for just this in the TLS handshake. Read only on an HTTPS socket.
     *
     * @param asked null: nothing
     */
    boolean isJudgedBy(@Nullable ClientValidation asked);

    /** The namespace of the pod that sent it; null where it is not known. Read only for a Service of the mesh. */
    @Nullable
    String clientNamespace();

    /** Raw, percent-encoding kept, dot segments resolved; starts with {@code /} (or is {@code *}). */
    String path();

    /** Raw, without the question mark; null where the target has none. */
    @Nullable
    String query();

    /**
     * The value of a header, several joined with a comma; null where there is none.
     *
     * @param name lower case
     */
    @Nullable
    String header(String name);
}
