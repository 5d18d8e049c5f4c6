package main

import (
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const (
	// How long a stream goes on after the server was told to stop.
	stayLimit = 5 * time.Second
	stopLimit = 20 * time.Second
)

// soak-server PORT [CERTIFICATE KEY]: answers each message with the same. SIGTERM lets it send GOAWAY and leave its
// streams one by one within some seconds, which it says in the trailer `left`. Trailer `received`: how many messages.
func serveSoak(words []string) {
	leaving := make(chan struct{})
	server := grpc.NewServer(append(security(words[1:]), grpc.ForceServerCodec(octets{}),
		grpc.UnknownServiceHandler(func(_ any, call grpc.ServerStream) error { return echo(call, leaving) }))...)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		<-signals
		close(leaving)
		time.AfterFunc(stopLimit, func() { log.Fatal("some streams did not end") })
		server.GracefulStop()
	}()
	fatal(server.Serve(listen(words[0])))
	<-stopped
}

func echo(call grpc.ServerStream, leaving <-chan struct{}) error {
	count := 0
	defer func() { call.SetTrailer(metadata.Pairs("received", strconv.Itoa(count))) }()
	messages, ended := make(chan []byte), make(chan error, 1)
	go receive(call, messages, ended)
	var left <-chan time.Time
	for {
		select {
		case message := <-messages:
			count++
			if err := call.SendMsg(&message); err != nil {
				return err
			}
		case err := <-ended:
			if err == io.EOF {
				return nil
			}
			return err
		case <-leaving:
			leaving, left = nil, time.After(rand.N(stayLimit))
		case <-left:
			call.SetTrailer(metadata.Pairs("left", "yes"))
			return status.Error(codes.Unavailable, "the server leaves")
		}
	}
}

func receive(call grpc.ServerStream, messages chan<- []byte, ended chan<- error) {
	for {
		var message []byte
		if err := call.RecvMsg(&message); err != nil {
			ended <- err
			return
		}
		select {
		case messages <- message:
		case <-call.Context().Done():
			return
		}
	}
}
