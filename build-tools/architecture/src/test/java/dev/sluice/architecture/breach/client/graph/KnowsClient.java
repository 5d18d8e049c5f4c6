package dev.sluice.architecture.breach.client.graph;

import io.fabric8.kubernetes.client.KubernetesClient;

/** A breach: what is decided does not depend on who sent the objects. */
interface KnowsClient extends KubernetesClient {}
