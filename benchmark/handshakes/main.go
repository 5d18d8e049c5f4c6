// Opens a connection of TLS 1.3 for each request, sends one GET over HTTP/1.1, reads the response and closes. Prints how
// many were answered; ends with the first failure, with exit code 1.
package main

import (
	"bufio"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

const (
	patience = 10 * time.Second
	cipher   = tls.TLS_AES_128_GCM_SHA256
)

func main() {
	log.SetFlags(0)
	// A core that collects garbage less often has more for handshakes.
	debug.SetGCPercent(400)
	load := load{}
	flag.IntVar(&load.port, "port", 443, "of 127.0.0.1")
	flag.StringVar(&load.host, "host", "localhost", "server name and host")
	flag.StringVar(&load.path, "path", "/", "what is requested")
	flag.Int64Var(&load.body, "body", 0, "octets of each response")
	flag.BoolVar(&load.resume, "resume", false, "all connections but the first of each worker resume a session")
	connections := flag.Int("connections", 32, "at one time")
	requests := flag.Int64("requests", 1<<62, "at most")
	seconds := flag.Int("seconds", 60, "at most")
	certificate := flag.String("certificate", "", "of the client: a PEM file")
	key := flag.String("key", "", "of that certificate: a PEM file")
	flag.Parse()
	if *certificate != "" {
		pair, err := tls.LoadX509KeyPair(*certificate, *key)
		if err != nil {
			log.Fatal(err)
		}
		load.pair = &pair
	}
	answered, err := load.run(*connections, *requests, time.Duration(*seconds)*time.Second)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answered)
}

type load struct {
	port             int
	host, path       string
	body             int64
	resume           bool
	pair             *tls.Certificate
	started, failed  atomic.Int64
	answered         atomic.Int64
	failure          error
	failureIsWritten sync.Once
}

// Each worker has one connection at a time, until the time or the requests are used up, or one has failed.
func (l *load) run(workers int, requests int64, duration time.Duration) (int64, error) {
	end := time.Now().Add(duration)
	var running sync.WaitGroup
	for number := 0; number < workers; number++ {
		worker := l.worker(number)
		running.Add(1)
		go func() {
			defer running.Done()
			for l.failed.Load() == 0 && time.Now().Before(end) && l.started.Add(1) <= requests {
				if err := worker.request(); err != nil {
					l.failed.Add(1)
					l.failureIsWritten.Do(func() { l.failure = err })
				} else {
					l.answered.Add(1)
				}
			}
		}()
	}
	running.Wait()
	return l.answered.Load(), l.failure
}

type worker struct {
	load   *load
	dialer net.Dialer
	tls    tls.Config
	before int
}

func (l *load) worker(number int) *worker {
	w := &worker{load: l}
	// An address of its own: a single one has too few ports for connections that were closed in the last minute.
	w.dialer = net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+number%200))}}
	w.tls = tls.Config{
		ServerName: l.host,
		// What the client verifies costs the proxy nothing.
		InsecureSkipVerify: true,
		MinVersion:         tls.VersionTLS13,
		NextProtos:         []string{"http/1.1"},
		// One group and one cipher for all proxies, which would choose differently.
		CurvePreferences:   []tls.CurveID{tls.X25519},
		ClientSessionCache: forgetful{},
	}
	if l.resume {
		w.tls.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	}
	if l.pair != nil {
		w.tls.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return l.pair, nil }
	}
	return w
}

func (w *worker) request() error {
	plain, err := w.dialer.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", w.load.port))
	if err != nil {
		return err
	}
	client := tls.Client(plain, &w.tls)
	defer client.Close()
	if err := client.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if err := client.Handshake(); err != nil {
		return err
	}
	state := client.ConnectionState()
	if state.CipherSuite != cipher {
		return fmt.Errorf("the cipher is %s", tls.CipherSuiteName(state.CipherSuite))
	}
	if expected := w.load.resume && w.before > 0; state.DidResume != expected {
		return fmt.Errorf("resumed: %t, expected: %t", state.DidResume, expected)
	}
	w.before++
	return w.exchange(client)
}

func (w *worker) exchange(client io.ReadWriter) error {
	if _, err := fmt.Fprintf(client, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", w.load.path, w.load.host); err != nil {
		return err
	}
	response, err := http.ReadResponse(bufio.NewReader(client), nil)
	if err != nil {
		return err
	}
	octets, err := io.Copy(io.Discard, response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || octets != w.load.body) {
		err = fmt.Errorf("answered %s, body of %d octets (expected: %d)", response.Status, octets, w.load.body)
	}
	return err
}

// Keeps no session, but offers to: so that servers send tickets, as they do to browsers.
type forgetful struct{}

func (forgetful) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

func (forgetful) Put(string, *tls.ClientSessionState) {}
