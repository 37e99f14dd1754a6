package cli

import (
	"context"
	"errors"
	"fmt"

	"tuzjol/internal/access"
	"tuzjol/internal/app"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/signin/signinsvc"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add an account with a post; prints a one-time set-up token."`
	List    userListCmd    `cmd:"" help:"List the accounts."`
	Disable userDisableCmd `cmd:"" help:"Close an account; its sessions end at once."`
	Enable  userEnableCmd  `cmd:"" help:"Open a closed account."`
	Reset   userResetCmd   `cmd:"" help:"Print a one-time token to set a new password; the second factor stays."`
}

type userAddCmd struct {
	place
	Login  string `required:"" help:"Login."`
	Name   string `required:"" help:"Name as colleagues know it."`
	Role   string `required:"" help:"Role of the post: officer, head, records, director, auditor, admin ..."`
	Office string `help:"Office of the post, by code; hq is headquarters." default:"hq"`
	Lang   string `help:"Language of the screens." enum:"ky,ru,en" default:"ky"`
}

// Help gives an example.
func (userAddCmd) Help() string {
	return `Example: tuzjol user add --login a.asanova --name "Асанова А." --role officer --office 41711201000000 --data /var/lib/tuzjol`
}

// Run adds the account.
func (c userAddCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	token, err := a.AddAccount(a.Operator(ctx), org.Hire{Login: c.Login, Name: c.Name, Language: c.Lang, Role: access.Role(c.Role), Office: id.Office(c.Office)})
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.Out, "set-up token, to be used once within 72 hours on /signin/token:\n%s\n", token)
	return err
}

type userListCmd struct{ place }

// Help gives an example.
func (userListCmd) Help() string { return "Example: tuzjol user list --data /var/lib/tuzjol" }

// Run lists the accounts.
func (c userListCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing was written
	list, err := a.Accounts().Accounts(a.Operator(ctx))
	if err != nil {
		return err
	}
	for _, u := range list {
		state := "open"
		if u.Disabled {
			state = "closed"
		}
		fmt.Fprintf(con.Out, "%-20s %-8s %s  %s\n", u.Login, state, u.ID, u.Display)
	}
	return nil
}

type userDisableCmd struct {
	place
	Login  string `required:"" help:"Login."`
	Reason string `required:"" help:"Why; it stands in the record."`
}

// Help gives an example.
func (userDisableCmd) Help() string {
	return "Example: tuzjol user disable --login a.asanova --reason \"left the service\" --data /var/lib/tuzjol"
}

// Run closes the account.
func (c userDisableCmd) Run(ctx context.Context, _ *Console) error {
	return setDisabled(ctx, c.place, c.Login, c.Reason, true)
}

type userEnableCmd struct {
	place
	Login  string `required:"" help:"Login."`
	Reason string `required:"" help:"Why; it stands in the record."`
}

// Help gives an example.
func (userEnableCmd) Help() string {
	return "Example: tuzjol user enable --login a.asanova --reason \"back from leave\" --data /var/lib/tuzjol"
}

// Run opens the account.
func (c userEnableCmd) Run(ctx context.Context, _ *Console) error {
	return setDisabled(ctx, c.place, c.Login, c.Reason, false)
}

func setDisabled(ctx context.Context, p place, login, reason string, disabled bool) error {
	return withAccount(ctx, p, login, func(a *app.App, ctx context.Context, account id.Account) error {
		return a.Accounts().SetDisabled(ctx, account, disabled, reason)
	})
}

// withAccount opens the service, finds an account by its login and closes the service again.
func withAccount(ctx context.Context, p place, login string, do func(a *app.App, ctx context.Context, account id.Account) error) error {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	ctx = a.Operator(ctx)
	list, err := a.Accounts().Accounts(ctx)
	if err == nil {
		err = fault.New(fault.NotFound, "signin.no_such_login")
		for _, u := range list {
			if u.Login == login {
				err = do(a, ctx, u.ID)
			}
		}
	}
	return errors.Join(err, a.Close())
}

type userResetCmd struct {
	place
	Login string `required:"" help:"Login."`
}

// Help gives an example.
func (userResetCmd) Help() string {
	return "Example: tuzjol user reset --login a.asanova --data /var/lib/tuzjol"
}

// Run issues the token.
func (c userResetCmd) Run(ctx context.Context, con *Console) error {
	return withAccount(ctx, c.place, c.Login, func(a *app.App, ctx context.Context, account id.Account) error {
		token, err := a.Accounts().IssueToken(ctx, account, signinsvc.TokenReset)
		if err == nil {
			fmt.Fprintf(con.Out, "reset token, to be used once within 10 minutes on /signin/token:\n%s\n", token)
		}
		return err
	})
}
