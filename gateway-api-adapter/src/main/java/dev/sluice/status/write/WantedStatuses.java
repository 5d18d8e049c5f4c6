package dev.sluice.status.write;

import dev.sluice.cluster.ContentHash;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.memory.ListRenewal;
import dev.sluice.resource.StatusDocument;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.Refusals;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents that were handed over last, and by what they are recognized: trees are large, and are made only of what
 * is to be written. A document that stays equal keeps its hash, so that it is compared at no cost with what was done
 * about it; one that stays the same object is not looked at. Used by one thread.
 */
final class WantedStatuses {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Map<ObjectKey, Known> byKey = new HashMap<>();
    private ListRenewal<StatusDocument, Known> documents = new ListRenewal<>();
    private InstalledApi api = InstalledApi.UNKNOWN;
    private Refusals refusals = Refusals.NONE;

    /**
     * A status that an object must have.
     *
     * @param content hash of it
     * @param tree makes it
     */
    record Wanted(long content, Supplier<ObjectNode> tree) {

        /** One that is kept as a tree. */
        static Wanted of(ObjectNode status) {
            return new Wanted(ContentHash.of(status), () -> status);
        }
    }

    private record Known(StatusDocument document, Wanted status) {

        static Known of(StatusDocument document) {
            return new Known(document, new Wanted(ContentHash.of(tree(document)), () -> tree(document)));
        }

        private static ObjectNode tree(StatusDocument document) {
            return MAPPER.valueToTree(document.status());
        }
    }

    /**
     * Takes those that are wanted now; none of them where one cannot be explained.
     *
     * @return the objects of which another status is wanted than before, or none
     */
    Set<ObjectKey> take(List<StatusDocument> newDocuments, InstalledApi newApi, Refusals newRefusals) {
        boolean sameForm = newApi.equals(api) && newRefusals.equals(refusals);
        ListRenewal<StatusDocument, Known> next = sameForm ? documents : new ListRenewal<>();
        var _ = next.next(newDocuments, document -> known(newRefusals.explain(newApi.fit(document))));
        List<Known> gone = sameForm ? next.gone() : List.copyOf(byKey.values());
        documents = next;
        api = newApi;
        refusals = newRefusals;
        return renew(gone, next.fresh());
    }

    /** The same as before where it is equal. */
    private Known known(StatusDocument fitting) {
        var before = byKey.get(key(fitting));
        return before != null && before.document().equals(fitting) ? before : Known.of(fitting);
    }

    @SuppressWarnings("ReferenceEquality") // One that is equal to that of before is the same.
    private Set<ObjectKey> renew(List<Known> gone, List<Known> fresh) {
        var before = new HashMap<ObjectKey, Known>();
        for (Known known : gone) {
            before.put(key(known.document()), known);
        }
        byKey.keySet().removeAll(before.keySet());
        var changed = new HashSet<>(before.keySet());
        for (Known known : fresh) {
            var key = key(known.document());
            byKey.put(key, known);
            if (before.get(key) == known) {
                changed.remove(key);
            } else {
                changed.add(key);
            }
        }
        return changed;
    }

    /** The status that an object must have; null where nothing is wanted of it. */
    @Nullable
    Wanted of(ObjectKey key) {
        var known = byKey.get(key);
        return known == null ? null : known.status();
    }

    /** Objects of which something is wanted; a view. */
    Set<ObjectKey> keys() {
        return Collections.unmodifiableSet(byKey.keySet());
    }

    private static ObjectKey key(StatusDocument document) {
        return new ObjectKey(document.kind(), document.name());
    }
}
