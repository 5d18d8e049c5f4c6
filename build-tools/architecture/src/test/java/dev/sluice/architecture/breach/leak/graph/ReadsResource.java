package dev.sluice.architecture.breach.leak.graph;

import dev.sluice.architecture.breach.leak.resource.Resource;

/** No breach: the control plane reads resources. */
record ReadsResource(Resource resource) {}
