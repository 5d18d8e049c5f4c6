package dev.sluice.source.kubernetes;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is read of a Secret or ConfigMap. */
enum Extract {
    /** Certificates, with their keys: an object may hold a megabyte of other things. */
    CERTIFICATES {
        @Override
        void keep(ObjectNode contents) {
            contents.retain(OF_CERTIFICATES);
        }
    },
    /** Everything. */
    WHOLE {
        @Override
        void keep(ObjectNode contents) {
            // All of it.
        }
    };

    private static final List<String> OF_CERTIFICATES = List.of("tls.crt", "tls.key", "ca.crt");

    /** Removes what nobody reads. */
    void reduce(ObjectNode object) {
        object.remove("binaryData");
        if (object.get("data") instanceof ObjectNode contents) {
            keep(contents);
        }
    }

    /** The one that holds more. */
    Extract or(Extract other) {
        return compareTo(other) > 0 ? this : other;
    }

    abstract void keep(ObjectNode contents);
}
