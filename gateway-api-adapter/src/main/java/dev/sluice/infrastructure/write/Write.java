package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ContentHash;
import dev.sluice.cluster.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/** One change that the API server is asked for. */
sealed interface Write {

    ObjectKey key();

    /** Hash of what the object must become, by which is seen that the same is written again. */
    long content();

    /** An object that is not there. */
    record Create(ObjectKey key, ObjectNode object) implements Write {

        @Override
        public long content() {
            return ContentHash.of(object);
        }
    }

    /** What differs in one that is there. */
    record Patch(ObjectKey key, ObjectNode patch, long content) implements Write {}

    /**
     * One that shall not be there, or not like this: what is deleted and still wanted is made anew when it has gone.
     *
     * @param resourceVersion that was seen
     */
    record Delete(ObjectKey key, String resourceVersion) implements Write {

        @Override
        public long content() {
            return 0;
        }
    }
}
