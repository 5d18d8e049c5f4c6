package dev.sluice.config.listener;

/** What port numbers belong to: each protocol has its own. Source: ServicePort.protocol. */
public enum IpProtocol {
    TCP,
    UDP
}
