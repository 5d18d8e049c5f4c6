// Writes README.md of the chart: every value of values.yaml with its default and its comment. helm/check keeps it.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

const intro = `# Chart of Sluice

Installs [Sluice](../../README.md) in a cluster: see [Kubernetes](../../docs/kubernetes.md) for what it makes and how to
choose, and [Upgrade](../../docs/upgrade.md) for upgrades. This page is made of [values.yaml](values.yaml) by
` + "`helm/check --update`" + `. A misspelled value, or one out of its range, is refused before anything is installed.

    helm install sluice helm/sluice --namespace sluice-system --create-namespace
    helm test sluice --namespace sluice-system

| Value | Default | Meaning |
|---|---|---|
`

func main() {
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(values string) error {
	text, err := os.ReadFile(values)
	if err != nil {
		return err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return err
	}
	page := bytes.NewBufferString(intro)
	if err := rows(page, "", document.Content[0]); err != nil {
		return err
	}
	_, err = page.WriteTo(os.Stdout)
	return err
}

// A map that is there to be filled in is a value; one whose fields are known has a row for each, after its own comment.
func rows(page *bytes.Buffer, prefix string, fields *yaml.Node) error {
	for i := 0; i < len(fields.Content); i += 2 {
		key, value := fields.Content[i], fields.Content[i+1]
		name := prefix + key.Value
		meaning := comment(key)
		if value.Kind == yaml.MappingNode && value.Style&yaml.FlowStyle == 0 {
			if meaning != "" {
				fmt.Fprintf(page, "| `%s` | | %s |\n", name, meaning)
			}
			if err := rows(page, name+".", value); err != nil {
				return err
			}
			continue
		}
		text, err := flow(value)
		if err != nil {
			return err
		}
		fmt.Fprintf(page, "| `%s` | `%s` | %s |\n", name, text, meaning)
	}
	return nil
}

// The comment of a key in one line. A comment above it with a blank line between is of the file.
func comment(key *yaml.Node) string {
	paragraphs := strings.Split(key.HeadComment, "\n\n")
	var words []string
	for _, line := range strings.Split(paragraphs[len(paragraphs)-1], "\n") {
		words = append(words, strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "#")))
	}
	return strings.ReplaceAll(strings.TrimSpace(strings.Join(words, " ")), "|", "\\|")
}

func flow(value *yaml.Node) (string, error) {
	plain(value)
	text, err := yaml.Marshal(value)
	return strings.ReplaceAll(strings.TrimSpace(string(text)), "|", "\\|"), err
}

func plain(value *yaml.Node) {
	value.HeadComment, value.LineComment, value.FootComment = "", "", ""
	if value.Kind != yaml.ScalarNode {
		value.Style = yaml.FlowStyle
	}
	for _, child := range value.Content {
		plain(child)
	}
}
