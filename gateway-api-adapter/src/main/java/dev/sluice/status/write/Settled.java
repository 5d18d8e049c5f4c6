package dev.sluice.status.write;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an object after its status was written or found right. It holds until either the object or its
 * wanted status is another. The API server may leave out members that its CRD does not know; asking again would not
 * change that.
 *
 * @param seen resourceVersion of the object that we were shown when we began
 * @param newest resourceVersion that the API server answered last; may be newer
 * @param unseen what it answered, as long as we were not shown it; null: we were
 * @param wanted hash of the status that was dealt with
 */
record Settled(String seen, String newest, @Nullable StoredStatus unseen, long wanted) {

    static Settled of(String seen, StoredStatus answer, long wanted) {
        return new Settled(seen, answer.version(), answer.version().equals(seen) ? null : answer, wanted);
    }

    /** Whether nothing newer was shown to us since. */
    boolean isNewest(String shown) {
        return shown.equals(seen) || shown.equals(newest);
    }

    /** The same after an object was shown to us: what is in there need not be kept. */
    Settled shown(String version) {
        return unseen != null && version.equals(newest) ? new Settled(seen, newest, null, wanted) : this;
    }

    /** What was answered, where that is newer than what we are shown. */
    @Nullable
    StoredStatus newerThan(String shown) {
        return shown.equals(seen) ? unseen : null;
    }
}
