package dev.sluice.resource;

/** A namespace; its labels decide which routes a Listener allows. One that a folder does not declare is implied. */
public record Namespace(ObjectMeta metadata) implements WatchedObject {

    @Override
    public Kind<Namespace> kind() {
        return Kinds.NAMESPACE;
    }
}
