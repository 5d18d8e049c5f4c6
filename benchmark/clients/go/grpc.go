package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

const (
	service   = "/transfer.Go/"
	part      = 64 << 10
	unlimited = 1 << 30
)

// Messages are plain octets.
type octets struct{}

func (octets) Marshal(value any) ([]byte, error) { return *value.(*[]byte), nil }

func (octets) Unmarshal(data []byte, value any) error {
	*value.(*[]byte) = append([]byte(nil), data...)
	return nil
}

func (octets) Name() string { return "octets" }

// grpc download|upload unary|stream ADDRESS CERTIFICATE FILE BUFFER REST: CERTIFICATE is - for clear text.
func runGRPC(t transfer) {
	direction, kind, address, certificate := t.words[0], t.words[1], t.words[2], t.words[3]
	security := insecure.NewCredentials()
	if certificate != "-" {
		security = credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})
	}
	connection, err := grpc.NewClient("passthrough:"+address,
		grpc.WithTransportCredentials(security),
		grpc.WithReadBufferSize(t.buffer),
		grpc.WithWriteBufferSize(t.buffer),
		grpc.WithNoProxy(),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(octets{}),
			grpc.MaxCallRecvMsgSize(unlimited), grpc.MaxCallSendMsgSize(unlimited)))
	fatal(err)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	names := map[string]string{"download unary": "Give", "download stream": "GiveParts",
		"upload unary": "Take", "upload stream": "TakeParts"}
	streams := grpc.StreamDesc{ServerStreams: direction == "download", ClientStreams: direction == "upload"}
	call, err := connection.NewStream(ctx, &streams, service+names[direction+" "+kind])
	fatal(err)
	if direction == "download" {
		request := []byte(t.file)
		fatal(call.SendMsg(&request))
	} else {
		t.send(call, kind)
	}
	fatal(call.CloseSend())
	line := t.receive(call, direction)
	if digests := call.Trailer().Get("digest"); len(digests) != 1 || len(line) < 64 || digests[0] != line[len(line)-64:] {
		log.Fatalf("the trailers are %v", call.Trailer())
	}
	fmt.Println(line)
}

func (t transfer) send(call grpc.ClientStream, kind string) {
	if kind == "unary" {
		content, err := os.ReadFile(t.file)
		fatal(err)
		fatal(call.SendMsg(&content))
		return
	}
	from := &restingReader{from: t.open(), rest: t.rest}
	for {
		message := make([]byte, t.buffer)
		n, err := from.Read(message)
		if err == io.EOF {
			return
		}
		fatal(err)
		message = message[:n]
		fatal(call.SendMsg(&message))
	}
}

// A reader of the messages; their end is the end of the call, with its status.
type messages struct {
	call grpc.ClientStream
	left []byte
}

func (m *messages) Read(to []byte) (int, error) {
	for len(m.left) == 0 {
		if err := m.call.RecvMsg(&m.left); err != nil {
			return 0, err
		}
	}
	n := copy(to, m.left)
	m.left = m.left[n:]
	return n, nil
}

func (t transfer) receive(call grpc.ClientStream, direction string) string {
	if direction == "download" {
		return t.measure(&messages{call: call})
	}
	line, err := io.ReadAll(&messages{call: call})
	fatal(err)
	return string(line)
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// The same service as in grpcio_server.py.
func serveGRPC(port string) {
	server := grpc.NewServer(grpc.ForceServerCodec(octets{}),
		grpc.MaxRecvMsgSize(unlimited), grpc.MaxSendMsgSize(unlimited),
		grpc.UnknownServiceHandler(func(_ any, call grpc.ServerStream) error {
			method, _ := grpc.MethodFromServerStream(call)
			switch method {
			case service + "Give":
				return give(call, unlimited)
			case service + "GiveParts":
				return give(call, part)
			default:
				return take(call)
			}
		}))
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	fatal(err)
	fatal(server.Serve(listener))
}

func give(call grpc.ServerStream, size int) error {
	var name []byte
	if err := call.RecvMsg(&name); err != nil {
		return err
	}
	content, err := os.ReadFile(string(name))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	call.SetTrailer(metadata.Pairs("digest", hex.EncodeToString(sum[:])))
	for len(content) > 0 {
		message := content[:min(size, len(content))]
		if err := call.SendMsg(&message); err != nil {
			return err
		}
		content = content[len(message):]
	}
	return nil
}

func take(call grpc.ServerStream) error {
	digest := sha256.New()
	count := 0
	for {
		var message []byte
		err := call.RecvMsg(&message)
		if err == io.EOF {
			sum := hex.EncodeToString(digest.Sum(nil))
			call.SetTrailer(metadata.Pairs("digest", sum))
			line := []byte(fmt.Sprintf("%d %s", count, sum))
			return call.SendMsg(&line)
		}
		if err != nil {
			return err
		}
		digest.Write(message)
		count += len(message)
	}
}
