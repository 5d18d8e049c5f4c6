package main

import (
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/interop"
	testing "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// The server of the interop cases, on the loopback address only: interop-server PORT [CERTIFICATE KEY].
func serveInterop(words []string) {
	server := grpc.NewServer(security(words[1:])...)
	testing.RegisterTestServiceServer(server, interop.NewTestServer())
	fatal(server.Serve(listen(words[0])))
}

// Without certificate and key: clear text.
func security(files []string) []grpc.ServerOption {
	if len(files) == 0 {
		return nil
	}
	both, err := credentials.NewServerTLSFromFile(files[0], files[1])
	fatal(err)
	return []grpc.ServerOption{grpc.Creds(both)}
}

func listen(port string) net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	fatal(err)
	return listener
}

// Writes what the messages of the interop cases are, for those to whom no package brings it.
func describeInterop() {
	files := []protoreflect.FileDescriptor{testing.File_grpc_testing_empty_proto, testing.File_grpc_testing_messages_proto}
	set := &descriptorpb.FileDescriptorSet{}
	for _, file := range files {
		set.File = append(set.File, protodesc.ToFileDescriptorProto(file))
	}
	octets, err := proto.Marshal(set)
	fatal(err)
	_, err = os.Stdout.Write(octets)
	fatal(err)
}
