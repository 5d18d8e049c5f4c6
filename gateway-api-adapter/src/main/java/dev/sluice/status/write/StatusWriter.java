package dev.sluice.status.write;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.UnavailableException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the status of one object: reads what differs, changes it, and does both anew where another was faster. Blocks;
 * called by several threads.
 */
final class StatusWriter {

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final int TRIES = 5;

    private final ApiServer server;
    private final Leadership leadership;
    private final String controllerName;
    private final InstantSource clock;
    private final WriteCounters counters;

    StatusWriter(
            ApiServer server,
            Leadership leadership,
            String controllerName,
            InstantSource clock,
            WriteCounters counters) {
        this.server = server;
        this.leadership = leadership;
        this.controllerName = controllerName;
        this.clock = clock;
        this.counters = counters;
    }

    /**
     * Makes the object's status the wanted one.
     *
     * @param object the newest that is known
     * @return the object afterwards; empty where it is gone, or where this replica no longer leads
     * @throws UnavailableException if it is to be tried again
     */
    Optional<ObjectNode> write(ObjectNode object, ObjectNode wanted) {
        return write(object, wanted, TRIES);
    }

    private Optional<ObjectNode> write(ObjectNode object, ObjectNode wanted, int tries) {
        var change = StatusMerge.change(object, wanted, controllerName, clock.instant());
        if (change.isEmpty()) {
            return Optional.of(object);
        }
        if (!leadership.leads()) {
            return Optional.empty();
        }
        return switch (patch(object, change.get())) {
            case Answer.Done(var written) -> {
                counters.written();
                yield Optional.of(written);
            }
            case Answer.Refused refused -> {
                tell(object, refused);
                yield Optional.of(object);
            }
            case Answer.Gone _ -> Optional.empty();
            case Answer.Conflict _ -> again(object, wanted, tries - 1);
        };
    }

    private Optional<ObjectNode> again(ObjectNode object, ObjectNode wanted, int tries) {
        if (tries == 0) {
            counters.failed();
            throw new UnavailableException(
                    ResourcePath.of(object) + ": others changed it " + TRIES + " times meanwhile");
        }
        return server.read(ResourcePath.of(object)) instanceof Answer.Done(var newest)
                ? write(newest, wanted, tries)
                : Optional.empty();
    }

    private Answer patch(ObjectNode object, ObjectNode change) {
        try {
            return server.patch(ResourcePath.of(object) + "/status", patchOf(object, change));
        } catch (UnavailableException unavailable) {
            counters.failed();
            throw unavailable;
        }
    }

    /** Only for the object as it was read. */
    private static ObjectNode patchOf(ObjectNode object, ObjectNode change) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("resourceVersion", Settled.version(object));
        patch.set("status", change);
        return patch;
    }

    private void tell(ObjectNode object, Answer.Refused refused) {
        counters.failed();
        LOG.warn(
                "The API server refuses the status of {}: {} {}",
                ResourcePath.of(object),
                refused.code(),
                refused.message());
    }
}
