package dev.sluice.route;

import dev.sluice.route.FilteredFields.InvalidField;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What filters of one rule or Listener do wrong with requests, logged once, for a client may ask for it often. */
final class FilterFaults {

    private static final Logger LOG = LoggerFactory.getLogger(FilterFaults.class);

    private final String id;
    private final AtomicBoolean logged = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();

    /** @param id of the rule or Listener */
    FilterFaults(String id) {
        this.id = id;
    }

    /** A failure of a filter that is no answer. Any thread. */
    void failed(Throwable failure) {
        if (failed.getAndSet(true)) {
            LOG.debug("{}: a filter failed; the request is answered 500", id, failure);
        } else {
            LOG.error("{}: a filter failed; its requests are answered 500, which is logged once", id, failure);
        }
    }

    /** A header that cannot be sent. Any thread. */
    void found(InvalidField field) {
        if (!logged.getAndSet(true)) {
            LOG.error(
                    "{}: a filter set the header {} to what no header may hold, such as a line break, or gave it a name"
                            + " that is none; its requests are answered 500, which is logged once",
                    id,
                    field.getMessage());
        }
    }
}
