package demo

import (
	"encoding/json"
	"os"
	"path/filepath"

	"tuzjol/internal/kernel/id"
)

// Account is what a visitor, a test or a program needs to come in as a persona.
type Account struct {
	Persona    Persona    `json:"persona"`
	ID         id.Account `json:"account"`
	Login      string     `json:"login"`
	Password   string     `json:"password"`
	TOTPSecret string     `json:"totp_secret"` // base32, six digits, thirty seconds, by the machine's clock of the service
	APIToken   string     `json:"api_token"`
	Display    string     `json:"display"`
	Role       string     `json:"role"`
	Office     id.Office  `json:"office"`
}

const accountsFile = "demo-accounts.json"

// WriteAccounts writes demo-accounts.json into the data folder, readable by its owner only.
func WriteAccounts(folder string, accounts []Account) error {
	b, err := json.MarshalIndent(accounts, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, accountsFile), append(b, '\n'), 0o600)
}

// ReadAccounts reads demo-accounts.json.
func ReadAccounts(folder string) ([]Account, error) {
	b, err := os.ReadFile(filepath.Join(folder, accountsFile))
	if err != nil {
		return nil, err
	}
	var out []Account
	return out, json.Unmarshal(b, &out)
}
