//go:build tools

// Package tools keeps the engine in go.mod. Its version is written there and nowhere else.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
