package dev.sluice.resource;

/**
 * Certificates of issuers for the whole cluster. Source: certificates.k8s.io ClusterTrustBundle, GEP-5075.
 *
 * @param trustBundle PEM
 */
public record ClusterTrustBundle(ObjectMeta metadata, String trustBundle) implements WatchedObject {

    @Override
    public Kind<ClusterTrustBundle> kind() {
        return Kinds.CLUSTER_TRUST_BUNDLE;
    }
}
