package dev.sluice.graph.gateway;

import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.trust.CaCertificateRefs;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import java.util.Map;

/**
 * What Listeners may refer to.
 *
 * @param secrets where certificateRefs lead
 * @param verdicts what was found in Secrets before
 * @param issuers where caCertificateRefs lead
 * @param grants for those that lead into other namespaces
 * @param extensions where extensionRefs lead
 */
public record ListenerTargets(
        Map<ObjectName, Secret> secrets,
        SecretVerdicts verdicts,
        CaCertificateRefs issuers,
        Grants grants,
        SpringFilters extensions) {}
