package clientpages

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/notify"
)

// AskPrompt sends a client the neutral words that somebody waits for an answer on the own page. They say nothing of monitoring: a telephone
// is read by others. They are dropped when the time to answer is over. A client without a telephone of the own sees it on the page only.
func (k *Kit) AskPrompt(ctx context.Context, tx *db.Tx, client id.Client, prompt string, until civil.Instant) error {
	if k.Send == nil {
		return nil
	}
	phones, err := k.phones(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	lang, err := k.language(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	words := i18n.WithCatalogue(context.Background(), k.Words, lang, k.Zone)
	for _, p := range phones {
		if p.Shared {
			continue
		}
		return k.Send(ctx, tx, notify.Message{
			Key: "prompt:" + prompt, Client: string(client), Channel: notify.SMS, Address: p.Number, Lang: lang, Text: i18n.T(words, "portal.prompt.sms", "Time", i18n.Time(words, until)),
			Expires: until, Urgent: true,
		})
	}
	return nil
}

// language is the client's own, Kyrgyz where it is not known.
func (k *Kit) language(ctx context.Context, r *db.Reader, client id.Client) (string, error) {
	lang, _, err := db.Maybe[string](ctx, r, `select c.language from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	if !i18n.Supported(lang) {
		lang = i18n.Kyrgyz
	}
	return lang, err
}
