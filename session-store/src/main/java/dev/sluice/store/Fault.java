package dev.sluice.store;

import dev.sluice.text.LogLine;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** What is wrong with Redis, and what to do about it, in one sentence each. */
enum Fault {
    FULL("it is out of memory", "raise its maxmemory, or set maxmemory-policy volatile-ttl"),
    READ_ONLY("it is a read-only replica", "let spring.data.redis name the primary, or use Sentinel or Cluster"),
    CREDENTIALS("it refuses the credentials", "check spring.data.redis.username and password"),
    RIGHTS("its user lacks rights", "see docs/sessions.md for the commands that are used"),
    LOADING("it is loading its data", "none is needed, it recovers by itself"),
    SLOW("it does not answer in time", "see its load and the network, or raise sluice.sessions.timeout"),
    UNKNOWN_HOST("its host name is not known", "check spring.data.redis.host"),
    UNREACHABLE("it cannot be connected to", "start it, or check spring.data.redis"),
    LOST("the connection was lost", "see its log and the network"),
    OTHER("", "see docs/sessions.md");

    private final String cause;
    private final String fix;

    Fault(String cause, String fix) {
        this.cause = cause;
        this.fix = fix;
    }

    /** What a failure comes from. */
    static Fault of(Throwable failure) {
        Fault found = OTHER;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Fault it = ofOne(cause);
            found = it == OTHER ? found : it;
        }
        return found;
    }

    private static Fault ofOne(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (message.startsWith("OOM")) {
            return FULL;
        }
        if (message.startsWith("READONLY")) {
            return READ_ONLY;
        }
        if (message.startsWith("WRONGPASS") || message.startsWith("NOAUTH") || message.startsWith("ERR AUTH")) {
            return CREDENTIALS;
        }
        if (message.startsWith("NOPERM")) {
            return RIGHTS;
        }
        if (message.startsWith("LOADING") || message.startsWith("MASTERDOWN")) {
            return LOADING;
        }
        if (message.startsWith("Currently not connected") || message.startsWith("Connection closed")) {
            return LOST;
        }
        return switch (failure) {
            case UnknownHostException _ -> UNKNOWN_HOST;
            case TimeoutException _ -> SLOW;
            case RedisCommandTimeoutException _ -> SLOW;
            case RedisConnectionException _ -> UNREACHABLE;
            case IOException _ -> UNREACHABLE;
            default -> OTHER;
        };
    }

    /** Cause and fix of a failure. */
    static String describe(Throwable failure) {
        Fault fault = of(failure);
        if (fault == OTHER) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return LogLine.of(Objects.requireNonNullElse(
                            root.getMessage(), root.getClass().getSimpleName())) + "; " + fault.fix;
        }
        return fault.cause + "; " + fault.fix;
    }
}
