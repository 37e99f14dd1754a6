package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tuzjol/internal/app"
	"tuzjol/internal/app/backup"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/schema"
)

type backupCmd struct {
	place
	Out        string   `arg:"" help:"File to write; it must not exist yet." type:"path"`
	To         []string `help:"age recipient (public key) who can open it; give two, held by different people." placeholder:"AGE1..."`
	Recipients string   `help:"File with age recipients, one a line." type:"existingfile" placeholder:"FILE"`
}

// Help gives an example.
func (backupCmd) Help() string {
	return "Example: tuzjol backup --to age1... --to age1... /mnt/backup/tuzjol-20260303.tar.age --data /var/lib/tuzjol\n" +
		"Keys are made with age-keygen; the private ones belong where the service is not."
}

// Run writes a backup while the service goes on.
func (c backupCmd) Run(ctx context.Context, con *Console) error {
	to := strings.Join(c.To, "\n")
	if c.Recipients != "" {
		b, err := os.ReadFile(c.Recipients)
		if err != nil {
			return err
		}
		to += "\n" + string(b)
	}
	if n := strings.Count(to, "age1"); n < 2 {
		fmt.Fprintf(con.Err, "%d recipient: if that key is lost, so is the backup; give two\n", n)
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	from, err := openPlace(ctx, cfg)
	if err != nil {
		return err
	}
	defer from.DB.Close() //nolint:errcheck // nothing was written
	p := newProgress(con, c.NoProgress, "backup")
	sum, err := backup.WriteFile(ctx, c.Out, from, backup.Options{Recipients: to, Progress: func(_ string, done, total int64) { p.Step(int(done), int(total)) }})
	if err != nil {
		return err
	}
	p.Done()
	_, err = fmt.Fprintf(con.Out, "%s tables=%d rows=%d files=%d\n", c.Out, sum.Tables, sum.Rows, sum.Files)
	return err
}

type restoreCmd struct {
	place
	In  string `arg:"" help:"Backup to read." type:"existingfile"`
	Key string `help:"File with the age private key of one recipient." required:"" type:"existingfile" placeholder:"FILE"`
}

// Help gives an example.
func (restoreCmd) Help() string {
	return "Example: tuzjol restore --key anna.txt /mnt/backup/tuzjol-20260303.tar.age --data /var/lib/tuzjol-new\n" +
		"The place must be empty. It ends with the check of every entry, row and file; exit code 3 when something is wrong."
}

// Run restores onto an empty place and proves it.
func (c restoreCmd) Run(ctx context.Context, con *Console) error {
	key, err := os.ReadFile(c.Key)
	if err != nil {
		return err
	}
	in, err := os.Open(c.In)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // read only
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	to, err := openPlace(ctx, cfg)
	if err != nil {
		return err
	}
	defer to.DB.Close() //nolint:errcheck // every part was committed
	if _, err := to.DB.Migrate(ctx); err != nil {
		return err
	}
	p := newProgress(con, c.NoProgress, "restore")
	proof, err := backup.Restore(ctx, in, to, backup.RestoreOptions{
		Identities: string(key),
		Progress:   func(_ string, done, total int64) { p.Step(int(done), int(total)) },
	})
	if err != nil {
		return err
	}
	p.Done()
	fmt.Fprintf(con.Out, "made=%s tables=%d rows=%d files=%d\n", proof.Made, proof.Tables, proof.Rows, proof.Files)
	for _, ref := range proof.BadFiles {
		fmt.Fprintf(con.Out, "file_damaged ref=%s\n", ref)
	}
	if err := printReport(con, proof.Audit, true); err != nil {
		return err
	}
	if !proof.OK() {
		return findings{"stored files are damaged or missing"}
	}
	return nil
}

// openPlace opens the database alone: a backup needs no services, and a restore must find a database that nothing has
// initialised.
func openPlace(ctx context.Context, cfg config.Config) (backup.Place, error) {
	p := backup.Place{KeyDir: cfg.Data, KeyFile: cfg.KeyFile}
	url := cfg.Database
	if url == "" {
		url, p.BlobDir = app.DatabasePath(cfg.Data), filepath.Join(cfg.Data, "blobs")
	}
	if _, err := os.Stat(cfg.Data); err != nil {
		return p, errors.Join(errors.New("no data folder there"), err)
	}
	var err error
	p.DB, err = db.Open(ctx, url, db.Options{Schema: schema.FS})
	return p, err
}
