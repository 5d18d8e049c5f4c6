package dev.sluice.architecture.breach.leak.table;

import dev.sluice.architecture.breach.leak.resource.Resource;

/** A breach, though its package declares the arrow. */
record ReadsResource(Resource resource) {}
