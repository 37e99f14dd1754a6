// Package measured reads what a benchmark shows beside its times: the first page, memory, disk.
package measured

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// FirstPage asks a service for its first page. It fails when the page does not come.
func FirstPage(ctx context.Context, base string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/demo", nil)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Timeout: time.Minute}).Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the first page answered %d", res.StatusCode)
	}
	return nil
}

// HighWater is the most memory that the process has held, as the kernel counts it.
func HighWater() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err == nil {
				return fmt.Sprintf("%d MB", kb/1024)
			}
		}
	}
	return "unknown"
}

// Size is how much the files of a path take on disk.
func Size(path string) string {
	var total int64
	files, err := filepath.Glob(path + "*")
	if err != nil {
		return "unknown"
	}
	for _, f := range files {
		if s, err := os.Stat(f); err == nil {
			total += s.Size()
		}
	}
	return fmt.Sprintf("%d MB", total>>20)
}
