package dev.sluice.graph.gateway;

import dev.sluice.condition.ListenerConditions;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was found in Secrets. A content is judged once, because reading a chain and comparing a key with it costs more
 * than all else about a Listener. Used by one thread.
 */
public final class SecretVerdicts {

    private final Bulkhead bulkhead;
    private final Map<ObjectName, Judged> known = new HashMap<>();
    private final Set<ObjectName> asked = new HashSet<>();

    /** @param bulkhead keeps a bug to its Secret */
    public SecretVerdicts(Bulkhead bulkhead) {
        this.bulkhead = bulkhead;
    }

    private record Judged(Secret secret, CertificateVerdict verdict) {}

    /** Drops what nobody has asked for since this was called last. */
    public void forgetUnasked() {
        known.keySet().retainAll(asked);
        asked.clear();
    }

    CertificateVerdict of(Secret secret) {
        var name = secret.name();
        asked.add(name);
        var judged = known.get(name);
        if (judged == null || !haveSameContents(judged.secret(), secret)) {
            judged = new Judged(secret, judge(secret));
            known.put(name, judged);
        }
        return judged.verdict();
    }

    private CertificateVerdict judge(Secret secret) {
        return bulkhead.judge(
                secret,
                () -> TlsSecret.judge(secret),
                bug -> new CertificateVerdict.Refused(ListenerConditions.secretNotUsable(
                        secret.name().toString(), bug, "report it as a bug; until then use another certificate")));
    }

    /** A folder that is read again has other records. */
    private static boolean haveSameContents(Secret one, Secret other) {
        return one.type().equals(other.type())
                && one.data().keySet().equals(other.data().keySet())
                && one.data().entrySet().stream()
                        .allMatch(entry ->
                                Arrays.equals(entry.getValue(), other.data().get(entry.getKey())));
    }
}
