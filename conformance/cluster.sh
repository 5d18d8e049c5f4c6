# Which cluster the scripts beside this one work with. They read it; it is not run.
#
# KUBECONFIG names a cluster. Without it, CLUSTER names a folder with programs for one that is started when it is needed:
#   up                                      starts it, unless it runs
#   run COMMAND...                          runs a command where its addresses answer, with KUBECONFIG set
#   images load NAME FOLDER ENTRYPOINT...   gives it the root file system in FOLDER as image NAME

conformance=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$conformance")
namespace=sluice-system
# shellcheck disable=SC2034  # for those that read this
mesh_namespace=sluice-mesh
if [[ -n "${CLUSTER:-}" ]]; then
    CLUSTER=$(cd "$CLUSTER" && pwd)
fi

fail() {
    echo "$(basename "$0"): $1" >&2
    exit 1
}

wrong_usage() {
    echo "$(basename "$0"): $1" >&2
    echo "Usage:" >&2
    sed -n 's/^#   \(conformance\/.*\)/  \1/p; s/^#       \(.*\)/      \1/p' "$0" >&2
    exit 2
}

# Starts the cluster where none is named.
start_cluster() {
    if [[ -z "${KUBECONFIG:-}" ]]; then
        [[ -n "${CLUSTER:-}" ]] || fail "no cluster: set KUBECONFIG, or CLUSTER (docs/conformance/README.md)"
        "$CLUSTER/up"
    fi
}

in_cluster() {
    if [[ -n "${KUBECONFIG:-}" ]]; then
        "$@"
    else
        "$CLUSTER/run" "$@"
    fi
}

# The Go that go.mod asks for; Go fetches it by itself.
go_of_suite() {
    GOTOOLCHAIN=go$(sed -n 's/^go //p' "$conformance/go.mod") go "$@"
}
