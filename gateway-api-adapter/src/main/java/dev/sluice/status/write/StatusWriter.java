package dev.sluice.status.write;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.LastWriter;
import dev.sluice.cluster.api.UnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the status of one object: compares it with what is wanted, changes it, and does both again where another was
 * faster. Blocks; called by several threads.
 */
final class StatusWriter {

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final int TRIES = 5;

    /** Who undoes the first write may be a tool that restores an object once; the second time it is a dispute. */
    private static final int DISPUTED = 2;

    private final ApiServer server;
    private final Leadership leadership;
    private final String controllerName;
    private final InstantSource clock;
    private final WritePace pace;
    private final WriteCounters counters;

    StatusWriter(
            ApiServer server,
            Leadership leadership,
            String controllerName,
            InstantSource clock,
            WritePace pace,
            WriteCounters counters) {
        this.server = server;
        this.leadership = leadership;
        this.controllerName = controllerName;
        this.clock = clock;
        this.pace = pace;
        this.counters = counters;
    }

    /** What became of a write. */
    sealed interface Outcome {

        /** The status is as wanted, as far as the API server stores it. */
        record Done(StoredStatus object) implements Outcome {}

        /** There is no such object any more. */
        record Gone() implements Outcome {}

        /**
         * To be tried again: this replica does not lead, or the status was just written, or is undone or refused.
         *
         * @param pause how long it has to wait
         */
        record Postponed(Duration pause) implements Outcome {}
    }

    /**
     * Makes the object's status the wanted one.
     *
     * @param object the newest that is known
     * @throws UnavailableException if the API server does not answer, or cannot for now
     */
    Outcome write(StoredStatus object, ObjectNode wanted) {
        return write(object, wanted, TRIES);
    }

    private Outcome write(StoredStatus object, ObjectNode wanted, int tries) {
        var change = StatusMerge.change(object, wanted, controllerName, clock.instant());
        if (change.isEmpty()) {
            return new Outcome.Done(object);
        }
        var pause = pace.pause(object.key(), wanted);
        if (!leadership.leads() || pause.isPositive()) {
            return new Outcome.Postponed(pause);
        }
        return switch (patch(object, change.get())) {
            case Answer.Done(var written) -> {
                counters.written();
                if (pace.written(object.key(), wanted) == DISPUTED) {
                    tellDispute(object);
                }
                yield new Outcome.Done(StoredStatus.of(written));
            }
            case Answer.Refused refused -> {
                counters.failed();
                if (pace.refused(object.key(), wanted) == 0) {
                    tell(object, refused);
                }
                yield new Outcome.Postponed(pace.pause(object.key(), wanted));
            }
            case Answer.Gone _ -> new Outcome.Gone();
            case Answer.Conflict _ -> again(object, wanted, tries - 1);
        };
    }

    private Outcome again(StoredStatus object, ObjectNode wanted, int tries) {
        if (tries == 0) {
            counters.failed();
            if (pace.refused(object.key(), wanted) == 0) {
                LOG.warn("{}: others changed it {} times meanwhile; it is tried again later", object.path(), TRIES);
            }
            return new Outcome.Postponed(pace.pause(object.key(), wanted));
        }
        return server.read(object.path()) instanceof Answer.Done(var newest)
                ? write(StoredStatus.of(newest), wanted, tries)
                : new Outcome.Gone();
    }

    private Answer patch(StoredStatus object, ObjectNode change) {
        try {
            return server.patch(object.path() + "/status", patchOf(object, change), controllerName);
        } catch (UnavailableException unavailable) {
            counters.failed();
            throw unavailable;
        }
    }

    /** Only for the object as it was read. */
    private static ObjectNode patchOf(StoredStatus object, ObjectNode change) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("resourceVersion", object.version());
        patch.set("status", change);
        return patch;
    }

    private static void tell(StoredStatus object, Answer.Refused refused) {
        LOG.warn(
                "The API server refuses the status of {}: {} {}; it is tried again later",
                object.path(),
                refused.code(),
                refused.message());
    }

    private void tellDispute(StoredStatus object) {
        LOG.warn(
                "{}: the status that was written is changed by {} again and again; it is written less and less often",
                object.path(),
                LastWriter.of(server, object.path()));
    }
}
