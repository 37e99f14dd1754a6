// Package pgtest gives tests a private PostgreSQL: one throw-away cluster of an unprivileged user, shared by the
// packages of a test run, with a migrated template that each test clones.
package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrAbsent says that the machine has no PostgreSQL server programs.
var ErrAbsent = errors.New("PostgreSQL server programs not found; install the package postgresql")

// Root is where the cluster lives; it outlives one test binary so that the next package finds it running.
func Root() string { return filepath.Join(os.TempDir(), "tuzjol-test-postgres") }

// URL returns a connection URL of the cluster's maintenance database, starting the cluster when it does not run.
// TUZJOL_TEST_POSTGRES names another server instead.
func URL() (string, error) {
	if u := os.Getenv("TUZJOL_TEST_POSTGRES"); u != "" {
		return u, nil
	}
	bin, err := programs()
	if err != nil {
		return "", err
	}
	root := Root()
	unlock, err := lockFile(root + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if !running(bin, root) {
		if err := start(bin, root); err != nil {
			return "", err
		}
	}
	return DatabaseURL("postgres"), nil
}

// DatabaseURL names a database of the cluster over its socket.
func DatabaseURL(name string) string {
	if u := os.Getenv("TUZJOL_TEST_POSTGRES"); u != "" {
		i := strings.LastIndex(u, "/")
		rest := ""
		if q := strings.Index(u[i:], "?"); q >= 0 {
			rest = u[i+q:]
		}
		return u[:i+1] + name + rest
	}
	return fmt.Sprintf("postgres://tuzjol@/%s?host=%s", name, Root())
}

// Stop ends the cluster and removes its files.
func Stop() error {
	bin, err := programs()
	if err != nil {
		return err
	}
	if running(bin, Root()) {
		if err := run(bin, "pg_ctl", "-D", filepath.Join(Root(), "data"), "-m", "immediate", "-w", "stop"); err != nil {
			return err
		}
	}
	return os.RemoveAll(Root())
}

func programs() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") //nolint:errcheck // the pattern is well formed
	slices.Sort(dirs)
	slices.Reverse(dirs)
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "initdb")); err == nil {
			return d, nil
		}
	}
	return "", ErrAbsent
}

func running(bin, root string) bool {
	return run(bin, "pg_ctl", "-D", filepath.Join(root, "data"), "status") == nil
}

func start(bin, root string) error {
	data := filepath.Join(root, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err != nil {
		if err := os.RemoveAll(root); err != nil {
			return err
		}
		if err := os.MkdirAll(root, 0o700); err != nil {
			return err
		}
		if uid, gid, ok := owner(); ok {
			if err := os.Chown(root, uid, gid); err != nil {
				return err
			}
		}
		if err := run(bin, "initdb", "-D", data, "-U", "tuzjol", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
			return err
		}
	}
	opts := "-c listen_addresses='' -c unix_socket_directories=" + root + " -c fsync=off -c synchronous_commit=off " +
		"-c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB -c autovacuum=on -c log_min_messages=error"
	return run(bin, "pg_ctl", "-D", data, "-l", filepath.Join(root, "log"), "-o", opts, "-w", "-t", "60", "start")
}

// owner is the user that runs the server: PostgreSQL refuses to run as root.
func owner() (uid, gid int, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ = strconv.Atoi(u.Uid) //nolint:errcheck // numeric on the systems that have these users
			gid, _ = strconv.Atoi(u.Gid) //nolint:errcheck // numeric on the systems that have these users
			return uid, gid, true
		}
	}
	return 0, 0, false
}

func run(bin, name string, args ...string) error {
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Dir = "/"
	out, err := os.CreateTemp("", "tuzjol-pg-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) //nolint:errcheck // a temporary file
	defer out.Close()           //nolint:errcheck // a temporary file
	// A file, not a pipe: the started server keeps its standard output open for ever.
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if uid, gid, ok := owner(); ok {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)} //nolint:gosec // small numbers
	}
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(out.Name()) //nolint:errcheck // best effort for the message
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(text))
	}
	return nil
}

// lockFile holds an exclusive lock between test binaries that run at the same time.
func lockFile(path string) (func(), error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(2 * time.Minute)
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil //nolint:errcheck // closing releases the lock
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
