package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

const (
	// Fewer than the streams that a gateway allows on one connection, or else grpc-go lets some wait.
	streamsOfConnection = 50
	// How long the streams may take to end after the soak.
	endLimit    = 30 * time.Second
	faultsShown = 20
)

// What became of the streams and their messages; a line of JSON in the end.
type soakResult struct {
	Opened    int `json:"opened"`
	Completed int `json:"completed"`
	Left      int `json:"left by their server"`
	Broken    int `json:"broken"`
	Messages  int `json:"messages"`
	Lost      int `json:"lost"`
	Reordered int `json:"reordered"`
	Median    int `json:"median ms"`
	P999      int `json:"p99.9 ms"`
	Slowest   int `json:"slowest ms"`
}

type soak struct {
	end       time.Time
	lock      sync.Mutex
	result    soakResult
	latencies []time.Duration
}

// soak CLEAR TLS CERTIFICATE STREAMS SECONDS: the addresses of a gateway.
//
// Each stream sends a message about once a second and is answered with the same. Every other stream calls Stay, whose
// server stays; the others call Roll, whose servers come and go, and are opened again when their server has left.
func runSoak(words []string) {
	streams, seconds := number(words[3]), number(words[4])
	s := &soak{end: time.Now().Add(time.Duration(seconds) * time.Second)}
	ctx, cancel := context.WithDeadline(context.Background(), s.end.Add(endLimit))
	defer cancel()
	secure := trusting(words[2])
	var all sync.WaitGroup
	var connection *grpc.ClientConn
	for i := range streams {
		if i%streamsOfConnection == 0 {
			if i/streamsOfConnection%2 == 0 {
				connection = connect(words[0], insecure.NewCredentials())
			} else {
				connection = connect(words[1], secure)
			}
		}
		method := service + []string{"Stay", "Roll"}[i%2]
		all.Add(1)
		go func(connection *grpc.ClientConn) {
			defer all.Done()
			s.keepOpen(ctx, connection, method)
		}(connection)
	}
	all.Wait()
	s.print()
}

func trusting(certificate string) credentials.TransportCredentials {
	content, err := os.ReadFile(certificate)
	fatal(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(content)
	return credentials.NewTLS(&tls.Config{RootCAs: roots})
}

func connect(address string, security credentials.TransportCredentials) *grpc.ClientConn {
	connection, err := grpc.NewClient("passthrough:"+address, grpc.WithTransportCredentials(security),
		grpc.WithNoProxy(), grpc.WithDefaultCallOptions(grpc.ForceCodec(octets{})))
	fatal(err)
	return connection
}

func (s *soak) keepOpen(ctx context.Context, connection *grpc.ClientConn, method string) {
	time.Sleep(rand.N(time.Second))
	for time.Now().Before(s.end) {
		if !s.stream(ctx, connection, method) {
			time.Sleep(time.Second)
		}
	}
}

// One stream from its begin to its end; whether it ended as it may.
func (s *soak) stream(ctx context.Context, connection *grpc.ClientConn, method string) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	call, err := connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, method)
	if err != nil {
		s.count(func(r *soakResult) { r.Opened++ })
		return s.broken(method, err)
	}
	e := &echoes{sent: make(map[uint64]sentMessage)}
	var sending sync.WaitGroup
	sending.Add(1)
	go func() {
		defer sending.Done()
		e.send(ctx, call, s.end)
	}()
	err = e.receive(call)
	cancel()
	sending.Wait()
	return s.judge(method, call.Trailer(), e, err)
}

func (s *soak) judge(method string, trailers metadata.MD, e *echoes, err error) bool {
	answered, _ := strconv.Atoi(first(trailers.Get("received")))
	left := first(trailers.Get("left")) != ""
	s.lock.Lock()
	s.latencies = append(s.latencies, e.latencies...)
	s.lock.Unlock()
	completed := errors.Is(err, io.EOF) && e.closed
	if completed {
		// Who was told the end has seen all; who has left may not have seen the last.
		answered = int(e.count)
	}
	s.count(func(r *soakResult) {
		r.Opened++
		r.Messages += e.received
		r.Reordered += e.reordered
		r.Lost += max(answered-e.received, 0)
	})
	switch {
	case completed:
		s.count(func(r *soakResult) { r.Completed++ })
	case left:
		s.count(func(r *soakResult) { r.Left++ })
	default:
		return s.broken(method, err)
	}
	return true
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func (s *soak) count(change func(*soakResult)) {
	s.lock.Lock()
	defer s.lock.Unlock()
	change(&s.result)
}

func (s *soak) broken(method string, err error) bool {
	s.count(func(r *soakResult) {
		if r.Broken++; r.Broken <= faultsShown {
			log.Printf("%s broken at %s: %v", method, time.Now().Format(time.TimeOnly), err)
		}
	})
	return false
}

func (s *soak) print() {
	slices.Sort(s.latencies)
	at := func(share float64) int {
		if len(s.latencies) == 0 {
			return 0
		}
		return int(s.latencies[int(share*float64(len(s.latencies)-1))].Milliseconds())
	}
	s.result.Median, s.result.P999, s.result.Slowest = at(0.5), at(0.999), at(1)
	fatal(json.NewEncoder(os.Stdout).Encode(s.result))
}

// The messages of one stream and their echoes, which must come back whole and in order.
type echoes struct {
	lock      sync.Mutex
	sent      map[uint64]sentMessage
	count     uint64
	closed    bool
	received  int
	reordered int
	latencies []time.Duration
}

type sentMessage struct {
	content []byte
	at      time.Time
}

func (e *echoes) send(ctx context.Context, call grpc.ClientStream, end time.Time) {
	for time.Now().Before(end) {
		message := e.next()
		if call.SendMsg(&message) != nil {
			// The receiver has the reason.
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(500*time.Millisecond + rand.N(time.Second)):
		}
	}
	e.lock.Lock()
	e.closed = true
	e.lock.Unlock()
	_ = call.CloseSend()
}

func (e *echoes) next() []byte {
	message := make([]byte, 8+rand.N(2000))
	for i := 8; i < len(message); i++ {
		message[i] = byte(rand.N(256))
	}
	e.lock.Lock()
	defer e.lock.Unlock()
	binary.BigEndian.PutUint64(message, e.count)
	e.sent[e.count] = sentMessage{message, time.Now()}
	e.count++
	return message
}

func (e *echoes) receive(call grpc.ClientStream) error {
	for {
		var message []byte
		if err := call.RecvMsg(&message); err != nil {
			return err
		}
		e.compare(message)
	}
}

func (e *echoes) compare(message []byte) {
	e.lock.Lock()
	defer e.lock.Unlock()
	expected := e.sent[uint64(e.received)]
	if bytes.Equal(message, expected.content) {
		e.latencies = append(e.latencies, time.Since(expected.at))
	} else {
		e.reordered++
	}
	delete(e.sent, uint64(e.received))
	e.received++
}
