package dev.sluice.graph.trust;

import dev.sluice.condition.TrustFault;
import dev.sluice.graph.pem.CertificateChain;
import dev.sluice.graph.pem.UnreadablePem;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.resource.ClusterTrustBundle;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.Secret;
import dev.sluice.resource.WatchedObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The certificates in objects, each read once for as long as it is asked for. Used by one thread. */
public final class CaBundles {

    private static final String KEY = "ca.crt";

    private final Bulkhead bulkhead;
    private final Map<String, Judged> known = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    /** @param bulkhead keeps a bug to its object */
    public CaBundles(Bulkhead bulkhead) {
        this.bulkhead = bulkhead;
    }

    private record Judged(String text, Bundle bundle) {}

    /** What an object holds. */
    sealed interface Bundle {

        /** Certificates: PEM, at least one. */
        record Certificates(String pem) implements Bundle {}

        /** None that could be read. */
        record Unusable(TrustFault fault) implements Bundle {}
    }

    /** Drops what nobody has asked for since this was called last. */
    public void forgetUnasked() {
        known.keySet().retainAll(asked);
        asked.clear();
    }

    /** In its key {@code ca.crt}. */
    Bundle of(ConfigMap configMap) {
        return of(configMap, KEY, configMap.data().getOrDefault(KEY, ""));
    }

    /** In its key {@code ca.crt}. */
    Bundle of(Secret secret) {
        byte[] text = secret.data().getOrDefault(KEY, new byte[0]);
        return of(secret, KEY, new String(text, StandardCharsets.US_ASCII));
    }

    Bundle of(ClusterTrustBundle bundle) {
        return of(bundle, "spec.trustBundle", bundle.trustBundle());
    }

    private Bundle of(WatchedObject object, String entry, String text) {
        var id = describe(object);
        asked.add(id);
        var judged = known.get(id);
        if (judged == null || !judged.text().equals(text)) {
            judged = new Judged(
                    text,
                    bulkhead.judge(
                            object,
                            () -> read(object, entry, text),
                            bug -> new Bundle.Unusable(TrustFault.notUsable(
                                    describe(object), bug, "report it as a bug; until then use another object"))));
            known.put(id, judged);
        }
        return judged.bundle();
    }

    private static Bundle read(WatchedObject object, String entry, String text) {
        if (text.isBlank()) {
            return new Bundle.Unusable(TrustFault.notUsable(
                    describe(object), entry + " is missing or empty", "add certificates of issuers as PEM"));
        }
        try {
            return new Bundle.Certificates(CertificateChain.write(CertificateChain.read(entry, text)));
        } catch (UnreadablePem unreadable) {
            return new Bundle.Unusable(TrustFault.notUsable(describe(object), unreadable.fault(), unreadable.remedy()));
        }
    }

    /** Such as {@code ConfigMap default/ca}, or {@code ClusterTrustBundle ca}. */
    static String describe(WatchedObject object) {
        return object.kind().word() + " "
                + (object.kind().namespaced() ? object.name() : object.name().name());
    }
}
