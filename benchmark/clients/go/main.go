// Clients of Go: its own HTTP/2, and grpc-go with a server. Each client of `run` prints the octets and their SHA-256,
// as the receiver saw them; `interop-*` belongs to `grpc`, `soak*` to `grpc-soak`.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"time"
)

const mebi = 1 << 20

func main() {
	log.SetFlags(0)
	arguments := os.Args[1:]
	switch arguments[0] {
	case "http":
		runHTTP(transferOf(arguments[1:], 2))
	case "grpc":
		runGRPC(transferOf(arguments[1:], 4))
	case "grpc-server":
		serveGRPC(arguments[1])
	case "interop-server":
		serveInterop(arguments[1:])
	case "interop-messages":
		describeInterop()
	case "soak":
		runSoak(arguments[1:])
	case "soak-server":
		serveSoak(arguments[1:])
	default:
		log.Fatalf("what is %s?", arguments[0])
	}
}

// What is to be done: the words before are the client's own.
type transfer struct {
	words  []string
	file   string
	buffer int
	rest   time.Duration
}

func transferOf(arguments []string, words int) transfer {
	milliseconds := number(arguments[words+2])
	rest := time.Duration(milliseconds) * time.Millisecond
	return transfer{arguments[:words], arguments[words], number(arguments[words+1]), rest}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// Gives what another reader has, with a rest after each MiB.
type restingReader struct {
	from   io.Reader
	rest   time.Duration
	octets int
}

func (r *restingReader) Read(to []byte) (int, error) {
	n, err := r.from.Read(to)
	if (r.octets+n)/mebi > r.octets/mebi {
		time.Sleep(r.rest)
	}
	r.octets += n
	return n, err
}

// Reads all with a buffer of the transfer's size: no io.Copy, which may take a way around the buffer.
func (t transfer) measure(from io.Reader) string {
	digest := sha256.New()
	octets := 0
	buffer := make([]byte, t.buffer)
	reader := &restingReader{from: from, rest: t.rest}
	for {
		n, err := reader.Read(buffer)
		octets += n
		digest.Write(buffer[:n])
		if err == io.EOF {
			return fmt.Sprintf("%d %s", octets, hex.EncodeToString(digest.Sum(nil)))
		}
		if err != nil {
			log.Fatalf("after %d octets: %v", octets, err)
		}
	}
}

func (t transfer) open() *os.File {
	opened, err := os.Open(t.file)
	if err != nil {
		log.Fatal(err)
	}
	return opened
}
