package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
)

// http download|upload URL FILE BUFFER REST
func runHTTP(t transfer) {
	direction, url := t.words[0], t.words[1]
	transport := &http.Transport{
		TLSClientConfig:    &tls.Config{InsecureSkipVerify: true},
		Protocols:          new(http.Protocols),
		DisableCompression: true,
	}
	transport.Protocols.SetHTTP2(true)
	transport.Protocols.SetUnencryptedHTTP2(true)
	client := &http.Client{Transport: transport}
	var response *http.Response
	var err error
	if direction == "upload" {
		body := &restingReader{from: bufio.NewReaderSize(t.open(), t.buffer), rest: t.rest}
		// A type that net/http does not know: no Content-Length.
		response, err = client.Post(url, "application/octet-stream", io.NopCloser(body))
	} else {
		response, err = client.Get(url)
	}
	if err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.ProtoMajor != 2 {
		log.Fatalf("%s %s", response.Proto, response.Status)
	}
	if direction == "download" {
		fmt.Println(t.measure(response.Body))
		return
	}
	line, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(line))
}
