"""The messages of gRPC's interop cases, from the descriptors that `clients interop-messages` of `go/` writes."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "grpc.testing.TestService"
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"


class Messages:
    """Has a class for each message: `Messages(file).Empty()`."""

    def __init__(self, file):
        pool = descriptor_pool.DescriptorPool()
        with open(file, "rb") as opened:
            descriptors = descriptor_pb2.FileDescriptorSet.FromString(opened.read())
        for descriptor in descriptors.file:
            pool.Add(descriptor)
            for message in descriptor.message_type:
                found = pool.FindMessageTypeByName(f"{descriptor.package}.{message.name}")
                setattr(self, message.name, message_factory.GetMessageClass(found))
