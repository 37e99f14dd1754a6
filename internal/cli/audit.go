package cli

import (
	"context"
	"fmt"
	"os"

	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
)

type auditCmd struct {
	Verify     auditVerifyCmd     `cmd:"" help:"Verify the chain of entries and, with --records, every business row."`
	Checkpoint auditCheckpointCmd `cmd:"" help:"Sign the present state of the record into a file outside the database."`
}

type auditVerifyCmd struct {
	place
	Records    bool   `help:"Compare every business row with the entry that wrote it."`
	Checkpoint string `help:"Signed checkpoint kept elsewhere; proves that the tail is not cut." type:"existingfile" placeholder:"FILE"`
	Key        string `help:"File with the public key of the checkpoint; empty uses the one in the data folder." type:"existingfile" placeholder:"FILE"`
}

// Help gives an example.
func (auditVerifyCmd) Help() string {
	return "Example: tuzjol audit verify --records --checkpoint /mnt/usb/checkpoint-000000001234.txt --data /var/lib/tuzjol\nExit code 3 when something is wrong."
}

// Run verifies.
func (c auditVerifyCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing was written
	if err := a.Number(ctx); err != nil {
		return err
	}
	opt := auditsvc.VerifyOptions{Records: c.Records}
	if opt.Checkpoint, opt.Key, err = c.files(); err != nil {
		return err
	}
	p := newProgress(con, c.NoProgress, "verify")
	opt.Progress = func(done, total int64) { p.Step(int(done), int(total)) }
	rep, err := a.Audit().Verify(a.Operator(ctx), opt)
	if err != nil {
		return err
	}
	p.Done()
	return printReport(con, rep, c.Records)
}

func (c auditVerifyCmd) files() (note []byte, key string, err error) {
	if c.Checkpoint != "" {
		if note, err = os.ReadFile(c.Checkpoint); err != nil {
			return nil, "", err
		}
	}
	if c.Key != "" {
		b, err := os.ReadFile(c.Key)
		if err != nil {
			return nil, "", err
		}
		key = string(b)
	}
	return note, key, nil
}

func printReport(con *Console, rep audit.Report, records bool) error {
	for _, p := range rep.Problems {
		fmt.Fprintf(con.Out, "%s", p.Damage)
		if p.Seq > 0 {
			fmt.Fprintf(con.Out, " number=%d", p.Seq)
		}
		if p.Entry != "" {
			fmt.Fprintf(con.Out, " entry=%s", p.Entry)
		}
		if p.Table != "" {
			fmt.Fprintf(con.Out, " table=%s row=%s", p.Table, p.Row)
		}
		fmt.Fprintln(con.Out)
	}
	tail := "tail not proven"
	if rep.TailProven {
		tail = "tail proven by the checkpoint"
	}
	rows := "rows not compared"
	if records {
		rows = fmt.Sprintf("rows=%d", rep.Rows)
	}
	fmt.Fprintf(con.Out, "entries=%d pending=%d %s root=%x; %s\n", rep.Entries, rep.Pending, rows, rep.Root, tail)
	if !rep.OK() {
		return findings{"the record is damaged"}
	}
	return nil
}

type auditCheckpointCmd struct {
	place
	Out string `help:"Folder for the checkpoint; better on another machine. Empty uses TUZJOL_CHECKPOINTS or the data folder." placeholder:"DIR" type:"path"`
}

// Help gives an example.
func (auditCheckpointCmd) Help() string {
	return "Example: tuzjol audit checkpoint --out /mnt/usb --data /var/lib/tuzjol"
}

// Run signs a checkpoint.
func (c auditCheckpointCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing was written
	dir := c.Out
	if dir == "" {
		dir = a.CheckpointFolder()
	}
	if err := a.Number(ctx); err != nil {
		return err
	}
	file, cp, err := a.Audit().WriteCheckpoint(a.Operator(ctx), dir)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.Out, "%s size=%d root=%x\n", file, cp.Size, cp.Root)
	return err
}
