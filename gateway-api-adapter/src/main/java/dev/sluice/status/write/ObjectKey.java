package dev.sluice.status.write;

import dev.sluice.resource.ObjectName;

/** Names one object among all kinds. */
record ObjectKey(String kind, ObjectName name) {

    /** {@code HTTPRoute shop/cart}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
