package cli

import (
	"fmt"

	"tuzjol/internal/app/assess"
	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/cli/spoken"
)

type instrumentCmd struct {
	Check instrumentCheckCmd `cmd:"" help:"Check an instrument's file; names line and remedy."`
	List  instrumentListCmd  `cmd:"" help:"List the instruments that the program carries."`
}

type instrumentCheckCmd struct {
	File []string `arg:"" help:"YAML files of instruments; tables lie beside them." type:"existingfile"`
}

// Help gives an example.
func (instrumentCheckCmd) Help() string {
	return "Example: tuzjol instrument check jurisdiction/ew/instruments/ogrs4.yaml"
}

// Run checks the files.
func (c instrumentCheckCmd) Run(con *Console) error {
	say, err := spoken.English()
	if err != nil {
		return err
	}
	n := 0
	for _, file := range c.File {
		for _, f := range assessmentload.Check(file) {
			fmt.Fprintln(con.Out, f.Line(say))
			n++
		}
	}
	if n > 0 {
		return findings{fmt.Sprintf("%d findings", n)}
	}
	_, err = fmt.Fprintln(con.Out, "nothing found")
	return err
}

type instrumentListCmd struct{}

// Run lists the instruments.
func (instrumentListCmd) Run(con *Console) error {
	all, err := assess.Shipped()
	if err != nil {
		return err
	}
	for _, i := range all {
		fmt.Fprintf(con.Out, "%-20s %-12s %s (%s)\n", i.ID+"@"+i.Version, i.Kind, i.Title.In("en"), i.Notice.In("en"))
	}
	return nil
}

type assessCmd struct {
	Score    assessScoreCmd    `cmd:"" help:"Score every row of a CSV file by an instrument."`
	Rescore  assessRescoreCmd  `cmd:"" help:"Score everything that was signed again and compare bit for bit."`
	Validate assessValidateCmd `cmd:"" help:"Compare scores with outcomes: discrimination, calibration, error rates by group."`
}

type assessScoreCmd struct {
	Instrument string `help:"ID, ID@VERSION or the path of a YAML file." required:"" placeholder:"ID"`
	In         string `help:"CSV file, plain or gzipped; columns are found by item id." required:"" type:"existingfile" placeholder:"FILE"`
	Out        string `help:"CSV file to write: row, outputs with their bands, findings." required:"" placeholder:"FILE"`
}

// Help gives an example.
func (assessScoreCmd) Help() string {
	return "Example: tuzjol assess score --instrument ogrs4 --in cases.csv --out scores.csv"
}

// Run scores the file.
func (c assessScoreCmd) Run(con *Console) error {
	ins, err := assess.Find(c.Instrument)
	if err != nil {
		return err
	}
	sum, err := assess.Score(ins, c.In, c.Out, con.Err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.Out, "%s@%s: %d rows, %d with findings, %d bad values. %s.\n", ins.ID, ins.Version, sum.Rows, sum.WithFindings,
		sum.BadValues, ins.Notice.In("en"))
	return err
}

type assessValidateCmd struct {
	In        string    `help:"CSV file, plain or gzipped." required:"" type:"existingfile" placeholder:"FILE"`
	Score     string    `help:"Column of the score." required:"" placeholder:"COL"`
	Outcome   string    `help:"Column of the outcome: 0/1, true/false or yes/no." required:"" placeholder:"COL"`
	Group     []string  `help:"Column to divide by; may be repeated." placeholder:"COL"`
	Scale     string    `help:"What the score is: probability (0-1), percent (0-100) or points; auto looks at the column." enum:"auto,probability,percent,points" default:"auto"`
	Threshold []float64 `help:"Score from which a row counts as flagged; may be repeated." placeholder:"N"`
	JSON      string    `help:"Write the figures as JSON." name:"json" placeholder:"FILE"`
	SVG       string    `help:"Write calibration and error rates as a picture." name:"svg" placeholder:"FILE"`
}

// Help gives an example.
func (assessValidateCmd) Help() string {
	return "Example: tuzjol assess validate --in outcomes.csv.gz --score decile_score --outcome two_year_recid --group sex --group race --json figures.json"
}

// Run validates the score.
func (c assessValidateCmd) Run(con *Console) error {
	return assess.Validate(assess.Request{
		In: c.In, Score: c.Score, Outcome: c.Outcome, Groups: c.Group, Scale: c.Scale, Thresholds: c.Threshold,
		JSON: c.JSON, SVG: c.SVG,
	}, con.Out, con.Err)
}
