"""What the programs that try the mesh share: a pod's place in the network of the node, and the agents."""

import contextlib
import ctypes
import json
import os
import subprocess
import time

import cluster

CLIENT = "sluice-client"
NEW_NETWORK = 0x40000000


def parser(description):
    parsed = cluster.parser(description)
    parsed.add_argument("--namespace", default="sluice-mesh", help="of the agents (sluice-mesh)")
    parsed.add_argument("--agents", default="app.kubernetes.io/name=sluice-mesh", help="label of their pods")
    parsed.add_argument("--bridge", default="cni0", help="of the pods (cni0)")
    parsed.add_argument("--client", default="10.201.250.1/16", help="an address there that is free (10.201.250.1/16)")
    return parsed


@contextlib.contextmanager
def pod(options):
    """What has an address on the network of pods, and no more."""
    subprocess.run(["ip", "netns", "delete", CLIENT], stderr=subprocess.DEVNULL)
    run("ip", "netns", "add", CLIENT)
    try:
        run("ip", "link", "add", "sluice-pod", "type", "veth", "peer", "name", "eth0", "netns", CLIENT)
        run("ip", "link", "set", "sluice-pod", "master", options.bridge, "up")
        inside = ("ip", "-n", CLIENT)
        run(*inside, "link", "set", "lo", "up")
        run(*inside, "address", "add", options.client, "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "route", "add", "default", "via", node(options))
        yield
    finally:
        run("ip", "netns", "delete", CLIENT)


def node(options):
    """The node's address on the bridge of the pods."""
    return json.loads(run("ip", "-json", "-4", "address", "show", options.bridge))[0]["addr_info"][0]["local"]


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def in_pod():
    """Sockets that this thread opens meanwhile are the pod's, and stay so."""
    with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{CLIENT}") as inside:
        enter(inside)
        try:
            yield
        finally:
            enter(home)


def enter(network):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(network.fileno(), NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def load(address, hostname, rate, fresh=False):
    return cluster.Load(address, hostname, rate, fresh, prefix=("ip", "netns", "exec", CLIENT))


def post_route(scene, service, backend):
    """An HTTPRoute of the name of the Service that is its parent."""
    parent = {"group": "", "kind": "Service", "name": service, "port": 80}
    spec = {"parentRefs": [parent], "rules": cluster.rules(backend)}
    scene.api.change("POST", scene.routes, cluster.gateway_api("HTTPRoute", service, spec))


def address_of(scene, service):
    """Its ClusterIP."""
    _, found = scene.api.call("GET", f"/api/v1/namespaces/{scene.namespace}/services/{service}")
    return found["spec"]["clusterIP"]


def wait(options):
    """Until all of them serve."""
    cluster.until(lambda: ready(options), 120, pause=0.1)
    time.sleep(2)


def ready(options):
    pods = json.loads(kubectl(options, "get", "pods", "--selector", options.agents, "-o", "json"))["items"]
    return pods and all(
        "deletionTimestamp" not in pod["metadata"]
        and any(it["type"] == "Ready" and it["status"] == "True" for it in pod["status"].get("conditions", []))
        for pod in pods
    )


def kubectl(options, *arguments):
    return cluster.kubectl("--namespace", options.namespace, *arguments)
