package dev.sluice.autoconfigure;

/** Which part of the work a process does in a cluster. */
public enum Role {

    /** All of it. */
    ALL,

    /** Writes status and what is made for Gateways, and serves nobody. */
    CONTROLLER,

    /** Serves, and writes nothing. */
    PROXY,

    /** Serves what pods of its node send to Services with routes, and writes nothing. */
    MESH
}
