package conformance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// kept asks a Gateway on a connection that is kept. A new one for each of thousands of requests meets, in some networks,
// a port from which somebody connected before the address was wired, and has no route to the host: that is not the
// Gateway's answer.
type kept struct {
	client  *http.Client
	address string
}

func keep(address string) *kept {
	return &kept{&http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}, address}
}

// answer is the 200 of the suite's backend.
type answer struct {
	pod     string
	headers http.Header
}

func (k *kept) get(host, path string, headers map[string]string) (answer, error) {
	request, err := http.NewRequest(http.MethodGet, "http://"+k.address+path, nil)
	if err != nil {
		return answer{}, err
	}
	request.Host = host
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := k.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	var told struct {
		Pod string `json:"pod"`
	}
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil || response.StatusCode != http.StatusOK {
		return answer{}, fmt.Errorf("%s %s: %d, %v", host, path, response.StatusCode, err)
	}
	return answer{told.Pod, response.Header}, nil
}
