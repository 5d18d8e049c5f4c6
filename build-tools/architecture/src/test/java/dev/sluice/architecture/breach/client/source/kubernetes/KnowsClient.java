package dev.sluice.architecture.breach.client.source.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;

/** No breach: an API server is spoken to here. */
interface KnowsClient extends KubernetesClient {}
